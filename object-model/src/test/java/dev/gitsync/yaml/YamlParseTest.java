package dev.gitsync.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.gitsync.fieldpath.FieldPath;
import dev.gitsync.fieldpath.PathElement.Index;
import dev.gitsync.fieldpath.PathElement.Key;
import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlParseTest {
    @Test
    void eachDocumentOfAStreamHasItsLineAndEmptyOnesAreLeftOut() {
        List<YamlDocument> documents = Yaml.parse("""
                # a licence
                ---
                a: 1
                ---
                # nothing here
                ---
                null
                ---

                # late
                b: 2
                --- {c: 3}
                ...
                ---
                """, "stream.yaml");

        assertThat(documents)
                .extracting(YamlDocument::value)
                .containsExactly(Value.map("a", Value.of(1)), Value.map("b", Value.of(2)), Value.map("c", Value.of(3)));
        assertThat(documents).extracting(YamlDocument::line).containsExactly(3, 11, 12);
    }

    @Test
    void jsonIsReadAndKeepsTheOrderOfItsFields() {
        String json = "{\"z\":1,\"a\":[true,null,\"x\",{\"b\":1.5}],\"big\":9223372036854775807}";

        assertThat(Json.text(Yaml.parse(json, "x.json").getFirst().value())).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uFEFFa: 1\r\nb: |\r\n  x\r\n  y\r\n", "a: 1\nb: |\n  x\n  y\n"})
    void byteOrderMarksAndCarriageReturnsMakeNoDifference(String text) {
        assertThat(Yaml.parse(text.getBytes(StandardCharsets.UTF_8), "x.yaml")
                        .getFirst()
                        .value())
                .isEqualTo(Value.map("a", Value.of(1), "b", Value.of("x\ny\n")));
    }

    @Test
    void mergedFieldsStandWhereTheMergeStands() {
        String text = "base: &base {p: 1, q: 2}\nb:\n  a: 0\n  <<: *base\n  q: 3\n";

        assertThat(Json.text(Yaml.parse(text, "x.yaml").getFirst().value().mapAt("b")))
                .isEqualTo("{\"a\":0,\"p\":1,\"q\":3}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
            a: 1\\nb: 2\\na: 3          | f.yaml:3:1: key "a" is already set in this map, on line 1
            a: {b: 1, b: 2}             | f.yaml:1:11: key "b" is already set in this map, on line 1
            a: *x                       | f.yaml:1:4: unknown alias: no anchor of its name stands before it in this document; a text that begins with * needs quotes
            a: &x 1\\n---\\nb: *x       | f.yaml:3:4: unknown alias: no anchor of its name stands before it in this document; a text that begins with * needs quotes
            a: &x [*x]                  | f.yaml:1:8: the value of the anchor "x" contains itself
            a: .inf                     | f.yaml:1:4: a number must be finite; quote it if it is meant as text
            a: !!int secret             | f.yaml:1:4: the value is not what its tag says: !!int
            ~: 1                        | f.yaml:1:1: null can't be a key; quote it if it is meant as text
            [a]: 1                      | f.yaml:1:1: a key must be a string, not a map or a list
            a:\\n  <<: secret           | f.yaml:2:3: a merge (<<) takes a map or a list of maps
            a: 1\\n\\tb: secret         | f.yaml:2:1: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation) (while scanning for the next token)
            a: "secret                  | f.yaml:1:11: found unexpected end of stream (while scanning a quoted scalar, line 1)
            a: \u0007secret             | f.yaml:1:4: the control character U+0007 is not allowed in YAML
            a: b: secret                | f.yaml:1:5: mapping values are not allowed here
            """)
    void anErrorSaysWhereAndWhatButNotTheValue(String text, String message) {
        YamlException e = catchThrowableOfType(
                YamlException.class, () -> Yaml.parse(text.replace("\\n", "\n").replace("\\t", "\t"), "f.yaml"));

        assertThat(e).hasMessage(message).hasMessageNotContaining("secret");
        assertThat(e.getCause()).isNull();
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        assertThatThrownBy(() -> Yaml.parse("a: \u00e9".getBytes(StandardCharsets.ISO_8859_1), "latin.yaml"))
                .isInstanceOf(YamlException.class)
                .hasMessage("latin.yaml: not UTF-8 text; save the file in UTF-8");
    }

    @Test
    void anAliasBombIsRefused() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (int i = 1; i < 12; i++) {
            String before = "*a" + (i - 1);
            bomb.append("a" + i + ": &a" + i + " [" + String.join(", ", Collections.nCopies(9, before)) + "]\n");
        }

        assertThatThrownBy(() -> Yaml.parse(bomb.toString(), "bomb.yaml"))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining("aliases stand for more than 16000000 characters and nodes");
    }

    @Test
    void aLongStringBehindManyAliasesIsRefused() {
        String text = "a: &a " + "x".repeat(100_000) + "\nb: [" + "*a, ".repeat(1_000) + "]\n";

        assertThatThrownBy(() -> Yaml.parse(text, "bomb.yaml")).hasMessageContaining("aliases stand for more than");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- "})
    void deepNestingIsRefused(String opening) {
        assertThatThrownBy(() -> Yaml.parse(opening.repeat(10_000), "deep.yaml"))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining("nested deeper than 1000 levels");
    }

    @Test
    void nestingThroughAliasesCounts() {
        String text = "a: &a [[[[[[x]]]]]]\nb: &b [[[[*a]]]]\nc: [*b]\n";

        assertThatThrownBy(() -> Yaml.parse(text, "deep.yaml", new YamlLimits(1_000, 12, 1_000)))
                .hasMessage("deep.yaml:3:5: nested deeper than 12 levels");
        assertThat(Yaml.parse(text, "deep.yaml", new YamlLimits(1_000, 14, 1_000)))
                .hasSize(1);
    }

    @Test
    void aTextBeyondTheLimitIsRefused() {
        assertThatThrownBy(() -> Yaml.parse("a: 123456", "big.yaml", new YamlLimits(8, 10, 0)))
                .hasMessage("big.yaml: larger than 8 bytes, the limit for one file of YAML");
    }

    @Test
    void fieldsAndItemsHaveTheirLines() {
        YamlDocument document = Yaml.parse("""
                first: document
                ---
                metadata:
                  name: web
                spec:
                  1: x
                  containers:
                  - name: a
                    image: one
                  - image: two
                    name: b
                  args: [x,
                    y]
                  <<: &m
                    z: 1
                """, "x.yaml").get(1);
        FieldPath containers = FieldPath.of("spec", "containers");

        assertThat(document.line()).isEqualTo(3);
        assertThat(document.lineOf()).isEqualTo(3);
        assertThat(document.lineOf("metadata", "name")).isEqualTo(4);
        assertThat(document.lineOf("spec", "1")).isEqualTo(6);
        assertThat(document.lineOf(containers)).isEqualTo(7);
        assertThat(document.lineOf(containers.then(new Index(1)).field("name"))).isEqualTo(11);
        assertThat(document.lineOf(containers
                        .then(new Key(ImmutableSortedMap.of("name", Value.of("b"))))
                        .field("image")))
                .isEqualTo(10);
        assertThat(document.lineOf(FieldPath.of("spec", "args").then(new Index(1))))
                .isEqualTo(13);
        assertThat(document.lineOf("spec", "z")).as("the merge").isEqualTo(14);
        assertThat(document.lineOf("spec", "absent", "field"))
                .as("the nearest that is there")
                .isEqualTo(5);
    }

    @Test
    void aStreamIsPrintedWithLinesBetweenItsDocuments() {
        List<Value> documents = ImmutableList.of(
                Value.map("b", Value.of("yes"), "a", Value.list(Value.of(1))), Value.map("c", Value.of("x\ny")));

        String printed = Yaml.print(documents);

        assertThat(printed).isEqualTo("""
                b: "yes"
                a:
                - 1
                ---
                c: |-
                  x
                  y
                """);
        assertThat(Yaml.parse(printed, "x.yaml"))
                .extracting(YamlDocument::value)
                .containsExactlyElementsOf(documents);
    }
}
