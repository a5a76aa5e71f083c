package dev.gitsync.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.NullValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is printed reads back equal, whatever the strings; on generated values. */
class YamlRoundTripTest {
    private static final String[] PIECES = {
        "a",
        "b",
        " ",
        "  ",
        "\n",
        "\n\n",
        "\t",
        "\r",
        ":",
        ": ",
        " #",
        "#",
        "-",
        "- ",
        "?",
        "'",
        "\"",
        "\\",
        "[",
        "]",
        "{",
        "}",
        ",",
        "&",
        "*",
        "!",
        "|",
        ">",
        "%",
        "@",
        "`",
        "~",
        "0",
        "1",
        "0x",
        "e3",
        ".",
        "_",
        "+",
        "yes",
        "null",
        "true",
        "<<",
        "---",
        "...",
        "=",
        "\u00e9",
        "\u00a0",
        "\u0085",
        "\u2028",
        "\uFEFF",
        "\u0000",
        "\u007f",
        "\ud83d\ude00",
        "\uFFFD",
        "2001-01-01",
        "12:30",
        "word word word word word word word word word word word "
    };

    @Test
    void whatIsPrintedReadsBackEqual() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            Value value = value(random, 3);
            String printed = Yaml.print(value);

            List<YamlDocument> again = Yaml.parse(printed, "printed.yaml");

            assertThat(again.isEmpty() ? NullValue.NULL : again.getFirst().value())
                    .as("seed %d, printed:%n%s", seed, printed)
                    .isEqualTo(value);
        }
    }

    private static Value value(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 5 : 9)) {
            case 0 -> Value.of(random.nextLong() >> random.nextInt(64));
            case 1 -> random.nextBoolean() ? NullValue.NULL : Value.of(random.nextBoolean());
            case 2, 3, 4 -> Value.of(text(random));
            case 5, 6 -> {
                List<Value> items = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    items.add(value(random, depth - 1));
                }
                yield ListValue.of(items);
            }
            default -> {
                Value.MapValue map = Value.MapValue.EMPTY;
                for (int i = random.nextInt(4); i > 0; i--) {
                    map = map.with(text(random), value(random, depth - 1));
                }
                yield map;
            }
        };
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }
}
