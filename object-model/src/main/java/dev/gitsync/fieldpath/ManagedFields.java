package dev.gitsync.fieldpath;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * Who owns which fields of a live object, as its {@code metadata.managedFields} says. An entry's field set is decoded when
 * it is first asked for. Thread-safe.
 */
public final class ManagedFields {
    /** What an object without {@code managedFields} says: nothing, whoever wrote it. */
    public static final ManagedFields NONE = new ManagedFields(ImmutableList.of(), false);

    private final ImmutableList<Entry> entries;
    private final boolean unreadable;

    private ManagedFields(ImmutableList<Entry> entries, boolean unreadable) {
        this.entries = entries;
        this.unreadable = unreadable;
    }

    /** Reads an object's entries; an entry that is none makes it {@link #malformed}. */
    public static ManagedFields of(MapValue object) {
        Optional<Value> list = object.at("metadata", "managedFields");
        if (list.isEmpty()) {
            return NONE;
        }
        if (!(list.get() instanceof ListValue(ImmutableList<Value> items))) {
            return new ManagedFields(ImmutableList.of(), true);
        }
        ImmutableList.Builder<Entry> entries = ImmutableList.builder();
        boolean unreadable = false;
        for (Value item : items) {
            if (item instanceof MapValue map) {
                entries.add(new Entry(map));
            } else {
                unreadable = true;
            }
        }
        return new ManagedFields(entries.build(), unreadable);
    }

    /** The entries in the object's order: one for each manager, operation, version and subresource. */
    public ImmutableList<Entry> entries() {
        return entries;
    }

    /** Whether any of it can't be read, so that what it does not say proves nothing. Decodes all entries. */
    public boolean malformed() {
        return unreadable || entries.stream().anyMatch(Entry::malformed);
    }

    /** The fields that a manager owns through applies to the object itself; a subresource's are not counted. */
    public FieldSet appliedBy(String manager) {
        FieldSet fields = FieldSet.EMPTY;
        for (Entry entry : entries) {
            if (entry.isApplyOf(manager)) {
                fields = fields.union(entry.fields());
            }
        }
        return fields;
    }

    /** One manager's entry. Absent strings are empty. */
    public static final class Entry {
        private final MapValue entry;
        private final Supplier<FieldsV1.Decoded> decoded;

        private Entry(MapValue entry) {
            this.entry = entry;
            this.decoded = Suppliers.memoize(() -> decode(entry));
        }

        private static FieldsV1.Decoded decode(MapValue entry) {
            if (!entry.stringAt("fieldsType").orElse("").equals("FieldsV1")) {
                return new FieldsV1.Decoded(FieldSet.EMPTY, true);
            }
            return FieldsV1.decode(entry.get("fieldsV1").orElse(MapValue.EMPTY));
        }

        public String manager() {
            return entry.stringAt("manager").orElse("");
        }

        /** {@code Apply} or {@code Update}. */
        public String operation() {
            return entry.stringAt("operation").orElse("");
        }

        /** Empty for the object itself. */
        public String subresource() {
            return entry.stringAt("subresource").orElse("");
        }

        /** The version that the paths are of. */
        public String apiVersion() {
            return entry.stringAt("apiVersion").orElse("");
        }

        /** When the manager last changed which fields it owns or their values; absent for {@code scale}. */
        public Optional<Instant> time() {
            return entry.stringAt("time").flatMap(Entry::instant);
        }

        private static Optional<Instant> instant(String text) {
            try {
                return Optional.of(Instant.parse(text));
            } catch (DateTimeParseException e) {
                // A time that can't be read is a time that nobody knows.
                return Optional.empty();
            }
        }

        /** The fields; none where they can't be read. */
        public FieldSet fields() {
            return decoded.get().fields();
        }

        /** Whether the fields can't be read. */
        public boolean malformed() {
            return decoded.get().malformed();
        }

        /** Whether it holds a manager's applies to the object itself. */
        public boolean isApplyOf(String manager) {
            return operation().equals("Apply")
                    && subresource().isEmpty()
                    && manager().equals(manager);
        }
    }
}
