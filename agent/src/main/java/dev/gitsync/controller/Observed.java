package dev.gitsync.controller;

import dev.gitsync.diff.Base;
import dev.gitsync.health.Health;
import dev.gitsync.plan.DesiredObject;
import dev.gitsync.plan.Planner.Drift;
import dev.gitsync.schema.TypeSchema;
import dev.gitsync.sync.Differ.Asking;
import java.util.Optional;

/**
 * How one desired object stood when it was last looked at.
 *
 * @param basis what that was concluded from; nothing where a new look may come to another conclusion all the same
 */
record Observed(Drift drift, Health health, Optional<Basis> basis) {
    Observed(Drift drift, Health health) {
        this(drift, health, Optional.empty());
    }

    /**
     * All that a comparison depends on: as long as it is the same, so is the result.
     *
     * @param liveVersion the {@code resourceVersion} of the live object
     * @param held whether the inventory knows the object's uid
     */
    record Basis(
            DesiredObject desired,
            Optional<Base> base,
            String liveVersion,
            TypeSchema schema,
            boolean held,
            Asking asking) {
        @SuppressWarnings(
                "ReferenceEquality") // schemas may be recursive, and one that did not change is the same instance
        boolean sameAs(Basis other) {
            return schema == other.schema
                    && liveVersion.equals(other.liveVersion)
                    && held == other.held
                    && asking == other.asking
                    && base.equals(other.base)
                    && desired.equals(other.desired);
        }
    }
}
