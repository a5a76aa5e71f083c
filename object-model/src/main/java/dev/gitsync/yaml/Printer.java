package dev.gitsync.yaml;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.BooleanValue;
import dev.gitsync.value.Value.DecimalValue;
import dev.gitsync.value.Value.IntegerValue;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.value.Value.NullValue;
import dev.gitsync.value.Value.StringValue;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Prints one document as Go's sigs.k8s.io/yaml does: the block style of libyaml's emitter, where only empty maps and lists flow. */
final class Printer {
    private static final int STEP = 2;
    /** Keys of more bytes are written behind a question mark. */
    private static final int MAX_SIMPLE_KEY = 128;

    private final Page page = new Page();
    /** The column at which the children of the node at hand start; -1 at the root. */
    private int indent = -1;

    /** Where a node stands. */
    private enum Place {
        ROOT,
        ITEM,
        SIMPLE_KEY,
        KEY,
        FIELD
    }

    static String print(Value value) {
        Printer printer = new Printer();
        printer.node(value, Place.ROOT);
        printer.page.startLine(0);
        return printer.page.toString();
    }

    private void node(Value value, Place place) {
        switch (value) {
            case MapValue(ImmutableMap<String, Value> fields) -> map(fields);
            case ListValue(ImmutableList<Value> items) -> list(items, place);
            case StringValue(String text) -> string(text, place);
            case IntegerValue(long integer) -> page.plain(Long.toString(integer));
            case DecimalValue(BigDecimal decimal) -> page.plain(number(decimal));
            case BooleanValue(boolean bool) -> page.plain(Boolean.toString(bool));
            case NullValue _ -> page.plain("null");
        }
    }

    /** A number as Go prints what it reads from JSON: an integer up to 64 bits, else the shortest text of a double. */
    private static String number(BigDecimal decimal) {
        if (decimal.scale() <= 0 && decimal.precision() - decimal.scale() <= 20) {
            String digits = decimal.toBigInteger().toString();
            if (GoNumbers.parseInt(digits, 10).isPresent()
                    || GoNumbers.parseUnsigned(digits, 10).isPresent()) {
                return digits;
            }
        }
        double number = decimal.doubleValue();
        return Double.isInfinite(number) ? decimal.toString() : GoNumbers.shortest(number, 64);
    }

    private void map(ImmutableMap<String, Value> fields) {
        if (fields.isEmpty()) {
            page.flow("{}");
            return;
        }
        int before = indent;
        indent = indent < 0 ? 0 : indent + STEP;
        for (Map.Entry<String, Value> field : fields.entrySet()) {
            page.startLine(indent);
            if (isSimpleKey(field.getKey())) {
                string(field.getKey(), Place.SIMPLE_KEY);
                page.indicator(":", false, false);
            } else {
                page.indicator("?", true, true);
                string(field.getKey(), Place.KEY);
                page.startLine(indent);
                page.indicator(":", true, true);
            }
            node(field.getValue(), Place.FIELD);
        }
        indent = before;
    }

    private static boolean isSimpleKey(String key) {
        return !ScalarShape.of(key).multiline() && key.getBytes(StandardCharsets.UTF_8).length <= MAX_SIMPLE_KEY;
    }

    private void list(ImmutableList<Value> items, Place place) {
        if (items.isEmpty()) {
            page.flow("[]");
            return;
        }
        int before = indent;
        if (indent < 0) {
            indent = 0;
        } else if (place != Place.FIELD || page.atLineStart()) {
            indent += STEP;
        }
        for (Value item : items) {
            page.startLine(indent);
            page.indicator("-", true, true);
            node(item, Place.ITEM);
        }
        indent = before;
    }

    private void string(String text, Place place) {
        ScalarShape shape = ScalarShape.of(text);
        // Continuation lines of a scalar stand one step deeper than the node that holds it.
        int inner = indent < 0 ? STEP : indent + STEP;
        boolean foldable = place != Place.SIMPLE_KEY;
        if (text.indexOf('\n') >= 0) {
            if (shape.literal() && place != Place.SIMPLE_KEY) {
                page.literal(text, inner);
            } else {
                page.doubleQuoted(text, inner, foldable);
            }
        } else if (!readsAsString(text) || (text.equals("<<") && place != Place.FIELD)) {
            page.doubleQuoted(text, inner, foldable);
        } else if (shape.plain() && !(shape.multiline() && place == Place.SIMPLE_KEY)) {
            page.plain(text, inner, foldable);
        } else if (shape.singleQuoted()) {
            page.singleQuoted(text, inner, foldable);
        } else {
            page.doubleQuoted(text, inner, foldable);
        }
    }

    private static boolean readsAsString(String text) {
        return ScalarResolver.plain(text) instanceof Scalar.Text
                && !Timestamps.isTimestamp(text)
                && !Timestamps.isSexagesimal(text);
    }
}
