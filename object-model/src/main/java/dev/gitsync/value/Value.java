package dev.gitsync.value;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One node of a Kubernetes object's tree: immutable, order-preserving, with integers and decimals apart as in the
 * JSON that the API server reads.
 *
 * <p>Two values are equal when the API server would store them alike: maps whatever the order of their keys, lists in
 * order, decimals by numeric value. An integer never equals a decimal.
 */
public sealed interface Value {

    /** A map from field names to values, in the order in which they were written. */
    record MapValue(ImmutableMap<String, Value> fields) implements Value {
        public static final MapValue EMPTY = new MapValue(ImmutableMap.of());

        /** The value of a field, or nothing where it is absent; an explicit null is present. */
        public Optional<Value> get(String field) {
            return Optional.ofNullable(fields.get(field));
        }

        /** This map with one field set: in its old place where it was there, else at the end. */
        public MapValue with(String field, Value value) {
            ImmutableMap.Builder<String, Value> copy = ImmutableMap.builderWithExpectedSize(fields.size() + 1);
            boolean replaced = false;
            for (Map.Entry<String, Value> entry : fields.entrySet()) {
                boolean here = entry.getKey().equals(field);
                copy.put(entry.getKey(), here ? value : entry.getValue());
                replaced |= here;
            }
            if (!replaced) {
                copy.put(field, value);
            }
            return new MapValue(copy.build());
        }

        /** This map without a field; this map itself where it has no such field. */
        public MapValue without(String field) {
            if (!fields.containsKey(field)) {
                return this;
            }
            ImmutableMap.Builder<String, Value> copy = ImmutableMap.builderWithExpectedSize(fields.size());
            fields.forEach((name, value) -> {
                if (!name.equals(field)) {
                    copy.put(name, value);
                }
            });
            return new MapValue(copy.build());
        }
    }

    /** A list. */
    record ListValue(ImmutableList<Value> items) implements Value {
        public static final ListValue EMPTY = new ListValue(ImmutableList.of());

        public static ListValue of(List<? extends Value> items) {
            return new ListValue(ImmutableList.copyOf(items));
        }
    }

    /** A string. */
    record StringValue(String value) implements Value {}

    /** An integer that fits 64 bits: what the API server's JSON reader keeps as an {@code int64}. */
    record IntegerValue(long value) implements Value {}

    /** Any other number; its text keeps the scale that was written ({@code 1.50}). */
    record DecimalValue(BigDecimal value) implements Value {
        @Override
        public boolean equals(Object other) {
            return other instanceof DecimalValue(BigDecimal decimal) && value.compareTo(decimal) == 0;
        }

        @Override
        public int hashCode() {
            return value.stripTrailingZeros().hashCode();
        }
    }

    /** True or false. */
    record BooleanValue(boolean value) implements Value {
        public static final BooleanValue TRUE = new BooleanValue(true);
        public static final BooleanValue FALSE = new BooleanValue(false);

        public static BooleanValue of(boolean value) {
            return value ? TRUE : FALSE;
        }
    }

    /** An explicit null. */
    enum NullValue implements Value {
        NULL
    }

    static Value of(String value) {
        return new StringValue(value);
    }

    static Value of(long value) {
        return new IntegerValue(value);
    }

    static Value of(boolean value) {
        return BooleanValue.of(value);
    }

    /** The map of the given fields, for example {@code Value.map("name", Value.of("web"))}; field, value, field, value. */
    static MapValue map(Object... fieldsAndValues) {
        ImmutableMap.Builder<String, Value> map = ImmutableMap.builder();
        for (int i = 0; i < fieldsAndValues.length; i += 2) {
            map.put((String) fieldsAndValues[i], (Value) fieldsAndValues[i + 1]);
        }
        return new MapValue(map.build());
    }

    static ListValue list(Value... items) {
        return new ListValue(ImmutableList.copyOf(items));
    }

    /** The value at a chain of field names below this one, or nothing where a link is absent or no map. */
    default Optional<Value> at(String... fields) {
        Value here = this;
        for (String field : fields) {
            if (!(here instanceof MapValue map) || !(map.fields().get(field) instanceof Value next)) {
                return Optional.empty();
            }
            here = next;
        }
        return Optional.of(here);
    }

    /** The string at a chain of field names, or nothing where there is none. */
    default Optional<String> stringAt(String... fields) {
        return at(fields).map(value -> value instanceof StringValue(String string) ? string : null);
    }

    /** The map at a chain of field names; the empty map where there is none. */
    default MapValue mapAt(String... fields) {
        return at(fields).orElse(MapValue.EMPTY) instanceof MapValue map ? map : MapValue.EMPTY;
    }

    /** The items of the list at a chain of field names; none where there is no list. */
    default List<Value> itemsAt(String... fields) {
        return at(fields).orElse(ListValue.EMPTY) instanceof ListValue(ImmutableList<Value> items) ? items : List.of();
    }
}
