package dev.gitsync.plan;

import dev.gitsync.value.ObjectKey;

/** Why one object could not be compared, applied or pruned, in words for a person; no secret is in them. */
public record ObjectError(ObjectKey key, String message) {
    @Override
    public String toString() {
        return key + ": " + message;
    }
}
