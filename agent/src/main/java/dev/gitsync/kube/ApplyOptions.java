package dev.gitsync.kube;

/**
 * How to apply.
 *
 * @param fieldManager who will own the fields
 * @param force take fields that other managers own, where a conflict (409) would be answered otherwise
 * @param dryRun let the server answer what would come of it, and store nothing
 * @param strict answer unknown and duplicate fields with an error, where the server would drop them with a warning
 */
public record ApplyOptions(String fieldManager, boolean force, boolean dryRun, boolean strict) {
    /** Strict. */
    public ApplyOptions(String fieldManager, boolean force, boolean dryRun) {
        this(fieldManager, force, dryRun, true);
    }
}
