package dev.gitsync.metrics;

/** The kinds of request that go to a Git server. */
public enum GitRequest {
    LS_REMOTE,
    FETCH
}
