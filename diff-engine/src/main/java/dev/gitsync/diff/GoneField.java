package dev.gitsync.diff;

import dev.gitsync.fieldpath.FieldPath;
import dev.gitsync.fieldpath.FieldSet;
import dev.gitsync.fieldpath.ManagedFields.Entry;
import dev.gitsync.schema.TypeSchema;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells what becomes of a field that was applied, that Git does not name any more and that is still there. */
record GoneField(Ownership ownership, boolean hasBase) {
    private static final Verdict REMOVED =
            Verdict.of(FieldClass.REMOVED, "Git dropped it, and we own it alone: an apply removes it");
    private static final Verdict UNREADABLE =
            Verdict.of(FieldClass.UNKNOWN, "Git dropped it, and managedFields can't be read");
    static final Verdict JUMBLED = Verdict.of(
            FieldClass.UNKNOWN, "Git dropped it, and the items that are there can't be told apart by their keys");
    private static final Verdict CO_OWNED_BY_THE_PAST = Verdict.of(
            FieldClass.LEFT_BEHIND, "Git dropped it; an apply leaves it, since it was there before our first apply");
    private static final Verdict LEFT_BEHIND =
            Verdict.of(FieldClass.LEFT_BEHIND, "Git dropped it; an apply leaves it, since we don't own it any more");
    private static final Verdict HELD_IN_PART =
            Verdict.of(FieldClass.LEFT_BEHIND, "Git dropped it; an apply leaves a part of it, since another owns that");

    /** Maps that everybody writes into: what is in them says nothing of who may remove the rest. */
    private static final Set<FieldPath> SHARED = Set.of(
            FieldPath.of("metadata"), FieldPath.of("metadata", "labels"), FieldPath.of("metadata", "annotations"));

    /** Of a field that is owned as one; nothing where it is another's now, and no difference. */
    Optional<Verdict> judgeLeaf(FieldPath path) {
        if (ownership.isUnreadable()) {
            return Optional.of(UNREADABLE);
        }
        List<Entry> others = ownership.othersAt(path);
        if (Ownership.anyApplies(others) || Ownership.anySteers(others)) {
            return Optional.empty();
        }
        if (!ownership.ours().covers(path)) {
            return Optional.of(LEFT_BEHIND);
        }
        if (others.isEmpty()) {
            return Optional.of(REMOVED);
        }
        return Ownership.anyHolds(others) ? Optional.empty() : Optional.of(CO_OWNED_BY_THE_PAST);
    }

    /** Of an item of an associative list as a whole; nothing where it stays, and only its fields can be judged. */
    Optional<Verdict> judgeItem(FieldPath path) {
        if (ownership.isUnreadable()) {
            return Optional.of(UNREADABLE);
        }
        List<Entry> within = ownership.othersWithin(path);
        if (Ownership.anyApplies(within)) {
            return Optional.empty();
        }
        if (!ownership.ours().has(path)) {
            return Optional.of(LEFT_BEHIND);
        }
        if (within.isEmpty()) {
            return Optional.of(REMOVED);
        }
        if (!Ownership.anyHolds(within)) {
            return Optional.of(CO_OWNED_BY_THE_PAST);
        }
        return Ownership.anyHolds(ownership.othersAt(path)) ? Optional.empty() : Optional.of(HELD_IN_PART);
    }

    /**
     * Of a map that was declared and that Git dropped as a whole: it is left behind as a whole where nothing in it is
     * ours any more and nobody added to it. Removed field by field it would leave an empty map, which means something
     * else ({@code livenessProbe: {}}).
     */
    Optional<Verdict> judgeMap(TypeSchema schema, FieldPath path, Value declared, Value live) {
        if (!hasBase
                || SHARED.contains(path)
                || ownership.isUnreadable()
                || !ownership.ours().at(path).isEmpty()) {
            return Optional.empty();
        }
        FieldSet named = Leaves.below(schema, path, declared);
        List<Entry> others = ownership.othersWithin(path);
        boolean onlyNamed = others.stream()
                .flatMap(entry -> entry.fields().at(path).leaves().stream())
                .allMatch(below -> named.covers(join(path, below)));
        boolean complete = !ownership.isSilent()
                || Leaves.below(schema, path, live).leaves().stream().allMatch(named::covers);
        boolean free = !Ownership.anyApplies(others) && !Ownership.anySteers(others);
        return free && onlyNamed && complete && live instanceof MapValue ? Optional.of(LEFT_BEHIND) : Optional.empty();
    }

    private static FieldPath join(FieldPath path, FieldPath below) {
        FieldPath whole = path;
        for (var element : below.elements()) {
            whole = whole.then(element);
        }
        return whole;
    }
}
