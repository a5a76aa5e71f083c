package dev.gitsync.diff;

import com.google.common.collect.ImmutableList;
import dev.gitsync.fieldpath.FieldPath;
import dev.gitsync.schema.TypeSchema;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells what happened to a field that Git names and whose live value is another.
 *
 * @param hasBase whether it is known what was last applied
 * @param tracked whether the live object says that we applied it before
 * @param asked whether the server was asked what an apply would do
 */
record DesiredField(Ownership ownership, boolean hasBase, boolean tracked, boolean asked) {

    Verdict judge(TypeSchema schema, FieldPath path, Sides field) {
        if (asked && Alike.alike(schema, field.dryRun(), field.live())) {
            return Verdict.of(FieldClass.MUTATED, "an apply would leave it so, as the server's dry-run shows");
        }
        if (hasBase) {
            Verdict verdict = againstBase(schema, path, field);
            boolean doubt = !asked && verdict.fieldClass().isDifference() && holdsMore(field.live(), field.desired());
            return verdict.withDoubt(doubt);
        }
        return withoutBase(path).withDoubt(!asked);
    }

    private Verdict againstBase(TypeSchema schema, FieldPath path, Sides field) {
        boolean gitChanged = !Alike.alike(schema, field.desired(), field.declared());
        boolean liveChanged = !Alike.alike(schema, field.live(), field.answered()) && !isNewlyNamed(path, field);
        if (gitChanged) {
            return liveChanged
                    ? Verdict.of(FieldClass.CONFLICT, "Git and the cluster both changed it since the last sync")
                    : Verdict.of(FieldClass.PENDING, "Git changed it since the last sync");
        }
        if (liveChanged) {
            return Verdict.of(
                    FieldClass.DRIFTED,
                    field.live() == null
                            ? "it was removed from the cluster since the last sync"
                            : "it was changed in the cluster since the last sync");
        }
        return Verdict.of(FieldClass.MUTATED, "the server answered the last apply with this value");
    }

    /** A value that is nobody's was filled in by the server, even where the kept answer leaves it out. */
    private boolean isNewlyNamed(FieldPath path, Sides field) {
        return field.declared() == null
                && field.answered() == null
                && !ownership.isSilent()
                && ownership.owners(path).isEmpty();
    }

    private Verdict withoutBase(FieldPath path) {
        if (!tracked) {
            return Verdict.of(FieldClass.PENDING, "the object was not applied by this application before");
        }
        if (!asked) {
            return Verdict.of(FieldClass.UNKNOWN, "it is not known what was last applied");
        }
        if (ownership.ours().covers(path)) {
            return Verdict.of(FieldClass.PENDING, "we still own it, and an apply would change it");
        }
        List<Owner> owners = ownership.owners(path);
        return owners.isEmpty()
                ? Verdict.of(FieldClass.UNKNOWN, "an apply would change it, and nobody owns what is there")
                : Verdict.of(FieldClass.DRIFTED, "an apply would change it, and another owns what is there");
    }

    /** Whether a value has all of another and more in it: what the server fills in looks like this. */
    static boolean holdsMore(@Nullable Value live, @Nullable Value desired) {
        return (desired instanceof MapValue || desired instanceof ListValue) && live != null && holds(live, desired);
    }

    private static boolean holds(Value live, Value desired) {
        if (live instanceof MapValue map && desired instanceof MapValue wanted) {
            for (Map.Entry<String, Value> field : wanted.fields().entrySet()) {
                Value value = map.fields().get(field.getKey());
                if (value == null || !holds(value, field.getValue())) {
                    return false;
                }
            }
            return true;
        }
        if (live instanceof ListValue(ImmutableList<Value> items)
                && desired instanceof ListValue(ImmutableList<Value> wanted)) {
            boolean all = items.size() == wanted.size();
            for (int i = 0; all && i < wanted.size(); i++) {
                all = holds(items.get(i), wanted.get(i));
            }
            return all;
        }
        return live.equals(desired);
    }
}
