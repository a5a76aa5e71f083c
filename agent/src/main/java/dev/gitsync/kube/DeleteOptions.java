package dev.gitsync.kube;

import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;

/**
 * How to delete.
 *
 * @param uid delete only the object with this uid; empty for any
 * @param resourceVersion delete only at this version; empty for any
 * @param propagation what becomes of the objects that it owns
 * @param dryRun delete nothing
 */
public record DeleteOptions(String uid, String resourceVersion, Propagation propagation, boolean dryRun) {
    /** What becomes of dependents. */
    public enum Propagation {
        BACKGROUND("Background"),
        FOREGROUND("Foreground"),
        ORPHAN("Orphan");

        private final String policy;

        Propagation(String policy) {
            this.policy = policy;
        }
    }

    /** Whatever is there, and its dependents after it. */
    public static final DeleteOptions BACKGROUND = new DeleteOptions("", "", Propagation.BACKGROUND, false);

    public DeleteOptions withUid(String only) {
        return new DeleteOptions(only, resourceVersion, propagation, dryRun);
    }

    public DeleteOptions withResourceVersion(String only) {
        return new DeleteOptions(uid, only, propagation, dryRun);
    }

    public DeleteOptions withPropagation(Propagation other) {
        return new DeleteOptions(uid, resourceVersion, other, dryRun);
    }

    public DeleteOptions withDryRun(boolean dry) {
        return new DeleteOptions(uid, resourceVersion, propagation, dry);
    }

    MapValue body() {
        MapValue body = Value.map(
                "kind", Value.of("DeleteOptions"),
                "apiVersion", Value.of("v1"),
                "propagationPolicy", Value.of(propagation.policy));
        MapValue preconditions = MapValue.EMPTY;
        if (!uid.isEmpty()) {
            preconditions = preconditions.with("uid", Value.of(uid));
        }
        if (!resourceVersion.isEmpty()) {
            preconditions = preconditions.with("resourceVersion", Value.of(resourceVersion));
        }
        if (!preconditions.fields().isEmpty()) {
            body = body.with("preconditions", preconditions);
        }
        return dryRun ? body.with("dryRun", Value.list(Value.of("All"))) : body;
    }
}
