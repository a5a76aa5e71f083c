package dev.gitsync.controller;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.gitsync.history.Trigger;
import dev.gitsync.value.ObjectKey;
import java.util.Set;

/**
 * Why an application is looked at again.
 *
 * @param triggers never empty
 * @param touched the objects that changed in the cluster; the others stand as they were last seen
 */
record Wake(Set<Trigger> triggers, Set<ObjectKey> touched) {
    Wake {
        triggers = ImmutableSet.copyOf(triggers);
        touched = ImmutableSet.copyOf(touched);
    }

    static Wake of(Trigger trigger) {
        return new Wake(Set.of(trigger), Set.of());
    }

    static Wake touched(ObjectKey key) {
        return new Wake(Set.of(Trigger.SELF_HEAL), Set.of(key));
    }

    Wake and(Wake other) {
        return new Wake(Sets.union(triggers, other.triggers), Sets.union(touched, other.touched));
    }

    boolean has(Trigger trigger) {
        return triggers.contains(trigger);
    }

    /** The trigger that a record names: what a person did before what a machine did. */
    Trigger foremost() {
        for (Trigger trigger : new Trigger[] {
            Trigger.DELETION, Trigger.MANUAL, Trigger.WEBHOOK, Trigger.POLL, Trigger.SPEC, Trigger.START, Trigger.RETRY
        }) {
            if (has(trigger)) {
                return trigger;
            }
        }
        return Trigger.SELF_HEAL;
    }
}
