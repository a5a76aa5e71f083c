package dev.gitsync.diff;

import com.google.common.collect.ImmutableSet;
import dev.gitsync.fieldpath.FieldPath;
import dev.gitsync.value.ObjectKey;
import java.util.List;
import java.util.Set;

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

    /**
     * It differs: at least one change is a difference.
     *
     * @param doubts the paths of those changes that the server's answer to a dry-run apply could still settle: no base
     *     tells who made them, or live only has more in a value than is desired
     */
    record Changed(ObjectKey key, List<FieldChange> changes, Set<FieldPath> doubts) implements ObjectDiff {
        public Changed {
            changes = List.copyOf(changes);
            doubts = ImmutableSet.copyOf(doubts);
        }

        /** Whether a diff with the server's answer to a dry-run apply could come out otherwise. */
        public boolean needsAnswer() {
            return !doubts.isEmpty();
        }
    }

    /** It can't be told: the object is out of bounds, or what is needed to judge it is missing. */
    record Undecided(ObjectKey key, String reason) implements ObjectDiff {}
}
