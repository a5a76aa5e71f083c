package dev.gitsync.history;

/** What woke a sync. */
public enum Trigger {
    /** The periodic look at the repository found a new revision. */
    POLL,
    /** A watch reported that an object of the application differs. */
    SELF_HEAL,
    /** Somebody asked for it: an annotation, an operation or the command line. */
    MANUAL,
    /** The agent started, or became the leader. */
    START,
    /** The Application's own spec changed. */
    SPEC,
    /** A Git host announced a push. */
    WEBHOOK,
    /** An earlier sync failed and its back-off ended. */
    RETRY,
    /** The Application is being deleted. */
    DELETION
}
