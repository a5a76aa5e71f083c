package dev.gitsync.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gitsync.value.Value.DecimalValue;
import dev.gitsync.value.Value.IntegerValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "true",
                "\"\"",
                "0",
                "-1",
                "9223372036854775807",
                "-9223372036854775808",
                "9223372036854775808",
                "1.50",
                "\"a\\\"b\\\\c\\u0000\\n\u00e9\ud83d\ude00\"",
                "{\"b\":1,\"a\":[{},[],null,{\"c\":\"x\"}]}"
            })
    void textReadAndPrintedIsTheSame(String json) {
        assertThat(Json.text(Json.parse(json))).isEqualTo(json);
    }

    @Test
    void numbersThatFit64BitsWithoutFractionAreIntegers() {
        assertThat(Json.parse("1")).isEqualTo(new IntegerValue(1));
        assertThat(Json.parse("1.0")).isEqualTo(new DecimalValue(new BigDecimal("1.0")));
        assertThat(Json.parse("1e2")).isEqualTo(new DecimalValue(new BigDecimal("100")));
        assertThat(Json.parse("9223372036854775808"))
                .isEqualTo(new DecimalValue(new BigDecimal("9223372036854775808")));
    }

    @Test
    void theLastOfDuplicateKeysWins() {
        assertThat(Json.parse("{\"a\":1,\"b\":2,\"a\":3}")).isEqualTo(Value.map("a", Value.of(3), "b", Value.of(2)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a":"secret"           | invalid JSON at line 1, column
            {"a":secret}            | invalid JSON at line 1, column
            {"a":1} "secret"        | more text after the JSON document, at line 1
            ``                      | empty, where a JSON document was expected
            [01]                    | invalid JSON at line 1, column
            [NaN]                   | invalid JSON at line 1, column
            """)
    void whatIsNoJsonIsRefusedWithoutShowingIt(String text, String message) {
        assertThatThrownBy(() -> Json.parse(text))
                .isInstanceOf(JsonException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }

    @Test
    void nestingIsBounded() {
        assertThat(Json.parse("[".repeat(900) + "]".repeat(900))).isNotNull();
        assertThatThrownBy(() -> Json.parse("[".repeat(100_000))).isInstanceOf(JsonException.class);
    }

    @Test
    void aStreamThatFailsIsNoJsonError() {
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("reset");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                throw new IOException("reset");
            }
        };

        assertThatThrownBy(() -> Json.parse(failing))
                .isInstanceOf(IOException.class)
                .hasMessage("reset");
        assertThatThrownBy(() -> Json.parse(new ByteArrayInputStream("{".getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(JsonException.class);
    }

    @Test
    void equalValuesHaveOneCanonicalFormAndHash() throws IOException {
        Value one = Json.parse("{\"b\":[1.50,{\"y\":1,\"x\":2}],\"a\":100.0}");
        Value other = Json.parse(new ByteArrayInputStream(
                "{ \"a\": 1e2, \"b\": [1.5, {\"x\": 2, \"y\": 1}] }".getBytes(StandardCharsets.UTF_8)));

        assertThat(one).isEqualTo(other);
        assertThat(Json.canonical(one))
                .isEqualTo(Json.canonical(other))
                .asString()
                .isEqualTo("{\"a\":100,\"b\":[1.5,{\"x\":2,\"y\":1}]}");
        assertThat(Json.hash(one)).isEqualTo(Json.hash(other)).hasSize(64).isNotEqualTo(Json.hash(Json.parse("{}")));
    }

    @Test
    void prettyTextIsIndentedByTwo() {
        assertThat(Json.pretty(Json.parse("{\"a\":{\"b\":true}}")).replace("\r", ""))
                .isEqualTo("{\n  \"a\" : {\n    \"b\" : true\n  }\n}");
    }
}
