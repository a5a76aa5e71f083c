package dev.gitsync.git;

import dev.gitsync.git.GitException.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What the tests of this package share. */
final class Sources {
    static final GitLimits SHORT =
            new GitLimits(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(20), 64L << 20, true);

    private Sources() {}

    static GitSource open(Path mirrors) {
        return new GitSource(mirrors, url -> Optional.empty(), SHORT);
    }

    static RepositoryCredentials password(String username, String password) {
        return new RepositoryCredentials(Optional.of(username), Optional.of(password), Optional.empty());
    }

    /** The commit that a revision points at on the remote now. */
    static Commit sync(GitSource source, String url, String revision) throws GitException {
        return source.open(url, source.resolve(url, revision));
    }

    static GitException failure(Kind kind, ThrowingCallable call) {
        GitException e = Assertions.catchThrowableOfType(GitException.class, call);
        Assertions.assertThat(e).as("a GitException").isNotNull();
        Assertions.assertThat(e.kind()).as("%s", e).isEqualTo(kind);
        return e;
    }
}
