package dev.gitsync.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code /metrics}, {@code /healthz} and {@code /readyz} to GET and HEAD until it is closed. Unauthenticated: nothing that
 * it answers is secret, and nothing that it is sent changes anything.
 */
public final class HttpEndpoints implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpEndpoints.class);
    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    /** Bounds of the JDK's server, which it reads once, before its first start; a value set from outside is kept. */
    private static final Map<String, String> BOUNDS = Map.of(
            "sun.net.httpserver.maxReqTime", "10", // seconds, for the whole request
            "sun.net.httpserver.maxRspTime", "30", // seconds, for the whole response
            "sun.net.httpserver.idleInterval", "30", // seconds
            "sun.net.httpserver.maxReqHeaders", "64",
            "sun.net.httpserver.maxReqHeaderSize", "16384", // bytes, all headers together
            "jdk.httpserver.maxConnections", "200");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Supplier<String> metrics;
    private final Supplier<Readiness> readiness;

    private HttpEndpoints(HttpServer server, Supplier<String> metrics, Supplier<Readiness> readiness) {
        this.server = server;
        this.metrics = metrics;
        this.readiness = readiness;
    }

    /**
     * Starts to serve.
     *
     * @param address port 0 takes a free one; see {@link #address}
     * @param metrics the metrics in Prometheus' text format, asked for at each scrape
     * @param readiness asked at each probe, so it must be quick
     * @throws IOException if the address can't be listened on
     */
    public static HttpEndpoints start(
            InetSocketAddress address, Supplier<String> metrics, Supplier<Readiness> readiness) throws IOException {
        BOUNDS.forEach((property, bound) -> {
            if (System.getProperty(property) == null) {
                System.setProperty(property, bound);
            }
        });
        HttpServer server;
        try {
            server = HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new IOException(
                    "can't listen on %s:%d: %s; choose another address"
                            .formatted(address.getHostString(), address.getPort(), e.getMessage()),
                    e);
        }
        HttpEndpoints endpoints = new HttpEndpoints(server, metrics, readiness);
        server.setExecutor(endpoints.threads);
        server.createContext("/", endpoints::handle);
        server.start();
        return endpoints;
    }

    /** The address that is listened on. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private record Answer(int status, String contentType, String body) {}

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            send(exchange, answer(exchange));
        }
    }

    private Answer answer(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        try {
            if (!isRead(exchange)) {
                return new Answer(405, PLAIN, "only GET and HEAD are answered\n");
            }
            return switch (path) {
                case "/metrics" -> new Answer(200, PROMETHEUS, metrics.get());
                case "/healthz" -> new Answer(200, PLAIN, "ok\n");
                case "/readyz" -> ready(readiness.get());
                case null, default -> new Answer(404, PLAIN, "not found\n");
            };
        } catch (RuntimeException e) {
            LOG.error("Answering {} failed", path, e);
            return new Answer(500, PLAIN, "internal error; the agent's log says more\n");
        }
    }

    private static boolean isRead(HttpExchange exchange) {
        return exchange.getRequestMethod().equals("GET") || isHead(exchange);
    }

    private static boolean isHead(HttpExchange exchange) {
        return exchange.getRequestMethod().equals("HEAD");
    }

    private static Answer ready(Readiness readiness) {
        return readiness.isReady()
                ? new Answer(200, PLAIN, "ok\n")
                : new Answer(503, PLAIN, "not ready\n" + String.join("\n", readiness.reasons()) + "\n");
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", answer.contentType());
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Cache-Control", "no-store");
        if (answer.status() == 405) {
            headers.set("Allow", "GET, HEAD");
        }
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        if (isHead(exchange)) {
            headers.set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(answer.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
    }

    /** Stops listening; an answer under way is cut. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
