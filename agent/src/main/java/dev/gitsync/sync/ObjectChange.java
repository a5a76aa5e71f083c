package dev.gitsync.sync;

import dev.gitsync.diff.FieldChange;
import dev.gitsync.history.Action;
import dev.gitsync.plan.DesiredObject;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value.MapValue;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What became of one object in a sync.
 *
 * @param changes what its diff had found
 * @param message why it failed or was skipped, or a remark; redacted
 * @param applied what was sent and what the server answered, where it was applied
 * @param terminating whether its deletion has begun and something holds it
 */
public record ObjectChange(
        ObjectKey key,
        Action action,
        List<FieldChange> changes,
        Optional<String> message,
        Optional<Applied> applied,
        boolean terminating) {
    public ObjectChange {
        changes = List.copyOf(changes);
    }

    /** An apply that went through. */
    public record Applied(DesiredObject desired, MapValue answered) {}

    static ObjectChange of(ObjectKey key, Action action, String message) {
        return new ObjectChange(key, action, List.of(), Optional.of(message), Optional.empty(), false);
    }

    static ObjectChange of(ObjectKey key, Action action) {
        return new ObjectChange(key, action, List.of(), Optional.empty(), Optional.empty(), false);
    }

    /** An object that is still there although it was deleted, by this sync or before it. */
    static ObjectChange terminating(ObjectKey key, Action action, MapValue live) {
        return new ObjectChange(key, action, List.of(), Optional.of(waitsFor(live)), Optional.empty(), true);
    }

    /** What the deletion of a live object waits for, for a person; nothing where it was not deleted. */
    public static Optional<String> deletion(MapValue live) {
        return live.stringAt("metadata", "deletionTimestamp").map(since -> waitsFor(live));
    }

    private static String waitsFor(MapValue live) {
        String finalizers = live.itemsAt("metadata", "finalizers").stream()
                .flatMap(item -> item.stringAt().stream())
                .collect(Collectors.joining(", "));
        return finalizers.isEmpty()
                ? "it is being deleted"
                : "it is being deleted, and goes when its finalizers are removed: " + finalizers;
    }

    public boolean failed() {
        return action == Action.FAILED;
    }

    /** Whether the object is no longer the application's: deleted, gone before, or somebody else's by now. */
    public boolean gone() {
        return applied.isEmpty() && !failed() && !terminating;
    }
}
