package dev.gitsync.git;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.Proxy;
import java.net.SocketException;
import java.net.URL;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLException;
import org.eclipse.jgit.transport.http.JDKHttpConnection;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request of the smart Git protocol, within the limits. A server without that protocol is refused: the old
 * protocol would fetch object by object, from wherever the server says.
 */
final class RemoteConnection extends JDKHttpConnection {
    /** Answers of this much are no list of refs: about half a million of them. */
    private static final long MAX_LIST_BYTES = 64L << 20;

    private static final String INFO_REFS = "/info/refs";
    private static final String ADVERTISEMENT = "application/x-git-upload-pack-advertisement";

    /** The server answers, but not as a Git server. */
    static final class NotAGitServer extends IOException {
        private static final long serialVersionUID = 1L;

        NotAGitServer(String message) {
            super(message);
        }
    }

    /** The server sends more than the limits allow. */
    static final class TooMuch extends IOException {
        private static final long serialVersionUID = 1L;

        TooMuch(String message) {
            super(message);
        }
    }

    /** The answer ends before its end. */
    static final class BrokenOff extends IOException {
        private static final long serialVersionUID = 1L;

        BrokenOff(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private final RemoteConnections operation;
    private final boolean list;
    private boolean checked;

    RemoteConnection(URL url, Proxy proxy, RemoteConnections operation) throws IOException {
        super(url, proxy);
        this.operation = operation;
        this.list = url.getPath().endsWith(INFO_REFS);
        if (!list && !url.getPath().endsWith("/git-upload-pack")) {
            throw new NotAGitServer("the server doesn't speak the smart Git protocol");
        }
        super.setConnectTimeout(
                Math.toIntExact(operation.limits().connectTimeout().toMillis()));
        super.setReadTimeout(Math.toIntExact(operation.limits().silenceTimeout().toMillis()));
    }

    /** Leaves the limits as they are: JGit would set its one time-out, in seconds, for both. */
    @Override
    public void setConnectTimeout(int timeout) {}

    @Override
    public void setReadTimeout(int timeout) {}

    /** Leaves out the wish for protocol 2 where one request less is worth more; the server then answers by version 0. */
    @Override
    public void setRequestProperty(String key, String value) {
        if (operation.protocol2() || !key.equals("Git-Protocol")) {
            super.setRequestProperty(key, value);
        }
    }

    @Override
    public int getResponseCode() throws IOException {
        int status = super.getResponseCode();
        if (!checked) {
            checked = true;
            operation.answered(status);
            String type = getContentType();
            if (list && status == HTTP_OK && !ADVERTISEMENT.equals(type)) {
                throw new NotAGitServer("the server answered with " + (type == null ? "something of no type" : type)
                        + " instead of a Git repository");
            }
        }
        return status;
    }

    /** Says that the answer is not compressed, since {@link #getInputStream} already expands it to count what comes out. */
    @Override
    public @Nullable String getHeaderField(String name) {
        return name.equalsIgnoreCase("Content-Encoding") ? null : super.getHeaderField(name);
    }

    @Override
    public InputStream getInputStream() throws IOException {
        InputStream raw = super.getInputStream();
        String encoding = super.getHeaderField("Content-Encoding");
        boolean zipped = encoding != null && (encoding.equals("gzip") || encoding.equals("x-gzip"));
        return new Limited(
                zipped ? new GZIPInputStream(raw) : raw,
                list ? MAX_LIST_BYTES : operation.limits().maxFetchBytes());
    }

    private static final class Limited extends FilterInputStream {
        private final long limit;
        private long count;

        Limited(InputStream in, long limit) {
            super(in);
            this.limit = limit;
        }

        @Override
        public int read() throws IOException {
            int value;
            try {
                value = super.read();
            } catch (IOException e) {
                throw explained(e);
            }
            if (value >= 0) {
                count(1);
            }
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n;
            try {
                n = super.read(buffer, offset, length);
            } catch (IOException e) {
                throw explained(e);
            }
            if (n > 0) {
                count(n);
            }
            return n;
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        /** The JDK says "Premature EOF" in an exception of no type of its own. */
        private static IOException explained(IOException e) {
            return e instanceof InterruptedIOException || e instanceof SocketException || e instanceof SSLException
                    ? e
                    : new BrokenOff(e);
        }

        private void count(int n) throws IOException {
            count += n;
            if (count > limit) {
                throw new TooMuch("the answer is larger than " + limit + " bytes");
            }
        }
    }
}
