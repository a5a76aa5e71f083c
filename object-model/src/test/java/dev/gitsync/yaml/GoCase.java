package dev.gitsync.yaml;

import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.BooleanValue;
import dev.gitsync.value.Value.MapValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;

/** One line of {@code cases.jsonl}: what Go's sigs.k8s.io/yaml was recorded to do by {@code src/test/go/yaml-oracle}. */
record GoCase(MapValue fields) {
    static Stream<GoCase> all() {
        try (InputStream in = GoCase.class.getResourceAsStream("cases.jsonl")) {
            if (in == null) {
                throw new IllegalStateException("cases.jsonl is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines().toList().stream().map(line -> new GoCase((MapValue) Json.parse(line)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text that is read; nothing where the case is about printing. */
    Optional<String> yaml() {
        return fields.stringAt("yaml");
    }

    Optional<Value> json() {
        return fields.get("json");
    }

    /** How it is printed; nothing where Go can't. Ours where that differs from Go's on purpose. */
    Optional<String> printed() {
        return fields.stringAt("oursPrinted").or(() -> fields.stringAt("printed"));
    }

    /** What reading gives: nothing for an error. Ours where that differs from Go's on purpose. */
    Optional<Value> expected() {
        if (fields.get("ours").isPresent()) {
            return fields.get("ours").filter(ours -> !ours.equals(Value.of("error")));
        }
        return fields.get("error").filter(BooleanValue.TRUE::equals).isPresent() ? Optional.empty() : json();
    }

    String name() {
        return yaml().map(text -> Json.text(Value.of(text)))
                .orElseGet(() -> "print " + json().map(Json::text).orElse(""));
    }
}
