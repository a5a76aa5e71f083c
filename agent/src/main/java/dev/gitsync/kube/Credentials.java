package dev.gitsync.kube;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.Headers;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Adds the {@code Authorization} and impersonation headers to each request. A token that can change is fetched anew
 * when it expires, and once more when the server answers 401.
 */
final class Credentials implements Interceptor {
    /** Fetches a bearer token. */
    @FunctionalInterface
    interface TokenSource {
        Token fetch() throws IOException;
    }

    /** A bearer token, and the time from which on it is to be fetched anew. */
    record Token(String value, Instant refreshAt) {
        @Override
        public String toString() {
            return "Token[refreshAt=" + refreshAt + "]";
        }
    }

    /** How long a file's token is believed; kubelet renews them long before they expire. */
    private static final Duration FILE_INTERVAL = Duration.ofMinutes(1);

    private final @Nullable String fixed;
    private final @Nullable TokenSource source;
    private final Duration pause;
    private final Headers impersonation;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile @Nullable Token token;
    private long fetchedAt;

    private Credentials(@Nullable String fixed, @Nullable TokenSource source, Duration pause, Headers impersonation) {
        this.fixed = fixed;
        this.pause = pause;
        this.source = source;
        this.impersonation = impersonation;
    }

    /** The same header always; null for none, where a certificate says who asks. */
    static Credentials fixed(@Nullable String authorization, Headers impersonation) {
        return new Credentials(authorization, null, Duration.ZERO, impersonation);
    }

    /** The token in a file, read again every minute, and whenever it is refused. */
    static Credentials file(Path file, Headers impersonation) {
        return new Credentials(null, () -> read(file), Duration.ZERO, impersonation);
    }

    /**
     * A token from elsewhere.
     *
     * @param first what the source gave just now
     * @param pause at most this often is it fetched because it was refused, which may be for good
     */
    static Credentials tokens(Token first, TokenSource source, Duration pause, Headers impersonation) {
        Credentials credentials = new Credentials(null, source, pause, impersonation);
        credentials.token = first;
        credentials.fetchedAt = System.nanoTime();
        return credentials;
    }

    private static Token read(Path file) throws IOException {
        String value = Files.readString(file, StandardCharsets.UTF_8).strip();
        if (value.isEmpty()) {
            throw new IOException("the token file " + file + " is empty");
        }
        return new Token(value, Instant.now().plus(FILE_INTERVAL));
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        TokenSource tokens = source;
        if (tokens == null) {
            return chain.proceed(with(chain.request(), fixed));
        }
        Token first = current(tokens);
        Response response = chain.proceed(with(chain.request(), "Bearer " + first.value()));
        if (response.code() != 401) {
            return response;
        }
        Token second = renewed(tokens, first);
        if (second.value().equals(first.value())) {
            return response;
        }
        response.close();
        return chain.proceed(with(chain.request(), "Bearer " + second.value()));
    }

    private Request with(Request request, @Nullable String authorization) {
        Request.Builder builder = request.newBuilder();
        if (authorization != null) {
            builder.header("Authorization", authorization);
        }
        impersonation.forEach(header -> builder.addHeader(header.getFirst(), header.getSecond()));
        return builder.build();
    }

    private Token current(TokenSource tokens) throws IOException {
        Token known = token;
        if (known != null && Instant.now().isBefore(known.refreshAt())) {
            return known;
        }
        fetching.lock();
        try {
            Token meanwhile = token;
            if (meanwhile != null && Instant.now().isBefore(meanwhile.refreshAt())) {
                return meanwhile;
            }
            return fetch(tokens);
        } finally {
            fetching.unlock();
        }
    }

    private Token renewed(TokenSource tokens, Token refused) throws IOException {
        fetching.lock();
        try {
            Token known = token;
            if (known != null && !known.value().equals(refused.value())) {
                return known;
            }
            boolean justFetched = System.nanoTime() - fetchedAt < pause.toNanos();
            return justFetched ? refused : fetch(tokens);
        } finally {
            fetching.unlock();
        }
    }

    private Token fetch(TokenSource tokens) throws IOException {
        Token fetched = tokens.fetch();
        token = fetched;
        fetchedAt = System.nanoTime();
        return fetched;
    }
}
