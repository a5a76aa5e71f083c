package dev.gitsync.cli;

import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.BooleanValue;
import dev.gitsync.value.Value.DecimalValue;
import dev.gitsync.value.Value.IntegerValue;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.value.Value.NullValue;
import dev.gitsync.value.Value.StringValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks for every leaf of a manifest in the live object, knowing nothing of schemas and nothing of gitsync's own diff: items
 * of lists by their place, numbers and quantities by what they amount to.
 */
final class LeafComparison {
    private static final Pattern QUANTITY = Pattern.compile("([0-9.]+)(m|k|M|G|T|Ki|Mi|Gi|Ti)?");
    private static final Map<String, BigDecimal> UNITS = Map.of(
            "m", new BigDecimal("0.001"),
            "k", BigDecimal.valueOf(1_000),
            "M", BigDecimal.valueOf(1_000_000),
            "G", BigDecimal.valueOf(1_000_000_000),
            "T", BigDecimal.valueOf(1_000_000_000_000L),
            "Ki", BigDecimal.valueOf(1L << 10),
            "Mi", BigDecimal.valueOf(1L << 20),
            "Gi", BigDecimal.valueOf(1L << 30),
            "Ti", BigDecimal.valueOf(1L << 40));

    private final List<String> differences = new ArrayList<>();
    private int leaves;

    int leaves() {
        return leaves;
    }

    List<String> differences() {
        return differences;
    }

    void compare(Value desired, Value live) {
        String object = desired.stringAt("kind").orElse("") + " "
                + desired.stringAt("metadata", "name").orElse("");
        compare(object, desired, Optional.of(live));
    }

    private void compare(String path, Value desired, Optional<Value> live) {
        switch (desired) {
            case MapValue map
            when !map.fields().isEmpty() ->
                map.fields()
                        .forEach((name, value) ->
                                compare(path + "." + name, value, live.flatMap(found -> found.at(name))));
            case ListValue(var items)
            when !items.isEmpty() -> {
                List<Value> found = live.map(value -> value.itemsAt()).orElse(List.of());
                for (int i = 0; i < items.size(); i++) {
                    compare(
                            path + "[" + i + "]",
                            items.get(i),
                            i < found.size() ? Optional.of(found.get(i)) : Optional.empty());
                }
                if (found.size() != items.size()) {
                    differences.add(path + ": " + items.size() + " items in Git, " + found.size() + " live");
                }
            }
            case NullValue ignored -> {}
            case MapValue ignored -> leaf(path, desired, live);
            case ListValue ignored -> leaf(path, desired, live);
            case StringValue ignored -> leaf(path, desired, live);
            case IntegerValue ignored -> leaf(path, desired, live);
            case DecimalValue ignored -> leaf(path, desired, live);
            case BooleanValue ignored -> leaf(path, desired, live);
        }
    }

    private void leaf(String path, Value desired, Optional<Value> live) {
        leaves++;
        if (live.isEmpty()) {
            differences.add(path + ": " + Json.text(desired) + " in Git, nothing live");
        } else if (!desired.equals(live.get()) && !sameAmount(desired, live.get())) {
            differences.add(path + ": " + Json.text(desired) + " in Git, " + Json.text(live.get()) + " live");
        }
    }

    private static boolean sameAmount(Value one, Value other) {
        Optional<BigDecimal> amount = amount(one);
        return amount.isPresent()
                && amount(other)
                        .filter(same -> same.compareTo(amount.get()) == 0)
                        .isPresent();
    }

    private static Optional<BigDecimal> amount(Value value) {
        String text = value instanceof StringValue(String string) ? string : Json.text(value);
        Matcher matcher = QUANTITY.matcher(text);
        return matcher.matches()
                ? Optional.of(new BigDecimal(matcher.group(1))
                        .multiply(UNITS.getOrDefault(
                                Optional.ofNullable(matcher.group(2)).orElse(""), BigDecimal.ONE)))
                : Optional.empty();
    }
}
