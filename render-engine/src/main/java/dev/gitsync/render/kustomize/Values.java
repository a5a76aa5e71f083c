package dev.gitsync.render.kustomize;

import com.google.common.collect.ImmutableMap;
import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.value.Value.NullValue;
import dev.gitsync.value.Value.StringValue;
import java.util.Map;

/** Small questions about values. */
final class Values {
    private Values() {}

    static MapValue map(Map<String, Value> fields) {
        return new MapValue(ImmutableMap.copyOf(fields));
    }

    /** A scalar as it stands in YAML; empty for a null. */
    static String text(Value scalar) {
        return switch (scalar) {
            case StringValue(String text) -> text;
            case NullValue ignored -> "";
            default -> Json.text(scalar);
        };
    }

    static boolean isScalar(Value value) {
        return !(value instanceof MapValue) && !(value instanceof ListValue);
    }

    /** What a message calls it. */
    static String describe(Value value) {
        return switch (value) {
            case MapValue ignored -> "a map";
            case ListValue ignored -> "a list";
            case NullValue ignored -> "null";
            default -> "a single value";
        };
    }
}
