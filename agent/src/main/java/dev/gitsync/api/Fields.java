package dev.gitsync.api;

import com.google.common.collect.ImmutableMap;
import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.IntegerValue;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reading and writing the parts of a status or an inventory. What is absent or of another type reads as empty, 0 or nothing. */
final class Fields {
    private Fields() {}

    static String text(MapValue map, String name) {
        return map.stringAt(name).orElse("");
    }

    static long number(MapValue map, String name) {
        return map.at(name).orElse(null) instanceof IntegerValue(long number) ? number : 0;
    }

    static int count(MapValue map, String name) {
        return Math.clamp(number(map, name), 0, Integer.MAX_VALUE);
    }

    static Optional<Instant> instant(MapValue map, String name) {
        return map.stringAt(name).flatMap(text -> {
            try {
                return Optional.of(Instant.parse(text));
            } catch (DateTimeException e) {
                // A status is what some writer left there; an unreadable time is no time.
                return Optional.empty();
            }
        });
    }

    static <T> List<T> list(MapValue map, String name, Function<MapValue, T> read) {
        List<T> list = new ArrayList<>();
        for (Value item : map.itemsAt(name)) {
            if (item instanceof MapValue fields) {
                list.add(read.apply(fields));
            }
        }
        return list;
    }

    static <T> ListValue list(List<T> items, Function<T, MapValue> write) {
        return ListValue.of(items.stream().map(write).toList());
    }

    /** The first items that fit a number of bytes of JSON and a number of items. */
    static <T> List<T> fitting(List<T> items, int most, int bytes, Function<T, MapValue> write) {
        int used = 0;
        int fit = 0;
        for (T item : items.subList(0, Math.min(most, items.size()))) {
            used += Json.bytes(write.apply(item)).length + 1;
            if (used > bytes) {
                break;
            }
            fit++;
        }
        return List.copyOf(items.subList(0, fit));
    }

    /** Collects the fields of a map, leaving out those that say nothing. */
    static final class Writer {
        private final ImmutableMap.Builder<String, Value> fields = ImmutableMap.builder();

        Writer put(String name, Value value) {
            fields.put(name, value);
            return this;
        }

        Writer text(String name, String value) {
            return value.isEmpty() ? this : put(name, Value.of(value));
        }

        Writer text(String name, Optional<String> value) {
            return value.isPresent() ? put(name, Value.of(value.get())) : this;
        }

        Writer instant(String name, Optional<Instant> value) {
            return value.isPresent() ? put(name, Value.of(value.get().toString())) : this;
        }

        Writer count(String name, int value) {
            return value == 0 ? this : put(name, Value.of(value));
        }

        Writer list(String name, ListValue value) {
            return value.items().isEmpty() ? this : put(name, value);
        }

        Writer map(String name, MapValue value) {
            return value.fields().isEmpty() ? this : put(name, value);
        }

        MapValue done() {
            return new MapValue(fields.buildOrThrow());
        }
    }
}
