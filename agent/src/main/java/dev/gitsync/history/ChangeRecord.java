package dev.gitsync.history;

import dev.gitsync.diff.FieldChange;
import dev.gitsync.diff.FieldClass;
import dev.gitsync.diff.Owner;
import dev.gitsync.value.Json;
import java.util.List;
import java.util.Optional;

/**
 * One changed field of an object as the history keeps it. Values are JSON text in which secrets were masked before; one of more
 * than {@value #MAX_VALUE} characters is cut and marked, and is then no longer JSON.
 *
 * @param path as people read it: {@code spec.template.spec.containers[name=web].image}
 * @param before the live value that the sync found; nothing where there was none
 * @param after the value that the sync applied; nothing where it removed the field
 * @param owners who wrote the value that was found, as far as can be known
 */
public record ChangeRecord(
        String path, FieldClass fieldClass, Optional<String> before, Optional<String> after, List<Owner> owners) {
    /** The length, in characters, past which a value is cut. */
    public static final int MAX_VALUE = 1024;

    public ChangeRecord {
        path = Text.cut(path, MAX_VALUE);
        before = before.map(value -> Text.cut(value, MAX_VALUE));
        after = after.map(value -> Text.cut(value, MAX_VALUE));
        owners = List.copyOf(owners);
    }

    /** The record of a change that a diff found, taken as applied. */
    public static ChangeRecord of(FieldChange change) {
        return new ChangeRecord(
                change.path().toString(),
                change.fieldClass(),
                change.live().map(Json::text),
                change.desired().map(Json::text),
                change.owners());
    }
}
