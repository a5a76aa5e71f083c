package dev.gitsync.diff;

import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps objects that are nested absurdly from exhausting the stack of what walks through them. */
final class Depth {
    /** Ten times what real objects have; a custom resource definition reaches about 40. */
    static final int LIMIT = 500;

    private Depth() {}

    /** What is wrong with the sides of an object, if anything. */
    static Optional<String> problem(DiffInput input) {
        return problem("desired", input.desired())
                .or(() -> problem("live", input.live().orElse(null)))
                .or(() -> problem(
                        "last declared", input.base().map(Base::declared).orElse(null)))
                .or(() -> problem(
                        "last answered", input.base().map(Base::answered).orElse(null)))
                .or(() -> problem("dry-run", input.dryRun().orElse(null)));
    }

    private static Optional<String> problem(String side, @Nullable Value object) {
        return object != null && exceeds(object, LIMIT)
                ? Optional.of("the " + side + " object is nested deeper than " + LIMIT + " levels")
                : Optional.empty();
    }

    private static boolean exceeds(Value value, int levels) {
        switch (value) {
            case MapValue map -> {
                for (Map.Entry<String, Value> field : map.fields().entrySet()) {
                    if (levels == 0 || exceeds(field.getValue(), levels - 1)) {
                        return true;
                    }
                }
            }
            case ListValue list -> {
                for (Value item : list.items()) {
                    if (levels == 0 || exceeds(item, levels - 1)) {
                        return true;
                    }
                }
            }
            default -> {
                // Scalars nest no further.
            }
        }
        return false;
    }
}
