package dev.gitsync.metrics;

/** How one reconcile of an application ended. */
public enum ReconcileOutcome {
    /** Nothing differed, so nothing was written. */
    UNCHANGED,
    /** Differences were found and reported, and not applied: the application does not sync by itself. */
    OUT_OF_SYNC,
    /** Differences were found and applied. */
    SYNCED,
    FAILED,
    /** It was given up: the agent stopped, lost its lease, or a newer revision took over. */
    ABANDONED
}
