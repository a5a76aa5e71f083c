package dev.gitsync.diff;

import dev.gitsync.schema.TypeSchema;
import dev.gitsync.value.Value.MapValue;
import java.util.Optional;

/**
 * All that the diff of one object is computed from. What is desired and declared was normalised ({@link Desired}), and
 * Secrets were masked ({@link SecretMask}), before they come here.
 *
 * @param live as the server has it, {@code managedFields} included; nothing where it does not exist
 * @param base nothing on first contact or when the store was lost
 * @param dryRun the server's answer to a dry-run apply of desired onto live, where it was asked
 * @param manager our field manager
 */
public record DiffInput(
        MapValue desired,
        Optional<MapValue> live,
        Optional<Base> base,
        Optional<MapValue> dryRun,
        TypeSchema schema,
        String manager) {}
