package dev.gitsync.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.NullValue;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Reading and printing agree with Go, case by case; see {@link GoCase} for where the cases come from. */
class YamlLikeGoTest {
    @TestFactory
    Stream<DynamicTest> readsLikeGo() {
        return GoCase.all()
                .filter(goCase -> goCase.yaml().isPresent())
                .map(goCase -> DynamicTest.dynamicTest(
                        goCase.name(), () -> assertThat(read(goCase)).isEqualTo(goCase.expected())));
    }

    private static Optional<Value> read(GoCase goCase) {
        try {
            List<YamlDocument> documents = Yaml.parse(goCase.yaml().orElseThrow(), "case.yaml");
            return Optional.of(
                    documents.isEmpty() ? NullValue.NULL : documents.getFirst().value());
        } catch (YamlException e) {
            return Optional.empty();
        }
    }

    @TestFactory
    Stream<DynamicTest> printsLikeGo() {
        return GoCase.all()
                .filter(goCase -> goCase.printed().isPresent())
                .map(goCase -> DynamicTest.dynamicTest(
                        goCase.name(),
                        () -> assertThat(Yaml.print(Yaml.sorted(goCase.json().orElseThrow())))
                                .isEqualTo(goCase.printed().orElseThrow())));
    }

    @TestFactory
    Stream<DynamicTest> readsBackWhatItPrinted() {
        return GoCase.all()
                .flatMap(goCase -> goCase.json().stream())
                .map(json -> DynamicTest.dynamicTest(Json.text(json), () -> {
                    List<YamlDocument> documents = Yaml.parse(Yaml.print(json), "printed.yaml");
                    Value again = documents.isEmpty()
                            ? NullValue.NULL
                            : documents.getFirst().value();
                    assertThat(Json.text(rounded(again))).isEqualTo(Json.text(rounded(json)));
                }));
    }

    /** A value with its numbers as doubles: what survives being printed. */
    private static Value rounded(Value value) {
        return switch (value) {
            case Value.DecimalValue(BigDecimal decimal) -> GoNumbers.value(decimal.doubleValue());
            case Value.MapValue(ImmutableMap<String, Value> fields) ->
                new Value.MapValue(ImmutableMap.copyOf(Maps.transformValues(fields, YamlLikeGoTest::rounded)));
            case Value.ListValue(ImmutableList<Value> items) ->
                Value.ListValue.of(items.stream().map(YamlLikeGoTest::rounded).toList());
            case Value.StringValue _, Value.IntegerValue _, Value.BooleanValue _, NullValue _ -> value;
        };
    }
}
