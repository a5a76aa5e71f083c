package dev.gitsync.fieldpath;

import com.google.common.collect.ComparisonChain;
import com.google.common.collect.ImmutableSortedMap;
import dev.gitsync.fieldpath.PathElement.Field;
import dev.gitsync.fieldpath.PathElement.Index;
import dev.gitsync.fieldpath.PathElement.Item;
import dev.gitsync.fieldpath.PathElement.Key;
import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.BooleanValue;
import dev.gitsync.value.Value.DecimalValue;
import dev.gitsync.value.Value.IntegerValue;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.value.Value.NullValue;
import dev.gitsync.value.Value.StringValue;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;

/** The total order of the elements below one node: fields by name, then items by their keys, items by value, places. */
final class ElementOrder implements Comparator<PathElement> {
    static final ElementOrder INSTANCE = new ElementOrder();

    private ElementOrder() {}

    @Override
    public int compare(PathElement left, PathElement right) {
        if (left instanceof Field(String one) && right instanceof Field(String other)) {
            return one.compareTo(other);
        }
        if (left instanceof Key(var one) && right instanceof Key(var other)) {
            return compareKeys(one, other);
        }
        if (left instanceof Item(Value one) && right instanceof Item(Value other)) {
            return compareValues(one, other);
        }
        if (left instanceof Index(int one) && right instanceof Index(int other)) {
            return Integer.compare(one, other);
        }
        return Integer.compare(rank(left), rank(right));
    }

    private static int rank(PathElement element) {
        return switch (element) {
            case Field ignored -> 0;
            case Key ignored -> 1;
            case Item ignored -> 2;
            case Index ignored -> 3;
        };
    }

    private static int compareKeys(ImmutableSortedMap<String, Value> left, ImmutableSortedMap<String, Value> right) {
        Iterator<Map.Entry<String, Value>> others = right.entrySet().iterator();
        for (Map.Entry<String, Value> one : left.entrySet()) {
            if (!others.hasNext()) {
                return 1;
            }
            Map.Entry<String, Value> other = others.next();
            int order = one.getKey().compareTo(other.getKey());
            if (order == 0) {
                order = compareValues(one.getValue(), other.getValue());
            }
            if (order != 0) {
                return order;
            }
        }
        return others.hasNext() ? -1 : 0;
    }

    private static int compareValues(Value left, Value right) {
        if (left instanceof StringValue(String one) && right instanceof StringValue(String other)) {
            return one.compareTo(other);
        }
        if (left instanceof IntegerValue(long one) && right instanceof IntegerValue(long other)) {
            return Long.compare(one, other);
        }
        if (left instanceof DecimalValue(var one) && right instanceof DecimalValue(var other)) {
            return one.compareTo(other);
        }
        return ComparisonChain.start()
                .compare(rank(left), rank(right))
                .compare(Json.text(left), Json.text(right))
                .result();
    }

    private static int rank(Value value) {
        return switch (value) {
            case IntegerValue ignored -> 0;
            case DecimalValue ignored -> 1;
            case StringValue ignored -> 2;
            case BooleanValue ignored -> 3;
            case ListValue ignored -> 4;
            case MapValue ignored -> 5;
            case NullValue ignored -> 6;
        };
    }
}
