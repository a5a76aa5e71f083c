package dev.gitsync.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitsync.git.GitException.Kind;
import dev.gitsync.testbed.GitServer;
import dev.gitsync.testbed.WorkingCopy;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server of the Git project answers otherwise than JGit's. */
class HttpBackendTest {
    private final GitServer server = GitServer.start().create("app");
    private final WorkingCopy copy = server.workingCopy("app");
    private final HttpBackend backend = new HttpBackend(server.repository("app").resolveSibling(""));
    private final String url = backend.url("app.git");
    private String first = "";
    private String left = "";

    @TempDir
    Path mirrors = Path.of("");

    HttpBackendTest() throws IOException {}

    @BeforeEach
    void push() {
        first = copy.write("a.yaml", "n: 1").commitAndPush("First");
        left = copy.write("a.yaml", "n: 2").commitAndPush("Second");
        copy.tag("v1");
    }

    @AfterEach
    void stop() {
        backend.close();
        copy.close();
        server.close();
    }

    @Test
    void branchesTagsAndCommitsAreRead() throws GitException {
        try (GitSource source = Sources.open(mirrors)) {
            assertThat(source.resolve(url, "HEAD")).isEqualTo(new RemoteRevision(left, "refs/heads/main"));
            assertThat(Sources.sync(source, url, "v1").id()).isEqualTo(left);
            assertThat(Sources.sync(source, url, first).subject()).isEqualTo("First");
            String next = copy.write("a.yaml", "n: 3").commitAndPush("Third");
            assertThat(Sources.sync(source, url, "main").id()).isEqualTo(next);
        }
    }

    @Test
    void aCommitThatABranchLeftBehindIsStillFetched() throws GitException {
        copy.git("push", "-q", "origin", ":refs/tags/v1");
        copy.git("reset", "-q", "--hard", first);
        copy.forcePush();
        try (GitSource source = Sources.open(mirrors)) {
            assertThat(source.open(url, new RemoteRevision(left, "refs/heads/main"))
                            .id())
                    .isEqualTo(left);
        }
    }

    @Test
    void aCommitThatIsNotThereIsSaidToBeMissing() {
        try (GitSource source = Sources.open(mirrors)) {
            RemoteRevision missing = new RemoteRevision("0123456789012345678901234567890123456789", "");
            assertThat(Sources.failure(Kind.REVISION_NOT_FOUND, () -> source.open(url, missing)))
                    .hasMessageContaining(missing.commit());
        }
    }

    @Test
    void aRepositoryThatIsNotThereIsNotFound() {
        try (GitSource source = Sources.open(mirrors)) {
            Sources.failure(Kind.REPOSITORY_NOT_FOUND, () -> source.refs(backend.url("none.git")));
        }
    }
}
