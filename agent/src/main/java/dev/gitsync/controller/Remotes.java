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

/**
 * What each repository's refs were when last asked, shared by all applications of its URL: a poll costs one listing for each
 * repository. Thread-safe.
 */
final class Remotes {
    private final GitSource git;
    private final AgentMetrics metrics;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    Remotes(GitSource git, AgentMetrics metrics) {
        this.git = git;
        this.metrics = metrics;
    }

    private record Seen(Optional<RemoteRefs> refs, Optional<GitException> failure, long at) {}

    /** Asks the repository now. Whether the answer differs from the one before: other refs, or it fails or works again. */
    boolean refresh(String url) {
        Seen now;
        long start = System.nanoTime();
        try {
            now = new Seen(Optional.of(git.refs(url)), Optional.empty(), System.nanoTime());
        } catch (GitException e) {
            now = new Seen(Optional.empty(), Optional.of(e), System.nanoTime());
        }
        metrics.gitRequest(GitRequest.LS_REMOTE, now.failure().isEmpty(), since(start));
        Seen before = seen.put(url, now);
        return before == null
                || !before.refs().map(RemoteRefs::commits).equals(now.refs().map(RemoteRefs::commits))
                || !before.failure().map(GitException::getMessage).equals(now.failure().map(GitException::getMessage));
    }

    /**
     * What a revision points at, as of an answer that is no older than given.
     *
     * @throws GitException if the repository can't be asked, or has no such revision
     */
    RemoteRevision resolve(String url, String targetRevision, Duration atMostOld) throws GitException {
        Seen last = seen.get(url);
        if (last == null || System.nanoTime() - last.at() > atMostOld.toNanos()) {
            refresh(url);
            last = seen.get(url);
        }
        if (last == null) {
            throw new IllegalStateException("no answer for " + url);
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
