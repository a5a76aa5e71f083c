package dev.gitsync.api;

/**
 * What happens without a person asking, and how.
 *
 * @param automated whether a new revision is applied; else differences are only reported
 * @param prune whether an automated sync deletes what left Git; false unless {@code automated}
 * @param selfHeal whether changes made in the cluster are reverted; false unless {@code automated}
 * @param allowEmpty whether a render without objects may delete everything
 * @param createNamespace whether the destination's namespace is made where it is missing
 */
public record SyncPolicy(
        boolean automated,
        boolean prune,
        boolean selfHeal,
        boolean allowEmpty,
        boolean createNamespace,
        RetryPolicy retry) {}
