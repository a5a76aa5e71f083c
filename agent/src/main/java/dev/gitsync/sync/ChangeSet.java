package dev.gitsync.sync;

import dev.gitsync.history.Action;
import dev.gitsync.plan.SyncPlan;
import java.util.List;

/**
 * What a sync did.
 *
 * @param changes one for each object of the plan; twice for a definition that was applied and is not served
 * @param prunesWithheld what was not deleted because something else failed
 */
public record ChangeSet(List<ObjectChange> changes, List<SyncPlan.Prune> prunesWithheld) {
    public ChangeSet {
        changes = List.copyOf(changes);
        prunesWithheld = List.copyOf(prunesWithheld);
    }

    public static final ChangeSet NOTHING = new ChangeSet(List.of(), List.of());

    public List<ObjectChange> failures() {
        return changes.stream().filter(ObjectChange::failed).toList();
    }

    /** Whether any object was written, or refused: what is worth a record. */
    public boolean isWorthARecord() {
        return changes.stream().anyMatch(change -> change.action() != Action.UNCHANGED);
    }
}
