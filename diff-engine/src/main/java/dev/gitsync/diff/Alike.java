package dev.gitsync.diff;

import dev.gitsync.schema.Semantics;
import dev.gitsync.schema.TypeSchema;
import dev.gitsync.value.Value;
import org.jspecify.annotations.Nullable;

/** Whether two sides have the same of a field; null is a side that lacks it. */
final class Alike {
    private Alike() {}

    static boolean alike(TypeSchema schema, @Nullable Value one, @Nullable Value other) {
        if (one == null || other == null) {
            return one == null && other == null;
        }
        return Semantics.alike(schema, one, other);
    }
}
