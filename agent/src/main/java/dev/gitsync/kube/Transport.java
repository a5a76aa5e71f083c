package dev.gitsync.kube;

import dev.gitsync.value.Json;
import dev.gitsync.value.JsonException;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests and turns whatever goes wrong into a {@link KubeException}. Watches have connections of their own, so
 * that neither they nor writes wait for each other.
 */
final class Transport implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** A connection whose peer stopped is found out by pings that stay unanswered. */
    private static final Duration PING_INTERVAL = Duration.ofSeconds(10);

    /** The server sends a bookmark about every minute: a watch that is silent for longer than this is dead. */
    static final Duration WATCH_SILENCE = Duration.ofSeconds(90);

    /** A connection that was just opened may hang before anything comes; no watch takes this long to be accepted. */
    private static final Duration WATCH_HEADERS = Duration.ofSeconds(10);

    private static final int ATTEMPTS = 4;
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final int LONGEST_FOREIGN_MESSAGE = 300;

    /**
     * A request and what is to be said of it.
     *
     * @param verb as {@link RequestObserver} takes it
     * @param resource likewise
     * @param subject what it is about, for a person: {@code Deployment.apps shop/web}
     * @param repeatable whether sending it twice does no harm, when nobody knows whether the first one arrived
     */
    record Exchange(String verb, String resource, String subject, Request request, boolean repeatable) {
        String operation() {
            return verb + " " + subject;
        }
    }

    /** Reads an answer. */
    @FunctionalInterface
    interface Reader<T> {
        T read(Response response) throws IOException;
    }

    private final HttpUrl server;
    private final OkHttpClient requests;
    private final OkHttpClient watches;
    private final RequestObserver observer;

    Transport(Connection connection, String userAgent, RequestObserver observer) {
        this.server = connection.server();
        this.observer = observer;
        OkHttpClient.Builder common = connection
                .http()
                .newBuilder()
                .protocols(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1))
                // A redirect would carry the credentials elsewhere.
                .followRedirects(false)
                .followSslRedirects(false)
                .connectTimeout(CONNECT_TIMEOUT)
                .writeTimeout(PING_INTERVAL)
                .pingInterval(PING_INTERVAL);
        common.interceptors()
                .addFirst(chain -> chain.proceed(chain.request()
                        .newBuilder()
                        .header("User-Agent", userAgent)
                        .build()));
        // The deadline of each operation bounds the reading of its answer.
        this.requests = pooled(common.readTimeout(Duration.ZERO));
        this.watches = pooled(common.readTimeout(WATCH_SILENCE));
    }

    private static OkHttpClient pooled(OkHttpClient.Builder builder) {
        return builder.connectionPool(new ConnectionPool())
                .dispatcher(new Dispatcher())
                .build();
    }

    /** The address of a path, whose query may be added to. */
    HttpUrl.Builder url(String path) {
        return server.newBuilder().addPathSegments(path.substring(1));
    }

    HttpUrl server() {
        return server;
    }

    /**
     * Sends a request and reads its answer. It is sent again, a few times and within the patience, where the server
     * asks for that, and where it is repeatable and got no answer.
     */
    <T> T send(Exchange exchange, Duration patience, Reader<T> reader) throws KubeException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (int attempt = 1; ; attempt++) {
            try {
                return once(exchange, deadline - System.nanoTime(), reader);
            } catch (KubeException e) {
                Optional<Duration> pause = pause(exchange, e, attempt);
                if (pause.isEmpty() || System.nanoTime() + pause.get().toNanos() >= deadline) {
                    throw e;
                }
                sleep(exchange, pause.get());
            }
        }
    }

    /** How long to wait before sending it again, or nothing where it shall not be sent again. */
    private static Optional<Duration> pause(Exchange exchange, KubeException e, int attempt) {
        if (attempt == ATTEMPTS) {
            return Optional.empty();
        }
        boolean refused = e.code() == 429 || (e.code() >= 500 && e.retryAfter().isPresent());
        boolean lost = e.code() == 0 && exchange.repeatable() && !e.isInterrupted();
        if (!refused && !lost) {
            return Optional.empty();
        }
        long millis = FIRST_PAUSE_MILLIS << (2 * (attempt - 1));
        Duration jittered =
                Duration.ofMillis(millis + ThreadLocalRandom.current().nextLong(millis));
        return Optional.of(e.retryAfter().orElse(jittered));
    }

    private static void sleep(Exchange exchange, Duration pause) throws KubeException {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw KubeException.interrupted(exchange.operation(), e);
        }
    }

    private <T> T once(Exchange exchange, long nanosLeft, Reader<T> reader) throws KubeException {
        Call call = requests.newCall(exchange.request());
        call.timeout().timeout(Math.max(nanosLeft, 1), TimeUnit.NANOSECONDS);
        long start = System.nanoTime();
        int code = 0;
        try (Response response = call.execute()) {
            if (!response.isSuccessful()) {
                KubeException refused = refusal(exchange, response);
                code = response.code();
                throw refused;
            }
            T result = reader.read(response);
            code = response.code();
            return result;
        } catch (IOException e) {
            throw lost(exchange, e);
        } catch (JsonException e) {
            throw KubeException.unanswered(exchange.operation(), server + " answered " + e.getMessage(), e);
        } finally {
            observer.requested(exchange.verb(), exchange.resource(), code, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    /** Begins a watch: returns when the server has accepted it. */
    WatchStream watch(Exchange exchange) throws KubeException {
        Call call = watches.newCall(exchange.request());
        AtomicBoolean late = new AtomicBoolean();
        CompletableFuture<Void> guard = CompletableFuture.runAsync(
                () -> {
                    late.set(true);
                    call.cancel();
                },
                CompletableFuture.delayedExecutor(WATCH_HEADERS.toMillis(), TimeUnit.MILLISECONDS, Runnable::run));
        long start = System.nanoTime();
        int code = 0;
        try {
            Response response = call.execute();
            code = response.code();
            if (response.isSuccessful()) {
                return new WatchStream(exchange.operation(), call, response);
            }
            try (response) {
                throw refusal(exchange, response);
            }
        } catch (IOException e) {
            if (late.get()) {
                throw KubeException.unanswered(
                        exchange.operation(),
                        server + " did not accept it within " + WATCH_HEADERS.toSeconds() + " s",
                        e);
            }
            throw lost(exchange, e);
        } finally {
            guard.cancel(false);
            observer.requested(exchange.verb(), exchange.resource(), code, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private KubeException lost(Exchange exchange, IOException e) {
        if (Thread.currentThread().isInterrupted()) {
            return KubeException.interrupted(exchange.operation(), e);
        }
        String why = e instanceof InterruptedIOException && "timeout".equals(e.getMessage())
                ? "timed out"
                : String.valueOf(e.getMessage());
        return KubeException.unanswered(exchange.operation(), server + ": " + why, e);
    }

    private static KubeException refusal(Exchange exchange, Response response) throws IOException {
        byte[] body = response.body().bytes();
        Duration retryAfter = seconds(response.header("Retry-After"));
        return KubeException.answered(exchange.operation(), response.code(), status(body), retryAfter);
    }

    /** The {@code Status} in a body; the text itself where something in between answered, such as a proxy. */
    private static MapValue status(byte[] body) {
        try {
            if (Json.parse(body) instanceof MapValue status
                    && status.stringAt("message").isPresent()) {
                return status;
            }
        } catch (JsonException e) {
            // Not from the API server: its text is the message.
        }
        String text = new String(body, StandardCharsets.UTF_8).strip();
        String shortened =
                text.length() > LONGEST_FOREIGN_MESSAGE ? text.substring(0, LONGEST_FOREIGN_MESSAGE) + "…" : text;
        return Value.map("message", Value.of(shortened));
    }

    private static @Nullable Duration seconds(@Nullable String header) {
        if (header == null || !header.matches("\\d{1,6}")) {
            return null;
        }
        return Duration.ofSeconds(Long.parseLong(header));
    }

    /** Reads the answer as an object. */
    static MapValue object(Response response) throws IOException {
        try (InputStream body = response.body().byteStream()) {
            return Json.parse(body) instanceof MapValue object ? object : MapValue.EMPTY;
        }
    }

    @Override
    public void close() {
        for (OkHttpClient client : List.of(requests, watches)) {
            client.dispatcher().executorService().shutdown();
            client.connectionPool().evictAll();
        }
    }
}
