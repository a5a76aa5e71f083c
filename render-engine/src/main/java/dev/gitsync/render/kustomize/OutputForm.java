package dev.gitsync.render.kustomize;

import com.google.common.collect.ImmutableMap;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.DecimalValue;
import dev.gitsync.value.Value.IntegerValue;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** An object as {@code kustomize build} prints it: fields sorted as Go's YAML library does, decimals as JSON numbers. */
final class OutputForm {
    private static final Comparator<String> NATURAL = OutputForm::compare;

    private OutputForm() {}

    static MapValue of(MapValue object) {
        List<Map.Entry<String, Value>> fields = new ArrayList<>(object.fields().entrySet());
        fields.sort(Map.Entry.comparingByKey(NATURAL));
        ImmutableMap.Builder<String, Value> sorted = ImmutableMap.builderWithExpectedSize(fields.size());
        for (Map.Entry<String, Value> field : fields) {
            sorted.put(field.getKey(), ofValue(field.getValue()));
        }
        return new MapValue(sorted.buildOrThrow());
    }

    private static Value ofValue(Value value) {
        return switch (value) {
            case MapValue map -> of(map);
            case ListValue list ->
                ListValue.of(list.items().stream().map(OutputForm::ofValue).toList());
            case DecimalValue(BigDecimal decimal) -> number(decimal.doubleValue());
            default -> value;
        };
    }

    /** Numbers went through a 64-bit float and JSON: 1.50 became 1.5, and 2.0 became 2. */
    private static Value number(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e18
                ? new IntegerValue((long) number)
                : new DecimalValue(BigDecimal.valueOf(number));
    }

    /** Letters after everything else, runs of digits by their number. */
    private static int compare(String one, String other) {
        int[] a = one.codePoints().toArray();
        int[] b = other.codePoints().toArray();
        for (int i = 0; i < a.length && i < b.length; i++) {
            if (a[i] != b[i]) {
                return compareAt(a, b, i);
            }
        }
        return Integer.compare(a.length, b.length);
    }

    private static int compareAt(int[] a, int[] b, int i) {
        boolean aIsLetter = Character.isLetter(a[i]);
        boolean bIsLetter = Character.isLetter(b[i]);
        if (aIsLetter || bIsLetter) {
            return aIsLetter && bIsLetter ? Integer.compare(a[i], b[i]) : Boolean.compare(aIsLetter, bIsLetter);
        }
        long start = (a[i] == '0' || b[i] == '0') && followsNumber(a, i) ? 1 : 0;
        int aEnd = endOfDigits(a, i);
        int bEnd = endOfDigits(b, i);
        int byNumber = Long.compare(number(a, i, aEnd, start), number(b, i, bEnd, start));
        if (byNumber != 0) {
            return byNumber;
        }
        return aEnd != bEnd ? Integer.compare(aEnd, bEnd) : Integer.compare(a[i], b[i]);
    }

    private static boolean followsNumber(int[] text, int i) {
        for (int j = i - 1; j >= 0 && Character.isDigit(text[j]); j--) {
            if (text[j] != '0') {
                return true;
            }
        }
        return false;
    }

    private static int endOfDigits(int[] text, int from) {
        int end = from;
        while (end < text.length && Character.isDigit(text[end])) {
            end++;
        }
        return end;
    }

    private static long number(int[] text, int from, int to, long start) {
        long number = start;
        for (int i = from; i < to; i++) {
            number = number * 10 + (text[i] - '0');
        }
        return number;
    }
}
