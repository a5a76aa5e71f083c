package dev.gitsync.fieldpath;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import dev.gitsync.fieldpath.PathElement.Field;
import dev.gitsync.fieldpath.PathElement.Index;
import dev.gitsync.fieldpath.PathElement.Item;
import dev.gitsync.fieldpath.PathElement.Key;
import dev.gitsync.value.Json;
import dev.gitsync.value.JsonException;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The form that field sets have in {@code metadata.managedFields}: a tree of maps whose keys are {@code f:} and a field's
 * name, {@code k:} and an item's keys as JSON, {@code v:} and an item as JSON, {@code i:} and a place, or {@code .} for the
 * node itself (Kubernetes API, {@code FieldsV1}). The root itself has no form and is never a member.
 */
public final class FieldsV1 {
    private static final String SELF = ".";

    private FieldsV1() {}

    /**
     * What a tree says.
     *
     * @param fields nothing where the tree can't be read
     * @param malformed whether it can't be read: half a set would tell lies about the rest
     */
    public record Decoded(FieldSet fields, boolean malformed) {
        private static final Decoded MALFORMED = new Decoded(FieldSet.EMPTY, true);
    }

    /** Reads a tree. Elements of an unknown kind are passed over, as the API server does. */
    public static Decoded decode(Value fieldsV1) {
        if (!(fieldsV1 instanceof MapValue map)) {
            return Decoded.MALFORMED;
        }
        try {
            FieldSet root = decode(map);
            return new Decoded(FieldSet.node(false, root.children()), false);
        } catch (MalformedException | JsonException e) {
            return Decoded.MALFORMED;
        }
    }

    private static FieldSet decode(MapValue map) {
        boolean member = map.fields().isEmpty();
        Map<PathElement, FieldSet> children = new TreeMap<>(ElementOrder.INSTANCE);
        for (Map.Entry<String, Value> entry : map.fields().entrySet()) {
            if (!(entry.getValue() instanceof MapValue below)) {
                throw new MalformedException();
            }
            if (entry.getKey().equals(SELF)) {
                member = true;
                continue;
            }
            Optional<PathElement> element = element(entry.getKey());
            if (element.isPresent()) {
                FieldSet set = decode(below);
                if (!set.isEmpty()) {
                    children.merge(element.get(), set, FieldSet::union);
                }
            }
        }
        return FieldSet.node(member, children);
    }

    private static Optional<PathElement> element(String text) {
        if (text.length() < 2 || text.charAt(1) != ':') {
            throw new MalformedException();
        }
        String rest = text.substring(2);
        return switch (text.charAt(0)) {
            case 'f' -> Optional.of(new Field(rest));
            case 'k' -> Optional.of(key(Json.parse(rest)));
            case 'v' -> Optional.of(new Item(Json.parse(rest)));
            case 'i' -> Optional.of(index(rest));
            default -> Optional.empty();
        };
    }

    private static Key key(Value keys) {
        if (!(keys instanceof MapValue map)) {
            throw new MalformedException();
        }
        if (map.fields().values().stream().anyMatch(value -> value instanceof MapValue || value instanceof ListValue)) {
            throw new MalformedException();
        }
        return new Key(ImmutableSortedMap.copyOf(map.fields()));
    }

    private static Index index(String text) {
        try {
            return new Index(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            throw new MalformedException(e);
        }
    }

    /** Writes a set. */
    public static MapValue encode(FieldSet fields) {
        return encode(FieldSet.node(false, fields.children()), true);
    }

    private static MapValue encode(FieldSet set, boolean root) {
        ImmutableMap.Builder<String, Value> map = ImmutableMap.builder();
        if (set.member() && !root && !set.children().isEmpty()) {
            map.put(SELF, MapValue.EMPTY);
        }
        set.children().forEach((element, below) -> map.put(text(element), encode(below, false)));
        return new MapValue(map.buildOrThrow());
    }

    private static String text(PathElement element) {
        return switch (element) {
            case Field(String name) -> "f:" + name;
            case Key(ImmutableSortedMap<String, Value> keys) ->
                "k:" + Json.text(new MapValue(ImmutableMap.copyOf(keys)));
            case Item(Value value) -> "v:" + Json.text(value);
            case Index(int index) -> "i:" + index;
        };
    }

    private static final class MalformedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MalformedException() {}

        MalformedException(Throwable cause) {
            super(cause);
        }
    }
}
