package dev.gitsync.api;

import dev.gitsync.testbed.Checkout;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.yaml.Yaml;
import dev.gitsync.yaml.YamlDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Trees from YAML, for tests. */
final class TestYaml {
    private TestYaml() {}

    /** The one map of a text. */
    static MapValue map(String yaml) {
        return maps(yaml).getFirst();
    }

    static List<MapValue> maps(String yaml) {
        return Yaml.parse(yaml, "test.yaml").stream()
                .map(YamlDocument::value)
                .map(MapValue.class::cast)
                .toList();
    }

    /** The text of a file of the checkout. */
    static String file(String path) {
        Path file = Checkout.root().resolve(path);
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
