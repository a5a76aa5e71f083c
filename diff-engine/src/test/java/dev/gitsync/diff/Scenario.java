package dev.gitsync.diff;

import dev.gitsync.fieldpath.FieldsV1;
import dev.gitsync.schema.TypeSchema;
import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.yaml.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One file of {@code scenarios}: {@code desired}, {@code live}, {@code base.declared} and {@code base.answered},
 * {@code dryRun}, the part of live that is {@code ours} by apply (what was declared, where it is not said), {@code others}
 * with what each {@code owns} (or its {@code fieldsV1}), and what is {@code expected}: lines of class, path, live, after, owners.
 */
record Scenario(String name, MapValue file) {
    static Scenario read(Path path) {
        try {
            MapValue file = (MapValue)
                    Yaml.parse(Files.readAllBytes(path), path.getFileName().toString())
                            .getFirst()
                            .value();
            return new Scenario(path.getFileName().toString(), file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TypeSchema schema() {
        return Types.of(file.stringAt("desired", "kind").orElseThrow());
    }

    DiffInput input() {
        Optional<Base> base = file.get("base")
                .map(ignored -> new Base(
                        Desired.normalise(file.mapAt("base", "declared")),
                        file.at("base", "answered").isPresent()
                                ? file.mapAt("base", "answered")
                                : file.mapAt("base", "declared")));
        return new DiffInput(
                Desired.normalise(file.mapAt("desired")),
                file.get("live").map(live -> withOwners((MapValue) live)),
                base,
                file.get("dryRun").map(MapValue.class::cast),
                schema(),
                "gitsync");
    }

    private MapValue withOwners(MapValue live) {
        List<Value> entries = new ArrayList<>();
        MapValue ours = file.get("ours").isPresent()
                ? file.mapAt("ours")
                : file.get("base").isPresent() ? file.mapAt("base", "declared") : file.mapAt("desired");
        if (!ours.fields().isEmpty()) {
            entries.add(entry(Value.map("manager", Value.of("gitsync"), "operation", Value.of("Apply")), ours));
        }
        for (Value other : file.itemsAt("others")) {
            entries.add(entry((MapValue) other, other.mapAt("owns")));
        }
        return entries.isEmpty()
                ? live
                : live.with("metadata", live.mapAt("metadata").with("managedFields", ListValue.of(entries)));
    }

    private MapValue entry(MapValue entry, MapValue owns) {
        if (entry.get("fieldsV1").isPresent()) {
            return entry.with("fieldsType", Value.of("FieldsV1"));
        }
        return entry.without("owns")
                .with("fieldsType", Value.of("FieldsV1"))
                .with("fieldsV1", FieldsV1.encode(Leaves.of(schema(), owns)));
    }

    String expected() {
        return file.stringAt("expected").orElseThrow().strip();
    }

    static String text(ObjectDiff diff) {
        return switch (diff) {
            case ObjectDiff.Missing ignored -> "missing";
            case ObjectDiff.InSync inSync when inSync.notes().isEmpty() -> "in sync";
            case ObjectDiff.InSync inSync -> "in sync\n" + text(inSync.notes());
            case ObjectDiff.Changed changed ->
                text(changed.changes())
                        + changed.doubts().stream()
                                .map(path -> "\ndoubt: " + path)
                                .collect(Collectors.joining());
            case ObjectDiff.Undecided undecided -> "undecided: " + undecided.reason();
        };
    }

    static String text(List<FieldChange> changes) {
        return changes.stream().map(Scenario::line).collect(Collectors.joining("\n"));
    }

    private static String line(FieldChange change) {
        String owners = change.owners().stream()
                .map(owner -> " by " + owner.manager()
                        + owner.atOrBefore()
                                .map(time -> " at or before " + time)
                                .orElse(""))
                .collect(Collectors.joining());
        return change.fieldClass() + " " + change.path() + ": "
                + change.live().map(Json::text).orElse("-") + " -> "
                + change.after().map(Json::text).orElse("-") + owners;
    }
}
