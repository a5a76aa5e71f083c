package dev.gitsync.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpEndpointsTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private volatile Supplier<String> metrics = () -> "up 1\n";
    private volatile Readiness readiness = Readiness.READY;
    private HttpEndpoints endpoints;
    private HttpClient client;

    @BeforeEach
    void start() throws IOException {
        endpoints = HttpEndpoints.start(ANY_PORT, () -> metrics.get(), () -> readiness);
        client = HttpClient.newHttpClient();
    }

    @AfterEach
    void stop() {
        client.close();
        endpoints.close();
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + endpoints.address().getPort() + path);
        return client.send(
                HttpRequest.newBuilder(uri)
                        .method(method, BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void metricsComeInThePrometheusFormat() throws Exception {
        HttpResponse<String> answer = send("GET", "/metrics");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("up 1\n");
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @Test
    void aLivingProcessSaysSoWhetherOrNotItIsReady() throws Exception {
        readiness = Readiness.notReady("not the leader");

        assertThat(send("GET", "/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void readinessSaysWhyNot() throws Exception {
        assertThat(send("GET", "/readyz").statusCode()).isEqualTo(200);

        readiness = Readiness.notReady("not the leader", "the CRDs are missing");
        HttpResponse<String> answer = send("GET", "/readyz");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("not ready\nnot the leader\nthe CRDs are missing\n");
    }

    @Test
    void headAnswersAsGetWithoutABody() throws Exception {
        HttpResponse<String> answer = send("HEAD", "/metrics");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Length")).contains("5");
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/metrics/", "/metrics/x", "/..%2fmetrics", "/<script>", "/healthz%00"})
    void anythingElseIsNotFoundAndNotEchoed(String path) throws Exception {
        HttpResponse<String> answer = send("GET", path.replace("<", "%3C").replace(">", "%3E"));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("not found\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void nothingIsWritten(String method) throws Exception {
        HttpResponse<String> answer = send(method, "/metrics");

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    @Test
    void aFailureAnswersWithoutItsReason() throws Exception {
        metrics = () -> {
            throw new IllegalStateException("canary");
        };
        HttpResponse<String> answer = send("GET", "/metrics");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("canary");
        assertThat(send("GET", "/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void tooManyHeadersEndTheConnection() throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), endpoints.address().getPort())) {
            socket.setSoTimeout(10_000);
            StringBuilder request = new StringBuilder("GET /metrics HTTP/1.1\r\nHost: a\r\n");
            for (int i = 0; i < 100; i++) {
                request.append("X-").append(i).append(": a\r\n");
            }
            socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .doesNotContain("up 1");
        }
    }

    @Test
    void aTakenAddressIsNamed() {
        assertThatThrownBy(() -> HttpEndpoints.start(endpoints.address(), metrics, () -> readiness))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("can't listen on")
                .hasMessageContaining(Integer.toString(endpoints.address().getPort()));
    }

    @Test
    void afterClosingNobodyListens() {
        endpoints.close();

        assertThatThrownBy(() -> send("GET", "/healthz")).isInstanceOf(IOException.class);
    }
}
