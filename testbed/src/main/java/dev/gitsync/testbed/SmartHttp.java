package dev.gitsync.testbed;

import com.sun.net.httpserver.HttpExchange;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/** Git's smart HTTP protocol (gitprotocol-http) over JGit's server classes. */
final class SmartHttp {
    /** The two services of a Git server. */
    enum Service {
        UPLOAD_PACK("git-upload-pack"),
        RECEIVE_PACK("git-receive-pack");

        private final String command;

        Service(String command) {
            this.command = command;
        }

        static Service of(String command) {
            return command.equals(UPLOAD_PACK.command) ? UPLOAD_PACK : RECEIVE_PACK;
        }
    }

    /** What a request asks for: a service's advertisement of refs, or the service itself, of a repository. */
    record Call(String repository, Service service, boolean advertisement) {
        private static final Pattern ADVERTISEMENT =
                Pattern.compile("/(.+?)(?:\\.git)?/info/refs\\?service=(git-upload-pack|git-receive-pack)");
        private static final Pattern SERVICE = Pattern.compile("/(.+?)(?:\\.git)?/(git-upload-pack|git-receive-pack)");

        /** The call that a request is, or nothing where it is none of the protocol. */
        static Optional<Call> of(String method, URI uri) {
            boolean advertisement = method.equals("GET");
            Matcher matcher = (advertisement ? ADVERTISEMENT : SERVICE).matcher(uri.toString());
            return matcher.matches() && (advertisement || method.equals("POST"))
                    ? Optional.of(new Call(matcher.group(1), Service.of(matcher.group(2)), advertisement))
                    : Optional.empty();
        }
    }

    private SmartHttp() {}

    /** The version of Git's protocol that a client asks for, as {@code version=2}; empty where it asks for none. */
    static String protocol(HttpExchange exchange) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst("Git-Protocol"))
                .orElse("");
    }

    /** Serves a call; where the answer has more bytes than the limit, it breaks off there. */
    static void serve(HttpExchange exchange, Call call, GitRepository repository, long limit) throws IOException {
        String type = "application/x-" + call.service().command + (call.advertisement() ? "-advertisement" : "-result");
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-cache");
        InputStream in = exchange.getRequestBody();
        if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
            in = new GZIPInputStream(in);
        }
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = new LimitedOutput(exchange.getResponseBody(), limit);
        switch (call.service()) {
            case UPLOAD_PACK -> upload(repository, protocol(exchange), call.advertisement(), in, out);
            case RECEIVE_PACK -> receive(repository, call.advertisement(), in, out);
        }
        exchange.close();
    }

    private static void upload(
            GitRepository repository, String protocol, boolean advertisement, InputStream in, OutputStream out)
            throws IOException {
        try (UploadPack upload = new UploadPack(repository.jgit())) {
            upload.setBiDirectionalPipe(false);
            upload.setExtraParameters(Set.of(protocol.split(":", -1)));
            if (advertisement) {
                upload.sendAdvertisedRefs(advertiser(Service.UPLOAD_PACK, out));
            } else {
                upload.upload(in, out, null);
            }
        }
    }

    private static void receive(GitRepository repository, boolean advertisement, InputStream in, OutputStream out)
            throws IOException {
        ReceivePack receive = new ReceivePack(repository.jgit());
        receive.setBiDirectionalPipe(false);
        if (advertisement) {
            receive.sendAdvertisedRefs(advertiser(Service.RECEIVE_PACK, out));
        } else {
            receive.receive(in, out, null);
        }
    }

    private static PacketLineOutRefAdvertiser advertiser(Service service, OutputStream out) throws IOException {
        PacketLineOut lines = new PacketLineOut(out);
        lines.writeString("# service=" + service.command + "\n");
        lines.end();
        return new PacketLineOutRefAdvertiser(lines);
    }

    /** A stream that fails once its limit is reached, after it has sent what came before. */
    private static final class LimitedOutput extends FilterOutputStream {
        private long left;

        LimitedOutput(OutputStream out, long limit) {
            super(out);
            this.left = limit;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int fits = (int) Math.min(left, length);
            out.write(bytes, offset, fits);
            left -= fits;
            if (fits < length) {
                out.flush();
                throw new IOException("broken off, as this server's fault says");
            }
        }
    }
}
