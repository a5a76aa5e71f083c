package dev.gitsync.schema;

import dev.gitsync.schema.TypeSchema.ListSchema;
import dev.gitsync.schema.TypeSchema.MapSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Excerpts of what an API server of v1.36 answers under {@code /openapi/v3}, without descriptions and most fields. */
final class Documents {
    private Documents() {}

    static OpenApiDocument read(String name) {
        try (InputStream in = Documents.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return OpenApiDocument.parse(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TypeSchema deployment() {
        return read("apps-v1.json").schemaOf("apps/v1", "Deployment").orElseThrow();
    }

    static TypeSchema widget() {
        return read("example.com-v1.json").schemaOf("example.com/v1", "Widget").orElseThrow();
    }

    /** The type at a path; {@code *} means the items of a list. */
    static TypeSchema at(TypeSchema root, String path) {
        TypeSchema here = root;
        for (String step : path.isEmpty() ? new String[0] : path.split("/", -1)) {
            here = step.equals("*")
                    ? ((ListSchema) here).items()
                    : ((MapSchema) here).field(step).orElseThrow(() -> new AssertionError("no field " + step));
        }
        return here;
    }
}
