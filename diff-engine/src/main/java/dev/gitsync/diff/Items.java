package dev.gitsync.diff;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.gitsync.fieldpath.PathElement;
import dev.gitsync.fieldpath.PathElement.Item;
import dev.gitsync.fieldpath.PathElement.Key;
import dev.gitsync.schema.TypeSchema.ListKind;
import dev.gitsync.schema.TypeSchema.ListSchema;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.value.Value.NullValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The items of a set or an associative list by what tells them apart. Sorted, not hashed: names that collide on purpose cost
 * nothing.
 *
 * @param elements in the list's order
 */
record Items(List<PathElement> elements, Map<PathElement, Value> byElement) {
    static final Items NONE = new Items(List.of(), Map.of());

    /** Nothing where the value is no list, or two items can't be told apart; no items where it is absent. */
    static Optional<Items> of(ListSchema schema, @Nullable Value value) {
        if (value == null) {
            return Optional.of(NONE);
        }
        if (!(value instanceof ListValue(ImmutableList<Value> items))) {
            return Optional.empty();
        }
        List<PathElement> elements = new ArrayList<>(items.size());
        Map<PathElement, Value> byElement = new TreeMap<>(PathElement.ORDER);
        for (Value item : items) {
            PathElement element = element(schema, item);
            if (element == null || byElement.put(element, item) != null) {
                return Optional.empty();
            }
            elements.add(element);
        }
        return Optional.of(new Items(elements, byElement));
    }

    private static @Nullable PathElement element(ListSchema schema, Value item) {
        if (schema.kind() == ListKind.SET) {
            return item instanceof MapValue || item instanceof ListValue ? null : new Item(item);
        }
        if (!(item instanceof MapValue map)) {
            return null;
        }
        ImmutableSortedMap.Builder<String, Value> keys = ImmutableSortedMap.naturalOrder();
        boolean any = false;
        for (String name : schema.keys()) {
            Value key = keyOf(schema, map, name);
            if (key != null) {
                keys.put(name, key);
                any = true;
            }
        }
        return any ? new Key(keys.buildOrThrow()) : null;
    }

    /** Whether two items of an associative list are the same item. */
    static boolean sameKeys(ListSchema schema, MapValue one, MapValue other) {
        boolean any = false;
        for (String name : schema.keys()) {
            Value key = keyOf(schema, one, name);
            Value otherKey = keyOf(schema, other, name);
            if (key == null ? otherKey != null : !key.equals(otherKey)) {
                return false;
            }
            any |= key != null;
        }
        return any;
    }

    private static @Nullable Value keyOf(ListSchema schema, MapValue item, String name) {
        Value key = item.fields().get(name);
        return key == null || key instanceof NullValue ? schema.keyDefaults().get(name) : key;
    }
}
