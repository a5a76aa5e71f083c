package dev.gitsync.testbed.bench;

import dev.gitsync.testbed.WorkingCopy;
import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.util.ArrayList;
import java.util.List;

/** The objects of the benchmark: 1,000 ConfigMaps of 1.5 KB, as files for gitsync and as ready patches for the bare client. */
final class ConfigMaps {
    static final int COUNT = 1_000;
    static final String FOLDER = "objects";
    private static final int BYTES = 1_500;

    private ConfigMaps() {}

    /** A patch that is ready to be sent. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and nobody changes the bytes
    record Patch(String name, byte[] json) {}

    static String name(int number) {
        return "settings-%04d".formatted(number);
    }

    static String file(int number) {
        return FOLDER + "/" + name(number) + ".yaml";
    }

    /** One file's text. */
    static String yaml(int number, String change) {
        StringBuilder text = new StringBuilder("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ")
                .append(name(number))
                .append("\n  labels:\n    app.kubernetes.io/name: settings\ndata:\n  change: \"")
                .append(change)
                .append("\"\n");
        for (int line = 0; text.length() < BYTES; line++) {
            text.append("  ")
                    .append(key(line))
                    .append(": ")
                    .append(value(number, line))
                    .append('\n');
        }
        return text.toString();
    }

    static void write(WorkingCopy copy) {
        for (int number = 0; number < COUNT; number++) {
            copy.write(file(number), yaml(number, "none"));
        }
    }

    /** What gitsync sends for these files, byte for byte but for the keys of its label and annotation, which its watches would see. */
    static List<Patch> patches(String namespace, String tracker) {
        List<Patch> patches = new ArrayList<>(COUNT);
        for (int number = 0; number < COUNT; number++) {
            MapValue data = Value.map("change", Value.of("none"));
            long lines = yaml(number, "none")
                    .lines()
                    .filter(line -> line.startsWith("  key-"))
                    .count();
            for (int line = 0; line < lines; line++) {
                data = data.with(key(line), Value.of(value(number, line)));
            }
            MapValue object = Value.map(
                    "apiVersion", Value.of("v1"),
                    "kind", Value.of("ConfigMap"),
                    "metadata",
                            Value.map(
                                    "name", Value.of(name(number)),
                                    "labels",
                                            Value.map(
                                                    "app.kubernetes.io/name", Value.of("settings"),
                                                    "bench.dev/application", Value.of(tracker)),
                                    "namespace", Value.of(namespace),
                                    "annotations",
                                            Value.map(
                                                    "bench.dev/tracking-id",
                                                    Value.of(trackingId(namespace, tracker, number)))),
                    "data", data);
            patches.add(new Patch(name(number), Json.bytes(object)));
        }
        return patches;
    }

    private static String trackingId(String namespace, String tracker, int number) {
        return "gitsync/" + tracker.replace('.', '/') + ":/ConfigMap:" + namespace + "/" + name(number);
    }

    private static String key(int line) {
        return "key-%02d".formatted(line);
    }

    private static String value(int number, int line) {
        return "the value of key %d in the settings numbered %d".formatted(line, number);
    }
}
