package dev.gitsync.diff;

import dev.gitsync.fieldpath.FieldPath;
import dev.gitsync.fieldpath.FieldSet;
import dev.gitsync.fieldpath.PathElement;
import dev.gitsync.schema.TypeSchema;
import dev.gitsync.schema.TypeSchema.ListSchema;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.value.Value.NullValue;
import java.util.Optional;

/**
 * The fields that a server-side apply of an object would own, without what only names the object (kind, version, name and
 * namespace): scalars, atomic and empty maps and lists as a whole, items of sets, and of associative lists the items
 * themselves and their fields (structured-merge-diff, {@code typed.ToFieldSet}).
 */
public final class Leaves {
    private final FieldSet.Builder fields = new FieldSet.Builder();

    private Leaves() {}

    /** The fields of an object of a type. */
    public static FieldSet of(TypeSchema schema, MapValue object) {
        return below(schema, FieldPath.ROOT, object);
    }

    /** The fields of the part of an object that lies at a path, by their paths in the whole object. */
    static FieldSet below(TypeSchema schema, FieldPath path, Value value) {
        Leaves leaves = new Leaves();
        leaves.add(schema, path, value);
        return leaves.fields.build();
    }

    /** Whether a field only names the object and is nobody's to own. */
    static boolean isIdentity(FieldPath parent, String name) {
        return switch (parent.elements().size()) {
            case 0 -> name.equals("apiVersion") || name.equals("kind");
            case 1 -> (name.equals("name") || name.equals("namespace")) && parent.equals(METADATA);
            default -> false;
        };
    }

    private static final FieldPath METADATA = FieldPath.of("metadata");

    private void add(TypeSchema schema, FieldPath path, Value value) {
        Shape shape = Shape.of(schema, value);
        if (Shape.isEmpty(value) && !path.equals(FieldPath.ROOT)) {
            fields.add(path);
            return;
        }
        switch (shape) {
            case LEAF -> fields.add(path);
            case MAP -> addFields(schema, path, (MapValue) value);
            case KEYED, SET -> addItems((ListSchema) schema, path, value);
        }
    }

    private void addFields(TypeSchema schema, FieldPath path, MapValue map) {
        map.fields().forEach((name, value) -> {
            if (!(value instanceof NullValue) && !isIdentity(path, name)) {
                add(Shape.field(schema, name), path.field(name), value);
            }
        });
    }

    private void addItems(ListSchema schema, FieldPath path, Value list) {
        Optional<Items> items = Items.of(schema, list);
        if (items.isEmpty()) {
            fields.add(path);
            return;
        }
        for (PathElement element : items.get().elements()) {
            FieldPath item = path.then(element);
            fields.add(item);
            Value value = items.get().byElement().get(element);
            if (value instanceof MapValue) {
                add(schema.items(), item, value);
            }
        }
    }
}
