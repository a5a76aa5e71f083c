package dev.gitsync.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.collect.ImmutableSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gitsync.value.Value;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import okhttp3.Request;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What no API server can be made to answer on request: overload, faults, redirects, lost answers, refused tokens. */
class TransportTest {
    private static final ApiResource CONFIG_MAPS =
            new ApiResource("", "v1", "ConfigMap", "configmaps", true, ImmutableSet.of(), ImmutableSet.of());
    private static final String OBJECT = "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\"}";

    @TempDir
    private Path folder;

    private HttpServer server;
    private final Queue<Answer> answers = new ArrayDeque<>();
    private final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();

    private record Answer(int code, String header, String value, String body) {}

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        requests.add(
                exchange.getRequestMethod() + " " + exchange.getRequestHeaders().getFirst("Authorization"));
        exchange.getRequestBody().readAllBytes();
        Answer answer = answers.size() > 1 ? answers.remove() : answers.element();
        if (answer.code == 0) {
            exchange.close();
            return;
        }
        if (!answer.header.isEmpty()) {
            exchange.getResponseHeaders().set(answer.header, answer.value);
        }
        byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.code, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Test
    void anOverloadedServerIsAskedAgainWhenItSays() throws Exception {
        answers.add(new Answer(429, "Retry-After", "1", ""));
        answers.add(new Answer(200, "", "", OBJECT));
        try (KubeClient client = client("token: t")) {
            long start = System.nanoTime();
            assertThat(client.get(CONFIG_MAPS, "ns", "a")).isPresent();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(990));
        }
        assertThat(requests).containsExactly("GET Bearer t", "GET Bearer t");
    }

    @Test
    void nobodyWaitsLongerThanTheirPatience() throws Exception {
        answers.add(new Answer(429, "Retry-After", "60", ""));
        try (KubeClient client = client("token: t")) {
            KubeException error = failure(() -> client.get(CONFIG_MAPS, "ns", "a"));
            assertThat(error.retryAfter()).contains(Duration.ofSeconds(60));
            assertThat(error.isTransient()).isTrue();
        }
        assertThat(requests).hasSize(1);
    }

    @Test
    void aFaultOfTheServerIsTheCallersToRepeat() throws Exception {
        answers.add(new Answer(500, "", "", "panic"));
        try (KubeClient client = client("token: t")) {
            KubeException error = failure(() -> client.get(CONFIG_MAPS, "ns", "a"));
            assertThat(error).hasMessage("get ConfigMap ns/a: 500: panic");
            assertThat(error.isTransient()).isTrue();
        }
        assertThat(requests).hasSize(1);
    }

    @Test
    void aLostAnswerIsAskedForAgainUnlessThatMightDoThingsTwice() throws Exception {
        answers.add(new Answer(0, "", "", ""));
        answers.add(new Answer(200, "", "", OBJECT));
        try (KubeClient client = client("token: t")) {
            assertThat(client.get(CONFIG_MAPS, "ns", "a")).isPresent();
            requests.clear();
            answers.clear();
            answers.add(new Answer(0, "", "", ""));
            KubeException error =
                    failure(() -> client.create(CONFIG_MAPS, Kube.configMap("ns", "a", "k", "v"), "tester"));
            assertThat(error.code()).isZero();
        }
        assertThat(requests).containsExactly("POST Bearer t");
    }

    @Test
    void noRedirectIsFollowed() throws Exception {
        answers.add(new Answer(
                302, "Location", "http://127.0.0.1:" + server.getAddress().getPort() + "/else", ""));
        try (KubeClient client = client("token: t")) {
            assertThat(failure(() -> client.get(CONFIG_MAPS, "ns", "a")).code()).isEqualTo(302);
        }
        assertThat(requests).hasSize(1);
    }

    @Test
    void anAnswerThatIsNoJsonIsNamedWithoutItsText() throws Exception {
        answers.add(new Answer(200, "", "", "<html>"));
        try (KubeClient client = client("token: t")) {
            KubeException error =
                    failure(() -> client.get(CONFIG_MAPS, "ns", "a").isPresent());
            assertThat(error).hasMessageContaining("invalid JSON").hasMessageNotContaining("html");
        }
    }

    @Test
    void aTokenFromAFileIsReadAgainWhenItIsRefused() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "old\n");
        answers.add(new Answer(200, "", "", OBJECT));
        try (KubeClient client = client("tokenFile: token")) {
            client.get(CONFIG_MAPS, "ns", "a");
            Files.writeString(token, "new\n");
            client.get(CONFIG_MAPS, "ns", "a");
            assertThat(requests).containsExactly("GET Bearer old", "GET Bearer old");

            requests.clear();
            answers.clear();
            answers.add(new Answer(401, "", "", ""));
            answers.add(new Answer(200, "", "", OBJECT));
            assertThat(client.get(CONFIG_MAPS, "ns", "a")).isPresent();
        }
        assertThat(requests).containsExactly("GET Bearer old", "GET Bearer new");
    }

    @Test
    void aCredentialPluginIsRunOnceUntilItsTokenExpires() throws Exception {
        Path plugin = folder.resolve("plugin");
        Files.writeString(plugin, """
                #!/bin/sh
                echo run >>"$COUNT"
                cat <<END
                {"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential",
                 "status": {"token": "from-$1", "expirationTimestamp": "2999-01-01T00:00:00Z"}}
                END
                """);
        Files.setPosixFilePermissions(plugin, PosixFilePermissions.fromString("rwx------"));
        Path count = folder.resolve("count");
        answers.add(new Answer(200, "", "", OBJECT));
        String user = """
                exec:
                      apiVersion: client.authentication.k8s.io/v1
                      command: ./plugin
                      args: [plugin]
                      env: [{name: COUNT, value: %s}]
                      interactiveMode: Never""".formatted(count);
        try (KubeClient client = client(user)) {
            client.get(CONFIG_MAPS, "ns", "a");
            client.get(CONFIG_MAPS, "ns", "a");
        }
        assertThat(requests).containsExactly("GET Bearer from-plugin", "GET Bearer from-plugin");
        assertThat(Files.readAllLines(count)).containsExactly("run");
    }

    @Test
    void aKubeconfigThatIsWrongSaysWhere() throws Exception {
        Path file = kubeconfig("token: t");

        assertThat(catchThrowableOfType(
                        KubeconfigException.class,
                        () -> KubeClient.fromKubeconfig(file, "other", ClientOptions.ofVersion("test"))))
                .hasMessage("kubeconfig " + file + " has no context other; it has [c]");
        Path auth = kubeconfig("auth-provider: {name: gcp}");
        assertThat(catchThrowableOfType(
                        KubeconfigException.class,
                        () -> KubeClient.fromKubeconfig(auth, null, ClientOptions.ofVersion("test"))))
                .hasMessageContaining("auth-provider");
    }

    @Test
    void severalKubeconfigsAreMergedAndTheFirstOfANameWins() throws Exception {
        Path first = Files.writeString(folder.resolve("first"), """
                current-context: c
                users: [{name: u, user: {token: from-first}}]
                """);
        Path second = kubeconfig("token: from-second");
        answers.add(new Answer(200, "", "", OBJECT));
        Connection connection = Kubeconfig.standard(null, Map.of("KUBECONFIG", first + File.pathSeparator + second));
        try (Transport transport = new Transport(connection, "test", RequestObserver.NONE)) {
            Transport.Exchange exchange = new Transport.Exchange(
                    "get",
                    "x",
                    "x",
                    new Request.Builder().url(transport.url("/x").build()).build(),
                    true);
            Value answer = transport.send(exchange, Duration.ofSeconds(5), Transport::object);
            assertThat(answer.stringAt("kind")).contains("ConfigMap");
        }
        assertThat(List.copyOf(requests)).containsExactly("GET Bearer from-first");
    }

    private KubeClient client(String user) throws Exception {
        ClientOptions options = ClientOptions.ofVersion("test").withPatience(Duration.ofSeconds(10));
        return KubeClient.fromKubeconfig(kubeconfig(user), null, options);
    }

    private Path kubeconfig(String user) throws IOException {
        return Files.writeString(
                folder.resolve("kubeconfig"), """
                current-context: c
                contexts: [{name: c, context: {cluster: c, user: u}}]
                clusters: [{name: c, cluster: {server: "http://127.0.0.1:%d"}}]
                users:
                - name: u
                  user:
                    %s
                """.formatted(server.getAddress().getPort(), user));
    }

    private static KubeException failure(ThrowingCallable call) {
        KubeException caught = catchThrowableOfType(KubeException.class, call);
        assertThat(caught).as("the request fails").isNotNull();
        return caught;
    }
}
