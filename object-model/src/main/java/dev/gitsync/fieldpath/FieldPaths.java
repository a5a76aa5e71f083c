package dev.gitsync.fieldpath;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import dev.gitsync.fieldpath.PathElement.Field;
import dev.gitsync.fieldpath.PathElement.Index;
import dev.gitsync.fieldpath.PathElement.Item;
import dev.gitsync.fieldpath.PathElement.Key;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What paths lead to in an object. An item is found by keys that it really has: the API server fills in the defaults of
 * keys, so this is for live objects.
 */
public final class FieldPaths {
    private FieldPaths() {}

    /** The value at a path, or nothing where the path leads nowhere. The first of several items with one key counts. */
    public static Optional<Value> valueAt(Value object, FieldPath path) {
        Value here = object;
        for (PathElement element : path.elements()) {
            Optional<Value> next = step(here, element);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            here = next.get();
        }
        return Optional.of(here);
    }

    /** The JSON pointer (RFC 6901) of a path in this very object: items by their places; nothing where it leads nowhere. */
    public static Optional<String> pointer(Value object, FieldPath path) {
        StringBuilder pointer = new StringBuilder();
        Value here = object;
        for (PathElement element : path.elements()) {
            Optional<Value> next = step(here, element);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            pointer.append('/')
                    .append(
                            element instanceof Field(String name)
                                    ? name.replace("~", "~0").replace("/", "~1")
                                    : Integer.toString(place(here, element)));
            here = next.get();
        }
        return Optional.of(pointer.toString());
    }

    private static Optional<Value> step(Value here, PathElement element) {
        if (element instanceof Field(String name)) {
            return here instanceof MapValue map ? map.get(name) : Optional.empty();
        }
        int place = place(here, element);
        return here instanceof ListValue(ImmutableList<Value> items) && place >= 0
                ? Optional.of(items.get(place))
                : Optional.empty();
    }

    /** Where a list has an item, from 0; below 0 where it has none. */
    private static int place(Value here, PathElement element) {
        if (!(here instanceof ListValue(ImmutableList<Value> items))) {
            return -1;
        }
        return switch (element) {
            case Field ignored -> -1;
            case Index(int index) -> index < items.size() ? index : -1;
            case Item(Value value) -> items.indexOf(value);
            case Key(ImmutableSortedMap<String, Value> keys) -> {
                for (int i = 0; i < items.size(); i++) {
                    if (items.get(i) instanceof MapValue map && hasKeys(map, keys)) {
                        yield i;
                    }
                }
                yield -1;
            }
        };
    }

    private static boolean hasKeys(MapValue item, Map<String, Value> keys) {
        for (Map.Entry<String, Value> key : keys.entrySet()) {
            if (!key.getValue().equals(item.fields().get(key.getKey()))) {
                return false;
            }
        }
        return true;
    }

    /**
     * The part of an object that a set names, in the object's order: items with their keys, and values whole where the
     * set has nothing below their path.
     */
    public static MapValue extract(MapValue object, FieldSet fields) {
        return extractMap(object, fields);
    }

    private static Value extract(Value value, FieldSet fields) {
        if (fields.children().isEmpty()) {
            return value;
        }
        return switch (value) {
            case MapValue map -> extractMap(map, fields);
            case ListValue list -> extractList(list, fields);
            default -> value;
        };
    }

    private static MapValue extractMap(MapValue map, FieldSet fields) {
        ImmutableMap.Builder<String, Value> part = ImmutableMap.builder();
        map.fields().forEach((name, value) -> {
            FieldSet below = fields.children().get(new Field(name));
            if (below != null) {
                Value extracted = extract(value, below);
                if (below.member() || !isEmptied(extracted, value)) {
                    part.put(name, extracted);
                }
            }
        });
        return new MapValue(part.buildOrThrow());
    }

    private static boolean isEmptied(Value part, Value whole) {
        return !part.equals(whole) && (part.equals(MapValue.EMPTY) || part.equals(ListValue.EMPTY));
    }

    private static ListValue extractList(ListValue list, FieldSet fields) {
        Set<ImmutableSet<String>> keyNames = fields.children().keySet().stream()
                .filter(Key.class::isInstance)
                .map(element -> ImmutableSet.copyOf(((Key) element).keys().keySet()))
                .collect(ImmutableSet.toImmutableSet());
        ImmutableList.Builder<Value> part = ImmutableList.builder();
        for (int i = 0; i < list.items().size(); i++) {
            Value item = list.items().get(i);
            if (fields.children().containsKey(new Item(item))
                    || fields.children().containsKey(new Index(i))) {
                part.add(item);
            } else if (item instanceof MapValue map) {
                extractItem(map, fields, keyNames).ifPresent(part::add);
            }
        }
        return new ListValue(part.build());
    }

    private static Optional<Value> extractItem(MapValue item, FieldSet fields, Set<ImmutableSet<String>> keyNames) {
        for (ImmutableSet<String> names : keyNames) {
            if (!item.fields().keySet().containsAll(names)) {
                continue;
            }
            ImmutableSortedMap.Builder<String, Value> keys = ImmutableSortedMap.naturalOrder();
            names.forEach(name -> item.get(name).ifPresent(value -> keys.put(name, value)));
            Key key = new Key(keys.buildOrThrow());
            FieldSet below = fields.children().get(key);
            if (below != null) {
                FieldSet.Builder withKeys = new FieldSet.Builder();
                names.forEach(name -> withKeys.add(FieldPath.of(name)));
                return Optional.of(below.children().isEmpty() ? item : extract(item, below.union(withKeys.build())));
            }
        }
        return Optional.empty();
    }
}
