package dev.gitsync.diff;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import dev.gitsync.fieldpath.FieldPath;
import dev.gitsync.fieldpath.FieldSet;
import dev.gitsync.fieldpath.ManagedFields;
import dev.gitsync.fieldpath.ManagedFields.Entry;
import dev.gitsync.value.Value.MapValue;
import java.util.List;

/** Which fields of a live object are ours, and whose the others are; read when first asked for. */
final class Ownership {
    /** The name under which the API server files what it finds when it first sees an apply: nobody who could come back. */
    private static final String BEFORE_FIRST_APPLY = "before-first-apply";

    private final ManagedFields managed;
    private final List<Entry> others;
    private final Supplier<FieldSet> ours;

    Ownership(MapValue live, String manager) {
        managed = ManagedFields.of(live);
        others = managed.entries().stream()
                .filter(entry -> !entry.isApplyOf(manager))
                .toList();
        ours = Suppliers.memoize(() -> managed.appliedBy(manager));
    }

    /** Whether {@code managedFields} can't be read, so that a field without an owner there may well have one. */
    boolean isUnreadable() {
        return managed.malformed();
    }

    /** Whether it names nobody at all: cleared, or never kept. */
    boolean isSilent() {
        return managed.entries().isEmpty();
    }

    /** What our applies own. */
    FieldSet ours() {
        return ours.get();
    }

    /** The others that own the field itself. */
    List<Entry> othersAt(FieldPath path) {
        return others.stream().filter(entry -> entry.fields().covers(path)).toList();
    }

    /** The others that own the field or something in it. */
    List<Entry> othersWithin(FieldPath path) {
        return others.stream()
                .filter(entry ->
                        entry.fields().covers(path) || !entry.fields().at(path).isEmpty())
                .toList();
    }

    /** Who wrote a field, as far as it is known. */
    List<Owner> owners(FieldPath path) {
        List<Entry> exactly = othersAt(path);
        return (exactly.isEmpty() ? othersWithin(path) : exactly)
                .stream()
                        .map(entry -> new Owner(entry.manager(), entry.operation(), entry.subresource(), entry.time()))
                        .toList();
    }

    static boolean anyApplies(List<Entry> entries) {
        return entries.stream().anyMatch(entry -> entry.operation().equals("Apply"));
    }

    /** Whether any is a writer that holds on to what it owns. */
    static boolean anyHolds(List<Entry> entries) {
        return entries.stream().anyMatch(entry -> !entry.manager().equals(BEFORE_FIRST_APPLY));
    }

    /** Whether any wrote through {@code scale}, as autoscalers do: the field is steered, and dropping it from Git is no order to reset it. */
    static boolean anySteers(List<Entry> entries) {
        return entries.stream().anyMatch(entry -> entry.subresource().equals("scale"));
    }
}
