package dev.gitsync.plan;

import dev.gitsync.api.ApplicationSpec;
import dev.gitsync.value.ObjectKey;
import java.util.List;
import java.util.Optional;

/** What stands between an object that left Git and its deletion. Each guard gives a reason, or nothing to object to. */
final class PruneGuards {
    private PruneGuards() {}

    /** Whether deleting objects of this kind has to be asked for by name. */
    static Optional<String> precious(ObjectKey key, ApplicationSpec spec) {
        return spec.prunePolicy().protects(key)
                ? Optional.of("a " + key.kind() + " is deleted only where spec.prunePolicy.kinds lists it")
                : Optional.empty();
    }

    /**
     * Whether a sync would delete more than its budget.
     *
     * @param held how many objects the inventory holds
     */
    static Optional<String> budget(List<ObjectKey> prunes, int held, ApplicationSpec spec) {
        int limit = spec.prunePolicy().limit(held);
        return prunes.size() > limit
                ? Optional.of("this sync would delete " + prunes.size() + " of " + held
                        + " objects, and spec.prunePolicy allows " + limit
                        + "; raise maxCount or maxPercent there if that is meant")
                : Optional.empty();
    }
}
