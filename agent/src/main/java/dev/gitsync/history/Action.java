package dev.gitsync.history;

/** What a sync did to one object. */
public enum Action {
    CREATED,
    /** It was changed because Git changed. */
    CONFIGURED,
    /** It was changed back because somebody had changed it in the cluster. */
    HEALED,
    /** It was as desired; never stored. */
    UNCHANGED,
    PRUNED,
    /** It existed, nobody tracked it, and it is the application's from now on. */
    ADOPTED,
    /** Ownership of a field was passed to the controller that steers it. */
    HANDED_OVER,
    SKIPPED,
    FAILED
}
