package dev.gitsync.controller;

import dev.gitsync.git.Commit;
import dev.gitsync.git.GitException;
import dev.gitsync.git.GitSource;
import dev.gitsync.git.RemoteRefs;
import dev.gitsync.git.RemoteRevision;
import dev.gitsync.metrics.AgentMetrics;
import dev.gitsync.metrics.GitRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * What each repository's refs were when last asked, shared by all applications of its URL: a poll costs one listing for each
 * repository. Thread-safe.
 */
final class Remotes {
    private final GitSource git;
    private final AgentMetrics metrics;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    private volatile Consumer<String> moved = url -> {};

    Remotes(GitSource git, AgentMetrics metrics) {
        this.git = git;
        this.metrics = metrics;
    }

    /** {@code listener} is told the URL of each repository whose answer is not the one before, whoever asked. */
    void onMove(Consumer<String> listener) {
        moved = listener;
    }

    private record Seen(Optional<RemoteRefs> refs, Optional<GitException> failure, long at) {
        boolean saysTheSame(Seen other) {
            return refs.map(RemoteRefs::commits).equals(other.refs.map(RemoteRefs::commits))
                    && failure.map(GitException::getMessage).equals(other.failure.map(GitException::getMessage));
        }
    }

    /** Asks the repository now. Whether the answer differs from the one before: other refs, or it fails or works again. */
    boolean refresh(String url) {
        return keep(url, ask(url));
    }

    private Seen ask(String url) {
        long start = System.nanoTime();
        Seen now = list(url);
        metrics.gitRequest(GitRequest.LS_REMOTE, now.failure().isEmpty(), since(start));
        return now;
    }

    private Seen list(String url) {
        try {
            return new Seen(Optional.of(git.refs(url)), Optional.empty(), System.nanoTime());
        } catch (GitException e) {
            return new Seen(Optional.empty(), Optional.of(e), System.nanoTime());
        }
    }

    private boolean keep(String url, Seen now) {
        if (now.failure().isPresent() && Thread.currentThread().isInterrupted()) {
            return false; // that is our own doing, and says nothing of the repository
        }
        Seen before = seen.put(url, now);
        if (before != null && before.saysTheSame(now)) {
            return false;
        }
        if (before != null) {
            moved.accept(url);
        }
        return true;
    }

    /**
     * What a revision points at, as of an answer that is no older than given.
     *
     * @throws GitException if the repository can't be asked, or has no such revision
     */
    RemoteRevision resolve(String url, String targetRevision, Duration atMostOld) throws GitException {
        Seen last = seen.get(url);
        if (last == null || System.nanoTime() - last.at() > atMostOld.toNanos()) {
            last = ask(url);
            keep(url, last);
        }
        if (last.failure().isPresent()) {
            throw last.failure().get();
        }
        return git.resolve(last.refs().orElseThrow(), targetRevision);
    }

    /** The commit of a revision, fetched where it is not at hand. */
    Commit open(String url, RemoteRevision revision) throws GitException {
        Optional<Commit> atHand = git.openLocal(url, revision.commit());
        if (atHand.isPresent()) {
            return atHand.get();
        }
        long start = System.nanoTime();
        boolean fetched = false;
        try {
            Commit commit = git.open(url, revision);
            fetched = true;
            return commit;
        } finally {
            metrics.gitRequest(GitRequest.FETCH, fetched, since(start));
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    void forget(String url) {
        seen.remove(url);
    }
}
