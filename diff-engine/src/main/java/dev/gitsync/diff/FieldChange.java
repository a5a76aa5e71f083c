package dev.gitsync.diff;

import dev.gitsync.fieldpath.FieldPath;
import dev.gitsync.value.Value;
import java.util.List;
import java.util.Optional;

/**
 * One field that is not as it was last applied and as it is desired. Secret values were masked before it was made.
 *
 * @param base the value last declared and applied; nothing where it was not declared or no base is known
 * @param desired nothing where Git does not name the field
 * @param live nothing where the cluster does not have it
 * @param after what an apply would leave there, as far as that is known: the desired value, the server's default for a
 *     removed field, or live where an apply changes nothing; nothing where it will be gone or only the server knows
 * @param owners who wrote the live value; empty where nobody can tell: a removal names nobody
 * @param rule why it has this class, in one clause for a person
 */
public record FieldChange(
        FieldPath path,
        FieldClass fieldClass,
        Optional<Value> base,
        Optional<Value> desired,
        Optional<Value> live,
        Optional<Value> after,
        List<Owner> owners,
        String rule) {
    public FieldChange {
        owners = List.copyOf(owners);
    }
}
