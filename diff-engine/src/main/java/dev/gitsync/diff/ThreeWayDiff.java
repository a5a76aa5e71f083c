package dev.gitsync.diff;

import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value.MapValue;
import java.util.List;
import java.util.Optional;

/**
 * Tells of each field of an object whether it is as desired and, where it is not, who changed it: Git, somebody in the
 * cluster, or both. It costs no request. Pure and thread-safe.
 */
public final class ThreeWayDiff {
    private static final String TRACKING_ID = "gitsync.dev/tracking-id";

    private ThreeWayDiff() {}

    /**
     * Compares one object. {@link FieldClass#UNOWNED} fields are no difference and cost a look at every owner: they are
     * only in {@link #unowned}.
     */
    public static ObjectDiff diff(DiffInput input) {
        ObjectKey key = ObjectKey.of(input.desired());
        if (input.live().isEmpty()) {
            return new ObjectDiff.Missing(key);
        }
        MapValue live = input.live().get();
        Optional<String> tooDeep = Depth.problem(input);
        if (tooDeep.isPresent()) {
            return new ObjectDiff.Undecided(key, tooDeep.get());
        }
        if (isUnchanged(input, live)) {
            return new ObjectDiff.InSync(key, List.of());
        }
        Comparison comparison = new Comparison(input, live, false);
        comparison.run(input.schema());
        List<FieldChange> changes = comparison.changes();
        return changes.stream().anyMatch(change -> change.fieldClass().isDifference())
                ? new ObjectDiff.Changed(key, changes, comparison.doubts())
                : new ObjectDiff.InSync(key, changes);
    }

    /** The fields that are as desired although we don't own them; none where the object does not exist. */
    public static List<FieldChange> unowned(DiffInput input) {
        if (input.live().isEmpty() || Depth.problem(input).isPresent()) {
            return List.of();
        }
        Comparison comparison = new Comparison(input, input.live().get(), true);
        comparison.run(input.schema());
        return List.copyOf(comparison.unowned());
    }

    /** The common case, told without a look at owners: Git names what it named, and all of it is there. */
    private static boolean isUnchanged(DiffInput input, MapValue live) {
        return input.base().isPresent()
                && input.base().get().declared().equals(input.desired())
                && Satisfied.by(input.schema(), input.desired(), live);
    }

    /** Whether the live object says that the application which desires it has applied it before. */
    static boolean isTracked(MapValue desired, MapValue live) {
        Optional<String> there = live.stringAt("metadata", "annotations", TRACKING_ID);
        Optional<String> ours = desired.stringAt("metadata", "annotations", TRACKING_ID);
        return there.isPresent() && (ours.isEmpty() || ours.equals(there));
    }
}
