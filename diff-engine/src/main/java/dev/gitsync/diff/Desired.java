package dev.gitsync.diff;

import com.google.common.collect.ImmutableMap;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.BooleanValue;
import dev.gitsync.value.Value.DecimalValue;
import dev.gitsync.value.Value.IntegerValue;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.value.Value.NullValue;
import dev.gitsync.value.Value.StringValue;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Brings a rendered manifest into the form in which the API server would store it, which is also the form to apply. */
public final class Desired {
    /** What the server writes into {@code metadata}: a manifest that was exported from a cluster holds it by accident. */
    private static final Set<String> SERVER_METADATA =
            Set.of("managedFields", "resourceVersion", "uid", "creationTimestamp", "generation", "selfLink");

    private Desired() {}

    /**
     * The manifest without {@code status}, without the metadata that the server writes and without fields that are null;
     * a Secret's {@code stringData} in its {@code data}, where it wins. A map that only held such fields stays, empty.
     */
    public static MapValue normalise(MapValue manifest) {
        MapValue object = withoutNulls(manifest).without("status");
        if (object.fields().get("metadata") instanceof MapValue metadata) {
            MapValue kept = metadata;
            for (String name : SERVER_METADATA) {
                kept = kept.without(name);
            }
            if (!kept.equals(metadata)) {
                object = object.with("metadata", kept);
            }
        }
        return ObjectKey.of(object).isSecret() ? stringDataIntoData(object) : object;
    }

    private static MapValue stringDataIntoData(MapValue secret) {
        if (!(secret.fields().get("stringData") instanceof MapValue(ImmutableMap<String, Value> strings))) {
            return secret;
        }
        Map<String, Value> data = new LinkedHashMap<>(secret.mapAt("data").fields());
        strings.forEach((name, value) -> data.put(name, encoded(value)));
        MapValue stored = secret.without("stringData");
        return data.isEmpty() ? stored : stored.with("data", new MapValue(ImmutableMap.copyOf(data)));
    }

    /** A value that is no string is left as it is: the API server says what is wrong with it, naming the field. */
    private static Value encoded(Value value) {
        return value instanceof StringValue(String string)
                ? Value.of(Base64.getEncoder().encodeToString(string.getBytes(StandardCharsets.UTF_8)))
                : value;
    }

    private static MapValue withoutNulls(MapValue map) {
        if (!holdsNull(map)) {
            return map;
        }
        ImmutableMap.Builder<String, Value> kept =
                ImmutableMap.builderWithExpectedSize(map.fields().size());
        map.fields().forEach((name, value) -> {
            if (!(value instanceof NullValue)) {
                kept.put(name, withoutNulls(value));
            }
        });
        return new MapValue(kept.buildOrThrow());
    }

    private static Value withoutNulls(Value value) {
        return switch (value) {
            case MapValue map -> withoutNulls(map);
            case ListValue list
            when holdsNull(list) ->
                ListValue.of(list.items().stream().map(Desired::withoutNulls).toList());
            case ListValue list -> list;
            case StringValue scalar -> scalar;
            case IntegerValue scalar -> scalar;
            case DecimalValue scalar -> scalar;
            case BooleanValue scalar -> scalar;
            // An item of a list: leaving it out would move the others.
            case NullValue item -> item;
        };
    }

    private static boolean holdsNull(Value value) {
        return switch (value) {
            case MapValue map ->
                map.fields().values().stream().anyMatch(field -> field instanceof NullValue || holdsNull(field));
            case ListValue list -> list.items().stream().anyMatch(Desired::holdsNull);
            case StringValue ignored -> false;
            case IntegerValue ignored -> false;
            case DecimalValue ignored -> false;
            case BooleanValue ignored -> false;
            case NullValue ignored -> false;
        };
    }
}
