package dev.gitsync.api;

import dev.gitsync.value.ObjectKey;
import java.util.Optional;
import java.util.Set;

/**
 * How much one sync may delete.
 *
 * @param maxCount the most objects; no bound where absent
 * @param maxPercent the largest part of the inventory; where absent, 50 for an inventory of more than ten objects
 * @param kinds the protected kinds that may be deleted all the same, as {@code Kind} or {@code Kind.group}
 */
public record PrunePolicy(Optional<Integer> maxCount, Optional<Integer> maxPercent, Set<String> kinds) {
    public static final PrunePolicy DEFAULT = new PrunePolicy(Optional.empty(), Optional.empty(), Set.of());

    private static final int SMALL_INVENTORY = 10;
    private static final int DEFAULT_PERCENT = 50;
    // Deleting one of these deletes what others keep in it.
    private static final Set<String> PROTECTED = Set.of(
            "Namespace", "PersistentVolume", "PersistentVolumeClaim", "CustomResourceDefinition.apiextensions.k8s.io");

    public PrunePolicy {
        kinds = Set.copyOf(kinds);
    }

    /** The most objects that one sync may delete from an inventory of a number of them. */
    public int limit(int inventory) {
        int percent = maxPercent.orElse(inventory > SMALL_INVENTORY ? DEFAULT_PERCENT : 100);
        int byPercent = (int) ((long) inventory * percent / 100);
        return Math.min(byPercent, maxCount.orElse(Integer.MAX_VALUE));
    }

    /** Whether an object is of a kind that is deleted only when {@code kinds} says so, and it doesn't. */
    public boolean protects(ObjectKey object) {
        String kind = object.group().isEmpty() ? object.kind() : object.kind() + "." + object.group();
        return PROTECTED.contains(kind) && !kinds.contains(kind) && !kinds.contains(object.kind());
    }
}
