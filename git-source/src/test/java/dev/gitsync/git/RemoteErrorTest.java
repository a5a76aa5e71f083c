package dev.gitsync.git;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.gitsync.git.GitException.Kind;
import dev.gitsync.testbed.GitFault;
import dev.gitsync.testbed.GitServer;
import dev.gitsync.testbed.WorkingCopy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteErrorTest {
    private static final String CANARY = "s3cret-canary";

    /** A seed makes it the same each time. */
    private static final String INCOMPRESSIBLE = new Random(1)
            .ints(50_000, ' ', '~')
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();

    private final GitServer server = GitServer.start().create("team/app");
    private final String url = server.url("team/app");

    @TempDir
    Path mirrors = Path.of("");

    @AfterEach
    void stop() {
        server.close();
    }

    private String push() {
        try (WorkingCopy copy = server.workingCopy("team/app")) {
            return copy.write("a.yaml", INCOMPRESSIBLE).commitAndPush("One");
        }
    }

    private GitSource with(RepositoryCredentials credentials) {
        return new GitSource(mirrors, u -> Optional.of(credentials), Sources.SHORT);
    }

    @Test
    void rightCredentialsAreSentWithTheFirstRequest() throws GitException {
        String id = push();
        server.allow("robot", CANARY);
        int before = server.requests().size();
        try (GitSource source = with(Sources.password("robot", CANARY))) {
            assertThat(Sources.sync(source, url, "main").id()).isEqualTo(id);
        }
        assertThat(server.requests().subList(before, server.requests().size()))
                .hasSize(3)
                .allSatisfy(request -> assertThat(request.user()).isEqualTo("robot"));
    }

    @Test
    void aTokenNeedsNoUser() throws GitException {
        String id = push();
        server.allow("x-access-token", CANARY);
        try (GitSource source =
                with(new RepositoryCredentials(Optional.empty(), Optional.of(CANARY), Optional.empty()))) {
            assertThat(Sources.sync(source, url, "main").id()).isEqualTo(id);
        }
    }

    @Test
    void wrongAndMissingCredentialsAreToldApart() {
        push();
        server.allow("robot", CANARY);
        try (GitSource source = with(Sources.password("robot", "wrong-" + CANARY))) {
            GitException e = Sources.failure(Kind.UNAUTHORIZED, () -> source.refs(url));
            assertThat(e).hasMessageContaining("refuses these credentials");
            assertThat(e.toString()).doesNotContain(CANARY);
        }
        try (GitSource source = Sources.open(mirrors)) {
            assertThat(Sources.failure(Kind.UNAUTHORIZED, () -> source.refs(url)))
                    .hasMessageContaining("asks for credentials");
        }
    }

    @Test
    void rotatedCredentialsCountAtOnce() throws GitException {
        String id = push();
        server.allow("robot", "old");
        AtomicReference<RepositoryCredentials> current = new AtomicReference<>(Sources.password("robot", "old"));
        try (GitSource source = new GitSource(mirrors, u -> Optional.of(current.get()), Sources.SHORT)) {
            assertThat(source.resolve(url, "main").commit()).isEqualTo(id);
            server.allow("robot", "new");
            Sources.failure(Kind.UNAUTHORIZED, () -> source.refs(url));
            current.set(Sources.password("robot", "new"));
            assertThat(source.resolve(url, "main").commit()).isEqualTo(id);
        }
    }

    @Test
    void aPrivateAuthorityIsTrustedForItsRepositoryOnly() throws Exception {
        try (GitServer https = GitServer.startHttps().create("team/app");
                WorkingCopy copy = https.workingCopy("team/app");
                GitServer otherHttps = GitServer.startHttps()) {
            String id = copy.write("a.yaml", "n: 1").commitAndPush("One");
            String secure = https.url("team/app");
            String pem = Files.readString(https.certificateFile());
            try (GitSource source = with(authority(pem))) {
                assertThat(Sources.sync(source, secure, "main").id()).isEqualTo(id);
            }
            try (GitSource source = Sources.open(mirrors)) {
                assertThat(Sources.failure(Kind.UNREACHABLE, () -> source.refs(secure)))
                        .hasMessageContaining("no trusted TLS connection");
            }
            try (GitSource source = with(authority(Files.readString(otherHttps.certificateFile())))) {
                Sources.failure(Kind.UNREACHABLE, () -> source.refs(secure));
            }
            try (GitSource source = with(authority("not a certificate"))) {
                assertThat(Sources.failure(Kind.OTHER, () -> source.refs(secure)))
                        .hasMessageContaining("PEM");
            }
        }
    }

    private static RepositoryCredentials authority(String pem) {
        return new RepositoryCredentials(Optional.empty(), Optional.empty(), Optional.of(pem));
    }

    @Test
    void aPortThatNobodyListensOnIsUnreachable() {
        server.stop();
        try (GitSource source = Sources.open(mirrors)) {
            assertThat(Sources.failure(Kind.UNREACHABLE, () -> source.refs(url)))
                    .hasMessageContaining(url);
            Sources.failure(Kind.UNREACHABLE, () -> source.refs("http://no-such-host.invalid/app"));
        }
    }

    @Test
    void aSilentServerIsGivenUp() {
        push();
        server.fault(new GitFault.Hangs());
        try (GitSource source = Sources.open(mirrors)) {
            long start = System.nanoTime();
            Sources.failure(Kind.TIMEOUT, () -> source.refs(url));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void aServerThatTricklesIsGivenUp() throws Exception {
        GitLimits limits =
                new GitLimits(Duration.ofMillis(500), Duration.ofMillis(500), Duration.ofSeconds(1), 1 << 20, false);
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread trickle = Thread.ofVirtual().start(() -> trickle(socket));
            try (GitSource source = new GitSource(mirrors, u -> Optional.empty(), limits)) {
                String slow = "http://127.0.0.1:" + socket.getLocalPort() + "/app";
                long start = System.nanoTime();
                Sources.failure(Kind.TIMEOUT, () -> source.refs(slow));
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
            }
            trickle.interrupt();
            trickle.join();
        }
    }

    /** A byte of a header every 100 ms, for ever: never silent, never done. */
    private static void trickle(ServerSocket socket) {
        try (var connection = socket.accept()) {
            connection.getOutputStream().write("HTTP/1.1 200 OK\r\nX: ".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                connection.getOutputStream().write('x');
                connection.getOutputStream().flush();
                Thread.sleep(100);
            }
        } catch (IOException | InterruptedException e) {
            // The client has hung up, or the test is over.
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aCloneThatBreaksOffIsUnreachableAndSucceedsLater() throws GitException {
        String id = push();
        try (GitSource source = Sources.open(mirrors)) {
            RemoteRevision revision = source.resolve(url, "main");
            server.fault(new GitFault.Truncates(20_000));
            GitException e = Sources.failure(Kind.UNREACHABLE, () -> source.open(url, revision));
            assertThat(e).hasMessageContaining(url);
            server.fault(new GitFault.None());
            assertThat(source.open(url, revision).id()).isEqualTo(id);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "403, UNAUTHORIZED",
        "404, REPOSITORY_NOT_FOUND",
        "429, UNREACHABLE",
        "500, UNREACHABLE",
        "503, UNREACHABLE"
    })
    void aStatusOfTheServerIsToldInWords(int status, Kind kind) {
        server.fault(new GitFault.Refuses(status));
        try (GitSource source = Sources.open(mirrors)) {
            assertThat(Sources.failure(kind, () -> source.refs(url))).hasMessageContaining("HTTP " + status);
        }
    }

    @Test
    void aRepositoryThatIsNotThereIsNotFound() {
        try (GitSource source = Sources.open(mirrors)) {
            Sources.failure(Kind.REPOSITORY_NOT_FOUND, () -> source.refs(server.url("team/none")));
            Sources.failure(Kind.REPOSITORY_NOT_FOUND, () -> source.refs("file:///no/such/repository"));
        }
    }

    @Test
    void aFetchThatIsTooLargeIsRefused() {
        push();
        GitLimits limits =
                new GitLimits(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(10), 20_000, false);
        try (GitSource source = new GitSource(mirrors, u -> Optional.empty(), limits)) {
            assertThat(Sources.failure(Kind.OTHER, () -> Sources.sync(source, url, "main")))
                    .hasMessageContaining("larger than 20000 bytes");
        }
    }

    @Test
    void aRedirectWithinTheHostIsFollowedAndOneToAnotherLosesTheCredentials() throws Exception {
        String id = push();
        server.allow("robot", CANARY);
        List<String> seen = new CopyOnWriteArrayList<>();
        HttpServer front = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        front.createContext("/", exchange -> {
            seen.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            exchange.getResponseHeaders()
                    .set("Location", url + exchange.getRequestURI().toString().substring("/moved".length()));
            exchange.sendResponseHeaders(301, -1);
            exchange.close();
        });
        front.start();
        try (GitSource source = with(Sources.password("robot", CANARY))) {
            String moved = "http://127.0.0.1:" + front.getAddress().getPort() + "/moved";
            int before = server.requests().size();
            assertThat(Sources.failure(Kind.UNAUTHORIZED, () -> source.refs(moved)))
                    .hasMessageContaining("redirects to");
            assertThat(seen).hasSize(1).allMatch(header -> header.startsWith("Basic "));
            assertThat(server.requests().subList(before, server.requests().size()))
                    .isNotEmpty()
                    .allSatisfy(request -> assertThat(request.user()).isEmpty());
            assertThat(source.resolve(url, "main").commit()).isEqualTo(id);
        } finally {
            front.stop(0);
        }
    }

    @Test
    void aWebPageIsNotAGitServerAndItsEchoIsNotShown() throws Exception {
        HttpServer page = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        page.createContext("/", exchange -> {
            byte[] body = ("<html>" + exchange.getRequestHeaders().getFirst("Authorization") + CANARY)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html; " + CANARY);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        page.start();
        try (GitSource source = with(Sources.password("robot", CANARY))) {
            GitException e = Sources.failure(
                    Kind.REPOSITORY_NOT_FOUND,
                    () -> source.refs("http://127.0.0.1:" + page.getAddress().getPort() + "/app"));
            assertThat(e).hasMessageContaining("instead of a Git repository").hasNoCause();
            assertThat(e.toString()).doesNotContain(CANARY);
        } finally {
            page.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssh://git@example.com/app",
                "git@example.com:app.git",
                "git://example.com/app",
                "ext::sh -c id",
                "ftp://example.com/app",
                "/srv/app",
                "",
                "https://",
                "http://example.com/app?x=1",
                "https://robot:s3cret-canary@example.com/app",
                "https://s3cret-canary@example.com/app",
                "https://ro bot:s3cret-canary@example.com/app",
                "file://host/app",
                "file:/srv/app",
                "-u/srv/app",
                "amazon-s3://bucket/app",
                "sftp://example.com/app",
                "bundle:///srv/app",
            })
    void anAddressThatMayNotBeAskedIsRefusedWithoutARequest(String address) {
        try (GitSource source = Sources.open(mirrors)) {
            GitException e = Sources.failure(Kind.NOT_ALLOWED, () -> source.refs(address));
            assertThat(e.toString()).doesNotContain(CANARY);
            assertThat(e).hasNoCause();
        }
    }

    @Test
    void aFileRepositoryIsRefusedUnlessAllowed() {
        try (GitSource source = new GitSource(mirrors, u -> Optional.empty(), GitLimits.defaults())) {
            assertThat(Sources.failure(Kind.NOT_ALLOWED, () -> source.refs("file:///srv/app")))
                    .hasMessageContaining("--allow-file-repositories");
        }
    }

    @Test
    void credentialsDoNotPrintThemselves() {
        assertThat(new RepositoryCredentials(Optional.of("robot"), Optional.of(CANARY), Optional.empty()).toString())
                .doesNotContain(CANARY, "robot");
    }
}
