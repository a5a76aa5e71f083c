package dev.gitsync.plan;

import dev.gitsync.diff.FieldChange;
import dev.gitsync.value.ObjectKey;
import java.util.List;

/**
 * What one sync will do, in order.
 *
 * @param applies grouped by phase when run
 * @param prunes what the inventory holds and Git no longer does, and may be deleted
 * @param withheld what would be done were it allowed, each with the reason: shown, never done
 */
public record SyncPlan(List<Apply> applies, List<Prune> prunes, List<Withheld> withheld) {
    public SyncPlan {
        applies = List.copyOf(applies);
        prunes = List.copyOf(prunes);
        withheld = List.copyOf(withheld);
    }

    /** Why an object is applied. */
    public enum Reason {
        /** It does not exist. */
        CREATE,
        /** It exists and nobody tracks it. */
        ADOPT,
        /** Git changed it. */
        CONFIGURE,
        /** Somebody changed or deleted it in the cluster. */
        HEAL
    }

    /** An object to apply; {@code changes} are those that its diff found, none where it is created. */
    public record Apply(DesiredObject desired, Reason reason, List<FieldChange> changes) {
        public Apply {
            changes = List.copyOf(changes);
        }

        public KindOrder phase() {
            return KindOrder.of(desired.key());
        }
    }

    /** An object to delete. */
    public record Prune(ObjectKey key) {}

    /** Something that is not done, and why. */
    public record Withheld(ObjectKey key, String reason) {}

    public boolean isEmpty() {
        return applies.isEmpty() && prunes.isEmpty();
    }
}
