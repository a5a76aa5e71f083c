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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What was found while reading one object. Not thread-safe. */
final class Findings {
    private static final int LIMIT = 100;
    private static final int LINE = 400;

    private final List<String> errors = new ArrayList<>();
    private final List<String> unsupported = new ArrayList<>();
    private final Set<String> known = new TreeSet<>();
    private int more;

    void error(FieldPath path, String reason) {
        if (errors.size() < LIMIT) {
            errors.add(Text.cap(path + ": " + reason, LINE));
        }
    }

    void unsupported(String field) {
        if (unsupported.size() < LIMIT - 1) {
            unsupported.add(Text.cap(field, LINE));
        } else {
            more++;
        }
    }

    /** Reports every leaf of a value that nobody looked at. */
    void unknown(FieldPath path, Value value) {
        switch (value) {
            case MapValue map
            when !map.fields().isEmpty() -> map.fields().forEach((name, field) -> unknown(path.field(name), field));
            case ListValue list
            when !list.items().isEmpty() -> {
                for (int i = 0; i < list.items().size(); i++) {
                    unknown(path.then(new Index(i)), list.items().get(i));
                }
            }
            case MapValue _, ListValue _, StringValue _, IntegerValue _, DecimalValue _, BooleanValue _, NullValue _ ->
                unsupported(path.toString());
        }
    }

    /** Notes that a field was looked for, by its path in the schema. */
    void looked(String schemaPath) {
        known.add(schemaPath);
    }

    List<String> errors() {
        return List.copyOf(errors);
    }

    List<String> unsupportedFields() {
        List<String> all = new ArrayList<>(unsupported);
        if (more > 0) {
            all.add("and " + more + " more");
        }
        return List.copyOf(all);
    }

    /** The schema paths of every field that was looked for. */
    Set<String> known() {
        return known;
    }
}
