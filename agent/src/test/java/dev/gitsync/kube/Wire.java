package dev.gitsync.kube;

import dev.gitsync.testbed.TestCluster;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A TCP relay between a client and the API server, which can be cut or made to swallow everything. */
final class Wire implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Wire.class);
    private static final Pattern SERVER = Pattern.compile("https://[^\\s\"]+");

    private final ServerSocket socket;
    private final URI server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;
    private volatile boolean swallow;

    private Wire(URI server) throws IOException {
        this.server = server;
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** Lays a wire to a cluster and writes the administrator's kubeconfig that goes through it. */
    static Wire to(TestCluster cluster, Path kubeconfig) throws IOException {
        String text = Files.readString(cluster.kubeconfig());
        Matcher address = SERVER.matcher(text);
        if (!address.find()) {
            throw new IOException("no server in " + cluster.kubeconfig());
        }
        Wire wire = new Wire(URI.create(address.group()));
        Files.writeString(kubeconfig, text.replace(address.group(), "https://127.0.0.1:" + wire.socket.getLocalPort()));
        return wire;
    }

    /** Ends all connections, and every new one at once, until {@link #mend}. */
    void cut() {
        cut = true;
        open.forEach(Wire::end);
    }

    /** Keeps all connections open and lets nothing through, until {@link #mend}. */
    void swallow() {
        swallow = true;
    }

    void mend() {
        open.forEach(Wire::end);
        cut = false;
        swallow = false;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket near = socket.accept();
                if (cut) {
                    near.close();
                } else {
                    connect(near);
                }
            } catch (IOException e) {
                // The wire was closed, or the server is down: the client sees it as it would without the wire.
                LOG.debug("no connection", e);
            }
        }
    }

    private void connect(Socket near) throws IOException {
        try {
            Socket far = new Socket(InetAddress.getByName(server.getHost()), server.getPort());
            open.add(near);
            open.add(far);
            Thread.ofVirtual().start(() -> relay(near, far));
            Thread.ofVirtual().start(() -> relay(far, near));
        } catch (IOException e) {
            near.close();
            throw e;
        }
    }

    private void relay(Socket from, Socket to) {
        byte[] buffer = new byte[16_384];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (!swallow) {
                    out.write(buffer, 0, n);
                }
            }
        } catch (IOException e) {
            // Either side ended it, which ends the other too.
            LOG.trace("a connection ended", e);
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        open.forEach(Wire::end);
    }
}
