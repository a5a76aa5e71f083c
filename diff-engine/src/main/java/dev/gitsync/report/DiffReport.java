package dev.gitsync.report;

import dev.gitsync.diff.FieldChange;
import dev.gitsync.diff.ObjectDiff;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value.MapValue;
import java.util.List;
import java.util.Optional;

/** What a sync would change, object by object. Values are masked, and text of others redacted, before they come here. */
public record DiffReport(List<Entry> entries) {
    public DiffReport {
        entries = List.copyOf(entries);
    }

    /** What is to be said of one object. */
    public enum Kind {
        /** It is desired and does not exist. */
        CREATED,
        /** It differs from what is desired. */
        CHANGED,
        /** It is as desired. */
        IN_SYNC,
        /** It was applied and is no longer desired. */
        ORPHANED,
        /** It can't be told. */
        UNDECIDED
    }

    /**
     * One object.
     *
     * @param changes of {@link Kind#CHANGED}, and the notes of {@link Kind#IN_SYNC}
     * @param object of {@link Kind#CREATED}, the whole of it, where it is to be shown
     * @param reason why it is so, where that is not plain from the kind
     */
    public record Entry(
            ObjectKey key, Kind kind, List<FieldChange> changes, Optional<MapValue> object, Optional<String> reason) {
        public Entry {
            changes = List.copyOf(changes);
        }

        /** What a diff says of its object. */
        public static Entry of(ObjectDiff diff) {
            return switch (diff) {
                case ObjectDiff.Missing(ObjectKey key) -> of(key, Kind.CREATED, List.of());
                case ObjectDiff.InSync(ObjectKey key, List<FieldChange> notes) -> of(key, Kind.IN_SYNC, notes);
                case ObjectDiff.Changed changed -> of(changed.key(), Kind.CHANGED, changed.changes());
                case ObjectDiff.Undecided(ObjectKey key, String reason) ->
                    new Entry(key, Kind.UNDECIDED, List.of(), Optional.empty(), Optional.of(reason));
            };
        }

        /** An object that is to be created, shown whole. */
        public static Entry created(MapValue object) {
            return new Entry(ObjectKey.of(object), Kind.CREATED, List.of(), Optional.of(object), Optional.empty());
        }

        /** An object that is no longer desired, and what becomes of it. */
        public static Entry orphaned(ObjectKey key, String reason) {
            return new Entry(key, Kind.ORPHANED, List.of(), Optional.empty(), Optional.of(reason));
        }

        private static Entry of(ObjectKey key, Kind kind, List<FieldChange> changes) {
            return new Entry(key, kind, changes, Optional.empty(), Optional.empty());
        }
    }

    /** Whether anything is not as desired, or can't be told. */
    public boolean hasDifferences() {
        return entries.stream().anyMatch(entry -> entry.kind() != Kind.IN_SYNC);
    }

    /** How many objects are of a kind. */
    public long count(Kind kind) {
        return entries.stream().filter(entry -> entry.kind() == kind).count();
    }
}
