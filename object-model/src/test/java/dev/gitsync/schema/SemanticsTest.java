package dev.gitsync.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitsync.schema.TypeSchema.Scalar;
import dev.gitsync.schema.TypeSchema.Untyped;
import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SemanticsTest {
    private static final String PODS = "spec/template/spec";

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            QUANTITY, "1000m", "1", true
            QUANTITY, "1", 1, true
            QUANTITY, "0.5", 0.5, true
            QUANTITY, "1.50Gi", "1536Mi", true
            QUANTITY, "1Gi", "1G", false
            QUANTITY, "1Gi", "1073741824", true
            QUANTITY, "1e3", "1k", true
            QUANTITY, "1E3", "1000", true
            QUANTITY, "1E", "1e18", true
            QUANTITY, "1Ei", "1E", false
            QUANTITY, "100n", "0.1u", true
            QUANTITY, "0.1n", "1n", true
            QUANTITY, "-0.1n", "-1n", true
            QUANTITY, "+1", "1", true
            QUANTITY, ".5", "500m", true
            QUANTITY, "1.", "1", true
            QUANTITY, "0", "0m", true
            QUANTITY, "100Ei", "9223372036854775807", true
            QUANTITY, "many", "lots", false
            QUANTITY, "1 Gi", "1Gi", false
            QUANTITY, "", "0", false
            QUANTITY, "1e999999999", "1e999999998", false
            INT_OR_STRING, "80", 80, false
            INT_OR_STRING, "80", "80", true
            INT_OR_STRING, 80, 80.0, false
            INTEGER, 1, 1.0, true
            INTEGER, 1, "1", false
            NUMBER, 1, 1.00, true
            NUMBER, 1.5, 1.50, true
            STRING, "1000m", "1", false
            BOOLEAN, true, false, false
            TIME, "2026-01-01T00:00:00Z", "2026-01-01T02:00:00+02:00", true
            TIME, "2026-01-01T00:00:00.000000Z", "2026-01-01T00:00:00Z", true
            TIME, "2026-01-01T00:00:01Z", "2026-01-01T00:00:00Z", false
            TIME, "soon", "later", false
            DURATION, "60s", "1m0s", true
            DURATION, "1.5h", "90m", true
            DURATION, "1h30m", "5400s", true
            DURATION, "0", "0s", true
            DURATION, "-1m", "-60s", true
            DURATION, "1m", "61s", false
            DURATION, "1", "1s", false
            DURATION, "1000us", "1ms", true
            BYTES, "YQ==", "YQ==", true
            BYTES, "YWJj\\nZGVm", "YWJjZGVm", true
            BYTES, "YQ==", "Yg==", false
            BYTES, "no base64", "none", false
            """)
    void scalarsAreComparedByTheirMeaning(Scalar type, String left, String right, boolean alike) {
        assertThat(Semantics.alike(type, Json.parse(left), Json.parse(right))).isEqualTo(alike);
        assertThat(Semantics.alike(type, Json.parse(right), Json.parse(left)))
                .as("turned round")
                .isEqualTo(alike);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            # A default that the schema declares is as good as written.
            containers/*/ports/* | {"containerPort": 80} | {"containerPort": 80, "protocol": "TCP"} | true
            containers/*/ports/* | {"containerPort": 80} | {"containerPort": 80, "protocol": "UDP"} | false
            containers/*         | {"name": "a"} | {"name": "a", "resources": {}} | true
            # Null is as good as absent.
            containers/*/ports/* | {"containerPort": 80, "name": null} | {"containerPort": 80} | true
            containers/*/ports/* | {"containerPort": 80, "name": "x"} | {"containerPort": 80} | false
            # An empty struct behind a pointer is not absent.
            volumes/*            | {"name": "a", "emptyDir": {}} | {"name": "a"} | false
            # Maps are in no order; lists by their kind.
            containers/*/resources | {"limits": {"cpu": "1", "memory": "1Gi"}} | {"limits": {"memory": "1024Mi", "cpu": 1}} | true
            containers/*/args    | ["a", "b"] | ["b", "a"] | false
            containers/*/ports   | [{"containerPort": 80}, {"containerPort": 81}] | [{"containerPort": 81, "protocol": "TCP"}, {"containerPort": 80}] | true
            containers/*/ports   | [{"containerPort": 80, "protocol": "UDP"}, {"containerPort": 80}] | [{"containerPort": 80, "protocol": "TCP"}, {"containerPort": 80, "protocol": "UDP"}] | true
            containers/*/ports   | [{"containerPort": 80, "name": "a"}] | [{"containerPort": 80, "name": "b"}] | false
            containers/*/ports   | [{"containerPort": 80}] | [{"containerPort": 80}, {"containerPort": 81}] | false
            containers/*/ports   | [{"containerPort": 80, "name": "a"}, {"containerPort": 80, "name": "b"}] | [{"containerPort": 80, "name": "b"}, {"containerPort": 80, "name": "a"}] | false
            # Fields that the type does not know are compared as they are.
            containers/*         | {"name": "a", "extra": "1000m"} | {"name": "a", "extra": "1"} | false
            # Values that are not of their type are the same only when equal.
            containers           | {"a": 1} | [] | false
            containers/*/args    | "a" | ["a"] | false
            """)
    void mapsAndListsAreComparedByTheirType(String path, String left, String right, boolean alike) {
        TypeSchema type = Documents.at(Documents.deployment(), PODS + "/" + path);

        assertThat(Semantics.alike(type, Json.parse(left), Json.parse(right))).isEqualTo(alike);
        assertThat(Semantics.alike(type, Json.parse(right), Json.parse(left)))
                .as("turned round")
                .isEqualTo(alike);
    }

    @Test
    void setsAreInNoOrder() {
        TypeSchema tags = Documents.at(Documents.widget(), "spec/tags");

        assertThat(Semantics.alike(tags, Json.parse("[\"a\", \"b\"]"), Json.parse("[\"b\", \"a\"]")))
                .isTrue();
        assertThat(Semantics.alike(tags, Json.parse("[\"a\"]"), Json.parse("[\"b\", \"a\"]")))
                .isFalse();
    }

    @Test
    void untypedValuesAreAlikeOnlyWhenEqual() {
        assertThat(Semantics.alike(Untyped.UNTYPED, Json.parse("{\"a\":1,\"b\":2}"), Json.parse("{\"b\":2,\"a\":1}")))
                .isTrue();
        assertThat(Semantics.alike(Untyped.UNTYPED, Json.parse("{\"a\":1}"), Json.parse("{\"a\":1.0}")))
                .isFalse();
    }

    @Test
    void nullAndWhatIsEmptyIsVoid() {
        assertThat(new String[] {"null", "{}", "[]"}).allMatch(json -> Semantics.isVoid(Json.parse(json)));
        assertThat(new String[] {"0", "false", "\"\"", "[null]", "{\"a\":null}"})
                .noneMatch(json -> Semantics.isVoid(Json.parse(json)));
    }

    @Test
    void aQuantityIsAnExactNumber() {
        assertThat(Quantities.parse("1.5Gi").orElseThrow()).isEqualByComparingTo("1610612736");
        assertThat(Quantities.parse("100m").orElseThrow()).isEqualByComparingTo("0.1");
        assertThat(Quantities.parse(Value.of(true))).isEqualTo(Optional.empty());
    }
}
