package dev.gitsync.diff;

import dev.gitsync.fieldpath.FieldPath;
import dev.gitsync.fieldpath.FieldPaths;
import dev.gitsync.fieldpath.PathElement;
import dev.gitsync.schema.TypeSchema;
import dev.gitsync.schema.TypeSchema.ListSchema;
import dev.gitsync.schema.TypeSchema.MapSchema;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One walk through all sides of an object at once, which classifies each field that differs. Used once. */
final class Comparison {
    private final Ownership ownership;
    private final boolean hasBase;
    private final DesiredField desiredField;
    private final GoneField goneField;
    private final Sides root;
    private final List<FieldChange> changes = new ArrayList<>();
    private final List<FieldChange> unowned = new ArrayList<>();
    private final boolean wantsUnowned;
    private final Set<FieldPath> doubts = new LinkedHashSet<>();

    Comparison(DiffInput input, MapValue live, boolean wantsUnowned) {
        this.wantsUnowned = wantsUnowned;
        ownership = new Ownership(live, input.manager());
        hasBase = input.base().isPresent();
        boolean asked = input.dryRun().isPresent();
        desiredField = new DesiredField(ownership, hasBase, ThreeWayDiff.isTracked(input.desired(), live), asked);
        goneField = new GoneField(ownership, hasBase);
        // Without a base, what our applies own is what was applied.
        MapValue declared =
                input.base().map(Base::declared).orElseGet(() -> FieldPaths.extract(live, ownership.ours()));
        MapValue answered = input.base().map(Base::answered).orElse(MapValue.EMPTY);
        root = new Sides(
                input.desired(), live, declared, answered, input.dryRun().orElse(null));
    }

    void run(TypeSchema schema) {
        map(schema, FieldPath.ROOT, root);
    }

    List<FieldChange> changes() {
        return changes;
    }

    /** The fields that are as desired and not ours, where they were wanted. */
    List<FieldChange> unowned() {
        return unowned;
    }

    Set<FieldPath> doubts() {
        return doubts;
    }

    private void node(TypeSchema schema, FieldPath path, Sides field, Value desired) {
        switch (Shape.of(schema, desired)) {
            case MAP -> {
                if (field.live() instanceof MapValue || (field.live() == null && !Shape.isEmpty(desired))) {
                    map(schema, path, field);
                } else {
                    leaf(schema, path, field, desired);
                }
            }
            case KEYED, SET -> items((ListSchema) schema, path, field, desired);
            case LEAF -> leaf(schema, path, field, desired);
        }
    }

    private void map(TypeSchema schema, FieldPath path, Sides map) {
        if (map.desired() instanceof MapValue desired) {
            for (String name : desired.fields().keySet()) {
                Sides field = map.field(name);
                if (field.desired() instanceof Value value && !Leaves.isIdentity(path, name)) {
                    node(Shape.field(schema, name), path.field(name), field, value);
                }
            }
        }
        if (map.declared() instanceof MapValue declared) {
            for (String name : declared.fields().keySet()) {
                Sides field = map.field(name);
                if (field.desired() == null && !Leaves.isIdentity(path, name)) {
                    gone(Shape.field(schema, name), path.field(name), field, defaultOf(schema, name));
                }
            }
        }
    }

    private static @Nullable Value defaultOf(TypeSchema schema, String name) {
        return schema instanceof MapSchema map ? map.defaultOf(name).orElse(null) : null;
    }

    private void items(ListSchema schema, FieldPath path, Sides list, Value desired) {
        Sides.Lists lists = list.items(schema);
        Items wanted = lists.desired();
        boolean absent = list.live() == null && Shape.isEmpty(desired);
        if (wanted == null || lists.live() == null || absent) {
            // Items that can't be told apart: the list counts as one value.
            leaf(schema, path, list, desired);
            return;
        }
        for (PathElement element : wanted.elements()) {
            Sides item = lists.item(element);
            if (item.desired() instanceof Value value) {
                item(schema.items(), path.then(element), item, value);
            }
        }
        for (PathElement element : lists.declared().elements()) {
            if (!wanted.byElement().containsKey(element)) {
                goneItem(schema, path.then(element), lists.item(element));
            }
        }
    }

    private void item(TypeSchema schema, FieldPath path, Sides item, Value desired) {
        if (item.live() != null && desired instanceof MapValue) {
            node(schema, path, item, desired);
        } else if (item.live() == null) {
            leaf(schema, path, item, desired);
        } else {
            settled(path, item);
        }
    }

    private void leaf(TypeSchema schema, FieldPath path, Sides field, Value desired) {
        if (Satisfied.by(schema, desired, field.live())) {
            settled(path, field);
            return;
        }
        Verdict verdict = desiredField.judge(schema, path, field);
        boolean stays = verdict.fieldClass() == FieldClass.MUTATED;
        add(path, verdict, field, Optional.ofNullable(stays ? field.live() : desired));
    }

    private void settled(FieldPath path, Sides field) {
        if (wantsUnowned && !ownership.ours().covers(path)) {
            Verdict verdict = Verdict.of(FieldClass.UNOWNED, "it is as desired, and we don't own it");
            unowned.add(change(path, verdict, field, Optional.ofNullable(field.live())));
        }
    }

    /** A field that was declared and is not desired. */
    private void gone(TypeSchema schema, FieldPath path, Sides field, @Nullable Value serverDefault) {
        Value live = field.live();
        Value declared = field.declared();
        if (live == null || declared == null || (Shape.isEmpty(declared) && !Shape.isEmpty(live))) {
            return;
        }
        Shape shape = Shape.isEmpty(declared) ? Shape.LEAF : Shape.of(schema, declared);
        switch (shape) {
            case MAP -> goneMap(schema, path, field, declared, live);
            case KEYED, SET -> goneItems((ListSchema) schema, path, field);
            case LEAF -> goneLeaf(path, field, serverDefault);
        }
    }

    private void goneMap(TypeSchema schema, FieldPath path, Sides field, Value declared, Value live) {
        Optional<Verdict> whole = goneField.judgeMap(schema, path, declared, live);
        if (whole.isPresent()) {
            add(path, whole.get(), field, Optional.ofNullable(field.dryRun()));
        } else {
            map(schema, path, field);
        }
    }

    private void goneItems(ListSchema schema, FieldPath path, Sides list) {
        Sides.Lists lists = list.items(schema);
        if (lists.live() == null) {
            add(path, GoneField.JUMBLED, list, Optional.empty());
            return;
        }
        for (PathElement element : lists.declared().elements()) {
            goneItem(schema, path.then(element), lists.item(element));
        }
    }

    private void goneItem(ListSchema schema, FieldPath path, Sides item) {
        if (item.live() == null) {
            return;
        }
        if (!(item.live() instanceof MapValue)) {
            goneLeaf(path, item, null);
            return;
        }
        Optional<Verdict> verdict = goneField.judgeItem(path);
        if (verdict.isPresent()) {
            add(path, verdict.get(), item, Optional.ofNullable(item.dryRun()));
        } else {
            map(schema.items(), path, item.withoutKeys(schema.keys()));
        }
    }

    private void goneLeaf(FieldPath path, Sides field, @Nullable Value serverDefault) {
        Value after = field.dryRun() == null ? serverDefault : field.dryRun();
        goneField.judgeLeaf(path).ifPresent(verdict -> add(path, verdict, field, Optional.ofNullable(after)));
    }

    private void add(FieldPath path, Verdict verdict, Sides field, Optional<Value> after) {
        changes.add(change(path, verdict, field, after));
        if (verdict.doubt()) {
            doubts.add(path);
        }
    }

    private FieldChange change(FieldPath path, Verdict verdict, Sides field, Optional<Value> after) {
        // What the server made of our own apply is written under our name.
        boolean namesOwners = field.live() != null && verdict.fieldClass() != FieldClass.MUTATED;
        return new FieldChange(
                path,
                verdict.fieldClass(),
                hasBase ? Optional.ofNullable(field.declared()) : Optional.empty(),
                Optional.ofNullable(field.desired()),
                Optional.ofNullable(field.live()),
                after,
                namesOwners ? ownership.owners(path) : List.of(),
                verdict.rule());
    }
}
