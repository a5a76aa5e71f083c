package dev.gitsync.diff;

import com.google.common.collect.ImmutableList;
import dev.gitsync.schema.TypeSchema;
import dev.gitsync.schema.TypeSchema.ListSchema;
import dev.gitsync.schema.TypeSchema.MapSchema;
import dev.gitsync.schema.TypeSchema.Scalar;
import dev.gitsync.schema.TypeSchema.Untyped;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;

/** How a server-side apply takes a value apart into fields that are owned one by one. */
enum Shape {
    /** Field by field. */
    MAP,
    /** Item by item, told apart by key, and each item again by its shape. */
    KEYED,
    /** Item by item, each a scalar. */
    SET,
    /** As a whole: scalars, atomic maps and lists, and values that do not fit their type. */
    LEAF;

    static Shape of(TypeSchema schema, Value value) {
        return switch (value) {
            case MapValue ignored -> isGranular(schema) ? MAP : LEAF;
            case ListValue ignored
            when schema instanceof ListSchema list ->
                switch (list.kind()) {
                    case ATOMIC -> LEAF;
                    case SET -> SET;
                    case MAP -> KEYED;
                };
            default -> LEAF;
        };
    }

    private static boolean isGranular(TypeSchema schema) {
        return switch (schema) {
            case MapSchema map -> !map.atomic();
            case Untyped ignored -> true;
            case ListSchema ignored -> false;
            case Scalar ignored -> false;
        };
    }

    /** The type of a field; a field that the schema does not know is deduced. */
    static TypeSchema field(TypeSchema schema, String name) {
        return schema instanceof MapSchema map ? map.field(name).orElse(Untyped.UNTYPED) : Untyped.UNTYPED;
    }

    /** Whether the value is a map or list without anything in it. */
    static boolean isEmpty(Value value) {
        return switch (value) {
            case MapValue map -> map.fields().isEmpty();
            case ListValue(ImmutableList<Value> items) -> items.isEmpty();
            default -> false;
        };
    }
}
