package dev.gitsync.sync;

import dev.gitsync.diff.FieldChange;
import dev.gitsync.history.Action;
import dev.gitsync.plan.DesiredObject;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value.MapValue;
import java.util.List;
import java.util.Optional;

/**
 * What became of one object in a sync.
 *
 * @param changes what its diff had found
 * @param message why it failed or was skipped, or a remark; redacted
 * @param applied what was sent and what the server answered, where it was applied
 */
public record ObjectChange(
        ObjectKey key, Action action, List<FieldChange> changes, Optional<String> message, Optional<Applied> applied) {
    public ObjectChange {
        changes = List.copyOf(changes);
    }

    /** An apply that went through. */
    public record Applied(DesiredObject desired, MapValue answered) {}

    static ObjectChange of(ObjectKey key, Action action, String message) {
        return new ObjectChange(key, action, List.of(), Optional.of(message), Optional.empty());
    }

    static ObjectChange of(ObjectKey key, Action action) {
        return new ObjectChange(key, action, List.of(), Optional.empty(), Optional.empty());
    }

    public boolean failed() {
        return action == Action.FAILED;
    }
}
