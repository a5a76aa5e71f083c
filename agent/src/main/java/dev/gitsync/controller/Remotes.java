package dev.gitsync.controller;

import dev.gitsync.git.GitException;
import dev.gitsync.git.GitSource;
import dev.gitsync.git.RemoteRefs;
import dev.gitsync.git.RemoteRevision;
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
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();
    /** The answers that the poller has told everybody of; a single pass may have asked for, and seen, newer ones. */
    private final Map<String, Seen> told = new ConcurrentHashMap<>();

    Remotes(GitSource git) {
        this.git = git;
    }

    private record Seen(Optional<RemoteRefs> refs, Optional<GitException> failure, long at) {}

    /** Asks the repository now. Whether the answer is news since this was last called: other refs, or it fails or works again. */
    boolean refresh(String url) {
        Seen now = ask(url);
        Seen before = told.put(url, now);
        return before == null
                || !before.refs().map(RemoteRefs::commits).equals(now.refs().map(RemoteRefs::commits))
                || !before.failure().map(GitException::getMessage).equals(now.failure().map(GitException::getMessage));
    }

    private Seen ask(String url) {
        Seen now;
        try {
            now = new Seen(Optional.of(git.refs(url)), Optional.empty(), System.nanoTime());
        } catch (GitException e) {
            now = new Seen(Optional.empty(), Optional.of(e), System.nanoTime());
        }
        seen.put(url, now);
        return now;
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
            told.putIfAbsent(url, last);
        }
        if (last.failure().isPresent()) {
            throw last.failure().get();
        }
        return git.resolve(last.refs().orElseThrow(), targetRevision);
    }

    void forget(String url) {
        seen.remove(url);
        told.remove(url);
    }
}
