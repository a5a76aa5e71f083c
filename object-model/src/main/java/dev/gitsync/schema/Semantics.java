package dev.gitsync.schema;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Sets;
import dev.gitsync.schema.TypeSchema.ListSchema;
import dev.gitsync.schema.TypeSchema.MapSchema;
import dev.gitsync.schema.TypeSchema.Scalar;
import dev.gitsync.schema.TypeSchema.Untyped;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.DecimalValue;
import dev.gitsync.value.Value.IntegerValue;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.value.Value.NullValue;
import dev.gitsync.value.Value.StringValue;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Whether values mean the same to the API server, although they are written differently. */
public final class Semantics {
    private Semantics() {}

    /**
     * Whether two values of a type mean the same.
     *
     * <p>Scalars by their meaning: quantities and durations by size, times by instant, bytes by content, numbers by value;
     * a port {@code "80"} is not {@code 80}. Maps field by field, where null is as good as absent and a default that the
     * schema declares as good as written. Lists by their kind: in order, as sets, or item by item under their keys.
     * Untyped values, and values that are not of their type, only when equal.
     */
    public static boolean alike(TypeSchema type, Value left, Value right) {
        if (left.equals(right)) {
            return true;
        }
        return switch (type) {
            case MapSchema map ->
                left instanceof MapValue leftMap
                        && right instanceof MapValue rightMap
                        && alikeMaps(map, leftMap, rightMap);
            case ListSchema list ->
                left instanceof ListValue(ImmutableList<Value> leftItems)
                        && right instanceof ListValue(ImmutableList<Value> rightItems)
                        && alikeLists(list, leftItems, rightItems);
            case Scalar scalar -> alikeScalars(scalar, left, right);
            case Untyped _ -> false;
        };
    }

    /** Whether a value says no more than if it were absent, to a reader in Go: null, an empty map or an empty list. */
    public static boolean isVoid(Value value) {
        return switch (value) {
            case NullValue _ -> true;
            case MapValue(ImmutableMap<String, Value> fields) -> fields.isEmpty();
            case ListValue(ImmutableList<Value> items) -> items.isEmpty();
            case StringValue _, IntegerValue _, DecimalValue _, Value.BooleanValue _ -> false;
        };
    }

    private static boolean alikeMaps(MapSchema type, MapValue left, MapValue right) {
        for (String name : Sets.union(left.fields().keySet(), right.fields().keySet())) {
            Optional<Value> leftField = present(type, left, name);
            Optional<Value> rightField = present(type, right, name);
            if (leftField.isPresent() != rightField.isPresent()) {
                return false;
            }
            if (leftField.isPresent()
                    && !alike(type.field(name).orElse(Untyped.UNTYPED), leftField.get(), rightField.orElseThrow())) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Value> present(MapSchema type, MapValue map, String name) {
        return map.get(name).filter(value -> value != NullValue.NULL).or(() -> type.defaultOf(name));
    }

    private static boolean alikeLists(ListSchema type, ImmutableList<Value> left, ImmutableList<Value> right) {
        return switch (type.kind()) {
            case ATOMIC -> alikeInOrder(type, left, right);
            case SET -> new HashSet<>(left).equals(new HashSet<>(right));
            case MAP -> alikeByKeys(type, left, right);
        };
    }

    private static boolean alikeInOrder(ListSchema type, ImmutableList<Value> left, ImmutableList<Value> right) {
        if (left.size() != right.size()) {
            return false;
        }
        TypeSchema items = type.items();
        for (int i = 0; i < left.size(); i++) {
            if (!alike(items, left.get(i), right.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean alikeByKeys(ListSchema type, ImmutableList<Value> left, ImmutableList<Value> right) {
        if (left.size() != right.size()) {
            return false;
        }
        Map<Map<String, Value>, Value> leftByKey = byKey(type, left);
        Map<Map<String, Value>, Value> rightByKey = byKey(type, right);
        if (leftByKey.size() < left.size() || rightByKey.size() < right.size()) {
            // Keys given twice, which the API server lets pass in some old types: only the order tells items apart.
            return alikeInOrder(type, left, right);
        }
        TypeSchema items = type.items();
        return leftByKey.entrySet().stream().allMatch(item -> {
            Value other = rightByKey.get(item.getKey());
            return other != null && alike(items, item.getValue(), other);
        });
    }

    private static Map<Map<String, Value>, Value> byKey(ListSchema type, ImmutableList<Value> items) {
        ImmutableMap<String, Value> defaults = type.keyDefaults();
        Map<Map<String, Value>, Value> byKey = new HashMap<>();
        for (Value item : items) {
            Map<String, Value> key = new HashMap<>();
            for (String name : type.keys()) {
                item.at(name)
                        .or(() -> Optional.ofNullable(defaults.get(name)))
                        .ifPresent(value -> key.put(name, value));
            }
            byKey.put(key, item);
        }
        return byKey;
    }

    private static boolean alikeScalars(Scalar type, Value left, Value right) {
        return switch (type) {
            case STRING, BOOLEAN, INT_OR_STRING -> false;
            case INTEGER, NUMBER -> same(Semantics::number, left, right);
            case QUANTITY -> same(Quantities::parse, left, right);
            case TIME -> same(Semantics::instant, left, right);
            case DURATION -> same(Semantics::duration, left, right);
            case BYTES -> same(Semantics::bytes, left, right);
        };
    }

    /** Whether both values have a meaning, and these compare as equal. */
    private static <T extends Comparable<? super T>> boolean same(
            Function<Value, Optional<T>> meaning, Value left, Value right) {
        Optional<T> leftMeaning = meaning.apply(left);
        Optional<T> rightMeaning = meaning.apply(right);
        return leftMeaning.isPresent()
                && rightMeaning.isPresent()
                && leftMeaning.get().compareTo(rightMeaning.get()) == 0;
    }

    private static Optional<BigDecimal> number(Value value) {
        return switch (value) {
            case IntegerValue(long integer) -> Optional.of(BigDecimal.valueOf(integer));
            case DecimalValue(BigDecimal decimal) -> Optional.of(decimal);
            default -> Optional.empty();
        };
    }

    private static Optional<BigDecimal> duration(Value value) {
        return value instanceof StringValue(String text) ? GoDurations.nanoseconds(text) : Optional.empty();
    }

    /** At microseconds, the finest that Kubernetes keeps. */
    private static Optional<Instant> instant(Value value) {
        if (!(value instanceof StringValue(String text))) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS));
        } catch (DateTimeException e) {
            // No time: such values are the same only when equal.
            return Optional.empty();
        }
    }

    private static Optional<ByteBuffer> bytes(Value value) {
        if (!(value instanceof StringValue(String text))) {
            return Optional.empty();
        }
        try {
            return Optional.of(ByteBuffer.wrap(
                    Base64.getDecoder().decode(text.replace("\n", "").replace("\r", ""))));
        } catch (IllegalArgumentException e) {
            // No base64: such values are the same only when equal.
            return Optional.empty();
        }
    }
}
