package dev.gitsync.benchmarks;

import dev.gitsync.schema.OpenApiDocument;
import dev.gitsync.schema.TypeSchema;
import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the benchmarks compute on: the cart of the examples, and an API server's answer to its first apply. */
final class Objects {
    private Objects() {}

    static MapValue deployment() {
        return resource("deployment.json");
    }

    static MapValue liveDeployment() {
        return resource("deployment-live.json");
    }

    /** The checkout, which the launcher tells. */
    static Path root() {
        return Path.of(System.getProperty("gitsync.root", "."));
    }

    /** Kubernetes' own schema of a Deployment. */
    static TypeSchema deploymentSchema() {
        Path file = root().resolve("object-model/src/test/resources/dev/gitsync/schema/apps-v1.json");
        try {
            return OpenApiDocument.parse(Files.readAllBytes(file))
                    .schemaOf("apps/v1", "Deployment")
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static MapValue configMap() {
        MapValue data = MapValue.EMPTY;
        for (int i = 0; i < 24; i++) {
            data = data.with("key-" + i, Value.of("the value of key " + i + " in the settings of the shop"));
        }
        return Value.map(
                "apiVersion", Value.of("v1"),
                "kind", Value.of("ConfigMap"),
                "metadata", Value.map("name", Value.of("settings"), "namespace", Value.of("shop")),
                "data", data);
    }

    private static MapValue resource(String name) {
        try (InputStream in = Objects.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return Json.parse(in).mapAt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
