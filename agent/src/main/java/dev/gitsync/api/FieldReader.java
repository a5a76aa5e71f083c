package dev.gitsync.api;

import dev.gitsync.fieldpath.FieldPath;
import dev.gitsync.fieldpath.PathElement.Index;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.BooleanValue;
import dev.gitsync.value.Value.DecimalValue;
import dev.gitsync.value.Value.IntegerValue;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.value.Value.NullValue;
import dev.gitsync.value.Value.StringValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one map and remembers which were asked for. A field of the wrong type is an error and reads as
 * absent, as an explicit null does; {@link #finish} judges the fields that nobody asked for.
 */
final class FieldReader {
    private final MapValue map;
    private final FieldPath path;
    private final String schemaPath;
    private final Findings findings;
    private final Set<String> asked = new HashSet<>();

    FieldReader(MapValue map, FieldPath path, String schemaPath, Findings findings) {
        this.map = map;
        this.path = path;
        this.schemaPath = schemaPath;
        this.findings = findings;
    }

    boolean has(String name) {
        return value(name).isPresent();
    }

    /** The string of a field; nothing where it is absent or empty. */
    Optional<String> string(String name) {
        return typed(name, "a string", value -> value instanceof StringValue(String text) ? text : null)
                .filter(text -> !text.isEmpty());
    }

    /** The boolean of a field; nothing where it is absent. */
    Optional<Boolean> bool(String name) {
        return typed(name, "true or false", value -> value instanceof BooleanValue(boolean bool) ? bool : null);
    }

    boolean flag(String name) {
        return bool(name).orElse(false);
    }

    /** The integer of a field within bounds; nothing where it is absent. */
    Optional<Integer> integer(String name, int least, int most) {
        Optional<Long> number =
                typed(name, "an integer", value -> value instanceof IntegerValue(long integer) ? integer : null);
        if (number.isPresent() && (number.get() < least || number.get() > most)) {
            error(
                    name,
                    "must be " + (most == Integer.MAX_VALUE ? least + " or more" : least + " to " + most) + ", not "
                            + number.get());
            return Optional.empty();
        }
        return number.map(Long::intValue);
    }

    /** The duration of a field; nothing where it is absent. */
    Optional<Duration> duration(String name, Duration least) {
        return string(name).flatMap(text -> {
            Optional<Duration> duration = GoDuration.parse(text).filter(d -> d.compareTo(least) >= 0);
            if (duration.isEmpty()) {
                error(
                        name,
                        "must be a duration of at least " + least.toMillis() + "ms such as 90s, 3m or 1h30m, not \""
                                + Text.cap(text, 40) + "\"");
            }
            return duration;
        });
    }

    /** A reader of the map in a field; of the empty map where it is absent. */
    FieldReader map(String name) {
        MapValue value = typed(name, "a map", field -> field instanceof MapValue found ? found : null)
                .orElse(MapValue.EMPTY);
        return new FieldReader(value, path.field(name), schemaPath + "." + name, findings);
    }

    /** Readers of the maps in a list, which are judged as the field of another schema path; none where it is absent. */
    List<FieldReader> maps(String name, String itemSchemaPath) {
        List<FieldReader> readers = new ArrayList<>();
        List<Value> items = items(name);
        for (int i = 0; i < items.size(); i++) {
            FieldPath item = path.field(name).then(new Index(i));
            if (items.get(i) instanceof MapValue found) {
                readers.add(new FieldReader(found, item, itemSchemaPath, findings));
            } else {
                findings.error(item, "must be a map");
            }
        }
        return readers;
    }

    /** The strings of a list; none where it is absent. */
    List<String> strings(String name) {
        List<String> strings = new ArrayList<>();
        List<Value> items = items(name);
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof StringValue(String text)) {
                strings.add(text);
            } else {
                findings.error(path.field(name).then(new Index(i)), "must be a string");
            }
        }
        return strings;
    }

    private List<Value> items(String name) {
        return typed(name, "a list", value -> value instanceof ListValue list ? list : null)
                .orElse(ListValue.EMPTY)
                .items();
    }

    void error(String name, String reason) {
        findings.error(path.field(name), reason);
    }

    /** Reports an item of a list as not acted on. */
    void unsupported(String name, String what) {
        findings.unsupported(path.field(name) + " (" + what + ")");
    }

    /** Judges every field that was not asked for: refused, accepted, or reported. */
    void finish() {
        map.fields().forEach((name, value) -> {
            String schema = schemaPath + "." + name;
            if (asked.contains(name) || Unsupported.INFORMATIVE_FIELDS.contains(schema)) {
                return;
            }
            String refusal = Unsupported.REFUSED_FIELDS.get(schema);
            if (refusal == null) {
                findings.unknown(path.field(name), value);
            } else if (!isEmpty(value)) {
                error(name, refusal);
            }
        });
    }

    private Optional<Value> value(String name) {
        asked.add(name);
        findings.looked(schemaPath + "." + name);
        return map.get(name).filter(value -> value != NullValue.NULL);
    }

    private <T> Optional<T> typed(String name, String wanted, Function<Value, @Nullable T> type) {
        Optional<Value> value = value(name);
        Optional<T> typed = value.map(type);
        if (value.isPresent() && typed.isEmpty()) {
            error(name, "must be " + wanted);
        }
        return typed;
    }

    /** Whether a value says nothing, as Argo CD leaves behind in what it stores ({@code directory: {jsonnet: {}}}). */
    private static boolean isEmpty(Value value) {
        return switch (value) {
            case MapValue(var fields) -> fields.values().stream().allMatch(FieldReader::isEmpty);
            case ListValue(var items) -> items.isEmpty();
            case StringValue(String text) -> text.isEmpty();
            case BooleanValue(boolean bool) -> !bool;
            case IntegerValue _, DecimalValue _ -> false;
            case NullValue _ -> true;
        };
    }
}
