package dev.gitsync.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitsync.git.GitException.Kind;
import dev.gitsync.testbed.GitServer;
import dev.gitsync.testbed.WorkingCopy;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RevisionTest {
    private final GitServer server = GitServer.start().create("team/app").create("team/empty");
    private final WorkingCopy copy = server.workingCopy("team/app");
    private final String url = server.url("team/app");
    private String first = "";
    private String tagged = "";
    private String feature = "";
    private String last = "";

    @TempDir
    Path mirrors = Path.of("");

    @BeforeAll
    void push() {
        first = copy.write("a.yaml", "n: 1").commitAndPush("First");
        tagged = copy.write("a.yaml", "n: 2").commitAndPush("Second");
        copy.tag("v1.0");
        copy.git("tag", "light");
        copy.git("push", "-q", "origin", "refs/tags/light");
        copy.branch("feature/x");
        feature = copy.write("a.yaml", "n: 3").commitAndPush("On a branch");
        copy.git("tag", "both", first);
        copy.git("push", "-q", "origin", "refs/tags/both", feature + ":refs/heads/both", feature + ":refs/pull/1/head");
        copy.checkout("main");
        last = copy.write("a.yaml", "n: 4").commitAndPush("Last");
    }

    @AfterAll
    void stop() {
        copy.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "'', last, refs/heads/main",
        "HEAD, last, refs/heads/main",
        "main, last, refs/heads/main",
        "refs/heads/main, last, refs/heads/main",
        "heads/main, last, refs/heads/main",
        "feature/x, feature, refs/heads/feature/x",
        "v1.0, tagged, refs/tags/v1.0",
        "refs/tags/v1.0, tagged, refs/tags/v1.0",
        "light, tagged, refs/tags/light",
        "both, feature, refs/heads/both",
        "refs/tags/both, first, refs/tags/both",
    })
    void eachFormOfARevisionPointsAtItsCommit(String revision, String commit, String ref) throws GitException {
        try (GitSource source = Sources.open(mirrors)) {
            RemoteRevision resolved = source.resolve(url, revision);
            assertThat(resolved).isEqualTo(new RemoteRevision(id(commit), ref));
            assertThat(source.open(url, resolved).id()).isEqualTo(id(commit));
        }
    }

    private String id(String name) {
        return Map.of("first", first, "tagged", tagged, "feature", feature, "last", last)
                .getOrDefault(name, "");
    }

    @Test
    void aFullCommitCostsNoRequestToResolve() throws GitException {
        try (GitSource source = Sources.open(mirrors)) {
            int before = server.requests().size();
            assertThat(source.resolve(url, first)).isEqualTo(new RemoteRevision(first, ""));
            assertThat(server.requests()).hasSize(before);
            assertThat(source.open(url, new RemoteRevision(first, "")).subject())
                    .isEqualTo("First");
        }
    }

    @Test
    void anAbbreviatedCommitIsFoundAmongAllCommits() throws GitException {
        try (GitSource source = Sources.open(mirrors)) {
            assertThat(source.resolve(url, first.substring(0, 8))).isEqualTo(new RemoteRevision(first, ""));
            assertThat(source.resolve(url, last.substring(0, 8)).commit()).isEqualTo(last);
            RemoteRefs refs = source.refs(url);
            int before = server.requests().size();
            assertThat(source.resolve(refs, first.substring(0, 8)).commit()).isEqualTo(first);
            assertThat(server.requests()).as("answered from the mirror").hasSize(before);
        }
    }

    @Test
    void aCommitNamesItsAuthorTimeAndSubject() throws GitException {
        try (GitSource source = Sources.open(mirrors)) {
            Commit commit = Sources.sync(source, url, "main");
            assertThat(commit.authorName()).isEqualTo("Alex Example");
            assertThat(commit.authorEmail()).isEqualTo("alex@example.com");
            assertThat(commit.subject()).isEqualTo("Last");
            assertThat(commit.authorTime().getEpochSecond())
                    .isEqualTo(Long.parseLong(copy.git("show", "-s", "--format=%at", last)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.*", "^1.2", "~1.2.3", ">=1.0", "v1.x", "1.2 || 1.3"})
    void aVersionRangeIsRefusedAsSuch(String range) {
        try (GitSource source = Sources.open(mirrors)) {
            assertThat(Sources.failure(Kind.REVISION_NOT_FOUND, () -> source.resolve(url, range)))
                    .hasMessageContaining("version range");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mian, there is main",
        "feature/y, there is feature/x",
        "refs/pull/1/head, neither a branch",
        "deadbeef, 'no branch, tag or commit'",
        "with space, no branch or tag",
    })
    void aRevisionThatIsNotThereNamesWhatIs(String revision, String message) {
        try (GitSource source = Sources.open(mirrors)) {
            assertThat(Sources.failure(Kind.REVISION_NOT_FOUND, () -> source.resolve(url, revision)))
                    .hasMessageContaining(message);
        }
    }

    @Test
    void anEmptyRepositoryIsSaidToBeEmpty() {
        try (GitSource source = Sources.open(mirrors)) {
            assertThat(Sources.failure(Kind.REVISION_NOT_FOUND, () -> source.resolve(server.url("team/empty"), "HEAD")))
                    .hasMessageContaining("empty");
        }
    }

    @Test
    void aTreeIsNotACommit() {
        try (GitSource source = Sources.open(mirrors)) {
            String tree = copy.git("rev-parse", "HEAD^{tree}");
            assertThat(Sources.failure(Kind.REVISION_NOT_FOUND, () -> source.open(url, new RemoteRevision(tree, ""))))
                    .hasMessageContaining("not a commit");
        }
    }

    @Test
    void aFileRepositoryIsReadLikeAnyOther() throws GitException {
        try (GitSource source = Sources.open(mirrors)) {
            String file = server.repository("team/app").toUri().toString();
            assertThat(Sources.sync(source, file, "v1.0").id()).isEqualTo(tagged);
        }
    }
}
