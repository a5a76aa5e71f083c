package dev.gitsync.render.kustomize;

import com.google.common.collect.ImmutableMap;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.DecimalValue;
import dev.gitsync.value.Value.IntegerValue;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.yaml.Yaml;
import java.math.BigDecimal;

/** An object as {@code kustomize build} gives it out: fields sorted, decimals as JSON numbers. */
final class OutputForm {
    private OutputForm() {}

    static MapValue of(MapValue object) {
        return (MapValue) Yaml.sorted(numbers(object));
    }

    private static Value numbers(Value value) {
        return switch (value) {
            case MapValue map -> {
                ImmutableMap.Builder<String, Value> fields =
                        ImmutableMap.builderWithExpectedSize(map.fields().size());
                map.fields().forEach((name, field) -> fields.put(name, numbers(field)));
                yield new MapValue(fields.buildOrThrow());
            }
            case ListValue list ->
                ListValue.of(list.items().stream().map(OutputForm::numbers).toList());
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
}
