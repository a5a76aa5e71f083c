package dev.gitsync.diff;

/** What happened to a field since the last sync, and so what the next apply means for it. Exactly one holds. */
public enum FieldClass {
    /** Git changed it: desired differs from base, live does not. The next sync applies it. */
    PENDING,
    /** Somebody changed it in the cluster: desired equals base, live does not. Self-heal applies it. */
    DRIFTED,
    /** Git and somebody in the cluster changed it, differently. Git wins on a sync. */
    CONFLICT,
    /** In base, no longer desired, still live and ours: an apply removes it. */
    REMOVED,
    /** In base, no longer desired, still live and no longer ours: removed explicitly unless another applier owns it. */
    LEFT_BEHIND,
    /** Live equals desired, but we don't own it. Not a difference. */
    UNOWNED,
    /** The server's answer to our own last apply had this value. Not a difference. */
    MUTATED,
    /** Neither desired nor in base: not ours, never touched, not a difference. */
    FOREIGN,
    /** It differs from what is desired, and without a base nobody can tell who changed it. */
    UNKNOWN;

    /** Whether an object with such a field is out of sync. */
    public boolean isDifference() {
        return switch (this) {
            case PENDING, DRIFTED, CONFLICT, REMOVED, LEFT_BEHIND, UNKNOWN -> true;
            case UNOWNED, MUTATED, FOREIGN -> false;
        };
    }
}
