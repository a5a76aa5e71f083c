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
import java.util.Comparator;
import java.util.Objects;
import java.util.PriorityQueue;

/** The order of keys in Go's yaml.v2 ({@code sorter.go}). */
final class KeyOrder implements Comparator<String> {
    private static final KeyOrder ORDER = new KeyOrder();
    /** Above this a number would overflow with one digit more; all numbers above are taken as equal. */
    private static final long MAX = Long.MAX_VALUE / 10 - 1;

    private KeyOrder() {}

    static Value sorted(Value value) {
        return switch (value) {
            case MapValue(ImmutableMap<String, Value> fields) -> sortedMap(fields);
            case ListValue(ImmutableList<Value> items) ->
                new ListValue(items.stream().map(KeyOrder::sorted).collect(ImmutableList.toImmutableList()));
            case StringValue _, IntegerValue _, DecimalValue _, BooleanValue _, NullValue _ -> value;
        };
    }

    private static MapValue sortedMap(ImmutableMap<String, Value> fields) {
        // Go's order has cycles (a10 < a1b < a01 < a9 < a10): a heap gives one fixed order for those where List.sort
        // throws.
        PriorityQueue<String> names = new PriorityQueue<>(ORDER);
        fields.keySet().stream().sorted().forEach(names::add);
        ImmutableMap.Builder<String, Value> sorted = ImmutableMap.builderWithExpectedSize(fields.size());
        for (String name = names.poll(); name != null; name = names.poll()) {
            sorted.put(name, sorted(Objects.requireNonNull(fields.get(name))));
        }
        return new MapValue(sorted.buildOrThrow());
    }

    @Override
    public int compare(String a, String b) {
        int end = Math.min(a.length(), b.length());
        for (int i = 0; i < end; i++) {
            if (a.charAt(i) != b.charAt(i)) {
                int start = i > 0 && Character.isHighSurrogate(a.charAt(i - 1)) ? i - 1 : i;
                return compareFrom(a, b, start);
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    private static int compareFrom(String a, String b, int start) {
        int charA = a.codePointAt(start);
        int charB = b.codePointAt(start);
        boolean letterA = Character.isLetter(charA);
        boolean letterB = Character.isLetter(charB);
        if (letterA || letterB) {
            return letterA && letterB ? Integer.compare(charA, charB) : Boolean.compare(letterA, letterB);
        }
        return compareNumbers(a, b, start);
    }

    /** Compares from the first place where they differ, with the digits from there on as one number. */
    private static int compareNumbers(String a, String b, int start) {
        // A zero counts as a leading zero, unless a digit other than zero stands before it.
        long seed = (a.charAt(start) == '0' || b.charAt(start) == '0') && followsNonZeroDigit(a, start) ? 1 : 0;
        int endA = endOfDigits(a, start);
        int endB = endOfDigits(b, start);
        int byNumber = Long.compare(number(a, start, endA, seed), number(b, start, endB, seed));
        if (byNumber != 0) {
            return byNumber;
        }
        return endA != endB ? Integer.compare(endA, endB) : Integer.compare(a.codePointAt(start), b.codePointAt(start));
    }

    private static boolean followsNonZeroDigit(String text, int start) {
        for (int i = start - 1; i >= 0 && Character.isDigit(text.charAt(i)); i--) {
            if (text.charAt(i) != '0') {
                return true;
            }
        }
        return false;
    }

    private static int endOfDigits(String text, int start) {
        int end = start;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static long number(String text, int start, int end, long seed) {
        long number = seed;
        for (int i = start; i < end; i++) {
            number = Math.min(MAX, number * 10 + (text.charAt(i) - '0'));
        }
        return number;
    }
}
