package dev.gitsync.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Git server, as the ordinary Git client sees it. */
class GitServerTest {
    private GitServer server = GitServer.start().create("team/app");

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whatIsPushedIsThereForAClone(@TempDir Path folder) {
        try (WorkingCopy copy = server.workingCopy("team/app")) {
            String first = copy.write("base/a.yaml", "a: 1\n").commitAndPush("First");
            String second = copy.write("base/b.yaml", "b: 2\n").commitAndPush("Second");

            assertThat(heads(copy)).isEqualTo(second + "\trefs/heads/main");
            String clone = folder.resolve("clone").toString();
            copy.git("clone", "--quiet", server.url("team/app"), clone);
            assertThat(copy.git("-C", clone, "log", "--format=%H %an %s"))
                    .isEqualTo(second + " Alex Example Second\n" + first + " Alex Example First");
            assertThat(folder.resolve("clone/base/b.yaml")).hasContent("b: 2");
        }
    }

    @Test
    void historyCanBeRewrittenAndBranchesAndTagsComeAndGo() {
        try (WorkingCopy copy = server.workingCopy("team/app")) {
            String first = copy.commitAndPush("First");
            copy.commitAndPush("Second");
            copy.git("reset", "--quiet", "--hard", first);
            String other = copy.commit("Other second");
            assertThatThrownBy(copy::push).hasMessageContaining("rejected");
            copy.forcePush();
            copy.tag("v1");
            copy.branch("feature");
            copy.push();

            assertThat(heads(copy).lines())
                    .containsExactly(other + "\trefs/heads/feature", other + "\trefs/heads/main");
            assertThat(copy.git("ls-remote", "--tags", "origin")).contains(other + "\trefs/tags/v1^{}");
            copy.deleteRemoteBranch("feature");
            assertThat(heads(copy)).isEqualTo(other + "\trefs/heads/main");
        }
    }

    @Test
    void aFetchMayBeShallowOrOfACommitByIdInEitherProtocolVersion(@TempDir Path folder) {
        try (WorkingCopy copy = server.workingCopy("team/app")) {
            String first = copy.commitAndPush("First");
            copy.commitAndPush("Second");
            for (int version : List.of(0, 2)) {
                String clone = folder.resolve("v" + version).toString();
                String protocol = "protocol.version=" + version;
                copy.git("-c", protocol, "clone", "--quiet", "--depth=1", server.url("team/app"), clone);
                assertThat(copy.git("-C", clone, "rev-list", "--count", "HEAD")).isEqualTo("1");
                copy.git("-C", clone, "-c", protocol, "fetch", "--quiet", "origin", first);
                assertThat(copy.git("-C", clone, "rev-parse", "FETCH_HEAD")).isEqualTo(first);
            }
        }
        assertThat(server.requests()).extracting(GitServer.Request::protocol).contains("", "version=2");
    }

    @Test
    void aLargePushComesThroughInChunksAndALargeFetchCompressed(@TempDir Path folder) {
        try (WorkingCopy copy = server.workingCopy("team/app")) {
            copy.write("large", "0123456789abcdef".repeat(200_000));
            copy.git("config", "core.compression", "0");
            copy.git("config", "http.postBuffer", "65536"); // more than that is sent in chunks
            String last = copy.commitAndPush("Large");
            for (int i = 0; i < 40; i++) {
                last = copy.commit("Commit " + i);
                copy.git("update-ref", "refs/heads/many-" + i, last);
            }
            copy.git("push", "--quiet", "origin", "--all");

            String clone = folder.resolve("clone").toString();
            copy.git("clone", "--quiet", server.url("team/app"), clone); // its list of wants is large enough for gzip
            assertThat(copy.git("-C", clone, "rev-parse", "HEAD")).isEqualTo(last);
            assertThat(folder.resolve("clone/large")).hasSize(3_200_000);
        }
    }

    @Test
    void withUsersNobodyIsLetInWithoutAPassword() {
        server.allow("reader", "s3cret");
        try (WorkingCopy copy = server.workingCopy("team/app")) {
            String id = copy.commitAndPush("First");
            assertThatThrownBy(() -> copy.git("ls-remote", server.url("team/app")))
                    .hasMessageContaining("could not read Username");
            assertThatThrownBy(() -> copy.git(
                            "ls-remote", server.urlAs("reader", "team/app").replace("s3cret", "x")))
                    .hasMessageContaining("Authentication failed");
            String url = server.urlAs("reader", "team/app");
            assertThat(copy.git("ls-remote", "--heads", url)).isEqualTo(id + "\trefs/heads/main");
            assertThat(copy.git(
                            "-c", "http.extraHeader=Authorization: Bearer s3cret", "ls-remote", server.url("team/app")))
                    .contains(id);

            server.revoke("reader");
            assertThatThrownBy(() -> copy.git("ls-remote", url)).hasMessageContaining("Authentication failed");
            assertThat(heads(copy)).contains(id);
        }
    }

    @Test
    void httpsIsTrustedByItsCertificateOnly() throws Exception {
        try (GitServer https = GitServer.startHttps().create("app");
                WorkingCopy copy = https.workingCopy("app");
                WorkingCopy stranger = WorkingCopy.create(https.url("app"), Optional.empty())) {
            String id = copy.commitAndPush("First");
            assertThat(heads(copy)).contains(id);
            assertThat(https.url("app")).startsWith("https://127.0.0.1:");
            assertThat(Files.readString(https.certificateFile())).startsWith("-----BEGIN CERTIFICATE-----");
            assertThatThrownBy(() -> heads(stranger)).hasMessageContaining("certificate");
        }
    }

    @Test
    void anUnknownRepositoryIsNotFound() {
        try (WorkingCopy copy = server.workingCopy("team/app")) {
            assertThatThrownBy(() -> copy.git("ls-remote", server.url("team/other")))
                    .hasMessageContaining("not found");
        }
    }

    @Test
    void everyFaultShowsAndCanBeTakenBack() {
        try (WorkingCopy copy = server.workingCopy("team/app")) {
            copy.write("a", "a".repeat(10_000)).commitAndPush("First");
            server.fault(new GitFault.Refuses(503));
            assertThatThrownBy(() -> heads(copy)).hasMessageContaining("503");
            server.fault(new GitFault.Truncates(20));
            assertThatThrownBy(() -> heads(copy)).isInstanceOf(CommandFailedException.class);
            server.fault(new GitFault.Slow(Duration.ofMillis(300)));
            long start = System.nanoTime();
            heads(copy);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(300));
            server.fault(new GitFault.Hangs());
            assertThatThrownBy(() ->
                            copy.git("-c", "http.lowSpeedLimit=1", "-c", "http.lowSpeedTime=1", "ls-remote", "origin"))
                    .hasMessageContaining("too slow");
            server.stop();
            assertThatThrownBy(() -> heads(copy)).hasMessageMatching("(?s).*(refused|connect).*");
            server.fault(new GitFault.None());
            server.restart();
            assertThat(heads(copy)).endsWith("refs/heads/main");
        }
    }

    private static String heads(WorkingCopy copy) {
        return copy.git("ls-remote", "--heads", "origin");
    }
}
