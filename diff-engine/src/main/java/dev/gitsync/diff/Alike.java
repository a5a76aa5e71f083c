package dev.gitsync.diff;

import dev.gitsync.schema.TypeSchema;
import dev.gitsync.value.Value;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether two values of one type mean the same. */
final class Alike {
    private Alike() {}

    static boolean alike(TypeSchema schema, @Nullable Value one, @Nullable Value other) {
        return Objects.equals(one, other);
    }
}
