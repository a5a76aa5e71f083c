package dev.gitsync.diff;

import dev.gitsync.fieldpath.PathElement;
import dev.gitsync.schema.TypeSchema.ListSchema;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.value.Value.NullValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One field as each side has it; null where a side lacks it. An explicit null names nothing and counts as absent. */
record Sides(
        @Nullable Value desired,
        @Nullable Value live,
        @Nullable Value declared,
        @Nullable Value answered,
        @Nullable Value dryRun) {

    Sides field(String name) {
        return new Sides(
                field(desired, name),
                field(live, name),
                field(declared, name),
                field(answered, name),
                field(dryRun, name));
    }

    private static @Nullable Value field(@Nullable Value value, String name) {
        return value instanceof MapValue map
                        && map.fields().get(name) instanceof Value field
                        && !(field instanceof NullValue)
                ? field
                : null;
    }

    /** An item without the fields that tell it apart: they go when the item goes. */
    Sides withoutKeys(List<String> keys) {
        Value rest = declared;
        for (String key : keys) {
            rest = rest instanceof MapValue map ? map.without(key) : rest;
        }
        return new Sides(desired, live, rest, answered, dryRun);
    }

    /** The items of each side's list. */
    Lists items(ListSchema schema) {
        return new Lists(
                Items.of(schema, desired).orElse(null),
                Items.of(schema, live).orElse(null),
                Items.of(schema, declared).orElse(Items.NONE),
                Items.of(schema, answered).orElse(Items.NONE),
                Items.of(schema, dryRun).orElse(Items.NONE));
    }

    /** Each side's items; of desired and live null where they can't be told apart. */
    record Lists(@Nullable Items desired, @Nullable Items live, Items declared, Items answered, Items dryRun) {
        Sides item(PathElement element) {
            return new Sides(
                    item(desired, element),
                    item(live, element),
                    item(declared, element),
                    item(answered, element),
                    item(dryRun, element));
        }

        private static @Nullable Value item(@Nullable Items items, PathElement element) {
            return items == null ? null : items.byElement().get(element);
        }
    }
}
