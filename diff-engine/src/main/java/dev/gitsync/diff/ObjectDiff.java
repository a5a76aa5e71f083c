package dev.gitsync.diff;

import dev.gitsync.value.ObjectKey;
import java.util.List;

/** How one desired object stands against the cluster. */
public sealed interface ObjectDiff {
    ObjectKey key();

    /** It does not exist. */
    record Missing(ObjectKey key) implements ObjectDiff {}

    /**
     * An apply would change nothing.
     *
     * @param notes fields that look different and are not: {@link FieldClass#MUTATED}, {@link FieldClass#UNOWNED}
     */
    record InSync(ObjectKey key, List<FieldChange> notes) implements ObjectDiff {
        public InSync {
            notes = List.copyOf(notes);
        }
    }

    /** It differs: at least one change is a difference. */
    record Changed(ObjectKey key, List<FieldChange> changes) implements ObjectDiff {
        public Changed {
            changes = List.copyOf(changes);
        }
    }

    /** Whether it can't be told: the schema, the object or the answer of the server is missing. */
    record Undecided(ObjectKey key, String reason) implements ObjectDiff {}
}
