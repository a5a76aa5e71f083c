package dev.gitsync.history;

/** How a sync ended. */
public enum Outcome {
    /** Every object is as desired. */
    SUCCEEDED,
    /** Some objects were applied, at least one failed. */
    PARTIAL,
    /** Nothing was applied, or the sync failed as a whole. */
    FAILED,
    /** It was given up before its end: the agent stopped, lost its lease, or a newer revision took over. */
    ABANDONED
}
