package dev.gitsync.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gitsync.git.GitException;
import dev.gitsync.git.GitLimits;
import dev.gitsync.git.GitSource;
import dev.gitsync.metrics.AgentMetrics;
import dev.gitsync.testbed.GitFault;
import dev.gitsync.testbed.GitServer;
import dev.gitsync.testbed.WorkingCopy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemotesTest {
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Duration OLD = Duration.ofDays(1);

    private final GitServer server = GitServer.start().create("team/shop");
    private final String url = server.url("team/shop");
    private final WorkingCopy work = server.workingCopy("team/shop");
    private final List<String> moved = new CopyOnWriteArrayList<>();
    private final AgentMetrics metrics = new AgentMetrics();
    private final GitSource git;
    private final Remotes remotes;

    RemotesTest(@TempDir Path folder) {
        git = new GitSource(folder, any -> Optional.empty(), GitLimits.defaults());
        remotes = new Remotes(git, metrics);
    }

    @BeforeEach
    void aCommit() {
        work.write("a.yaml", "a: 1\n").commitAndPush("first");
    }

    @AfterEach
    void close() throws Exception {
        git.close();
        metrics.close();
        work.close();
        server.close();
    }

    @Test
    void aPollTellsOfANewCommitOnce() throws Exception {
        remotes.resolve(url, "main", OLD);
        try (Poller poller = new Poller(remotes, moved::add)) {
            poller.poll(Map.of(url, SHORT));
            String second = work.write("a.yaml", "a: 2\n").commitAndPush("second");

            await().until(() -> !moved.isEmpty());
            int asked = listings();
            await().until(() -> listings() > asked + 3);

            assertThat(moved).containsExactly(url);
            assertThat(remotes.resolve(url, "main", OLD).toString()).contains(second);
        }
    }

    @Test
    void aPollCostsOneListingAndEndsWithItsLastApplication() throws Exception {
        remotes.resolve(url, "main", OLD);
        int before = server.requests().size();
        try (Poller poller = new Poller(remotes, moved::add)) {
            poller.poll(Map.of(url, Duration.ofHours(1)));
            poller.hurry();
            await().until(() -> listings() > 0 && server.requests().size() > before);
            int first = listings();
            poller.poll(Map.of(url, SHORT));
            await().until(() -> listings() >= first + 3);
            poller.poll(Map.of());
        }
        // The listings of refs are all that a poll asks for: no pack is fetched.
        assertThat(server.requests().subList(before, server.requests().size()))
                .noneMatch(request -> request.path().endsWith("git-receive-pack"));
        assertThat(moved).isEmpty();
    }

    @Test
    void whoeverFindsTheMoveAllAreTold() throws Exception {
        remotes.onMove(moved::add);
        remotes.resolve(url, "main", OLD);
        work.write("a.yaml", "a: 2\n").commitAndPush("second");

        remotes.resolve(url, "main", Duration.ZERO);

        assertThat(moved).containsExactly(url);
        assertThat(remotes.refresh(url)).isFalse();
    }

    @Test
    void aFailureAndItsEndAreNews() throws Exception {
        remotes.onMove(moved::add);
        remotes.resolve(url, "main", OLD);

        server.fault(new GitFault.Refuses(503));
        assertThat(remotes.refresh(url)).isTrue();
        assertThat(remotes.refresh(url)).isFalse();
        assertThatThrownBy(() -> remotes.resolve(url, "main", OLD)).isInstanceOf(GitException.class);
        server.fault(new GitFault.None());
        assertThat(remotes.refresh(url)).isTrue();

        assertThat(moved).containsExactly(url, url);
        assertThat(remotes.resolve(url, "main", OLD)).isNotNull();
    }

    private int listings() {
        return (int) server.requests().stream()
                .filter(request -> request.path().contains("info/refs"))
                .count();
    }
}
