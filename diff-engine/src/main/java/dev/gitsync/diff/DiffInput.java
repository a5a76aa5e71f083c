package dev.gitsync.diff;

import dev.gitsync.schema.TypeSchema;
import dev.gitsync.value.Value.MapValue;
import java.util.Optional;

/**
 * All that the diff of one object is computed from. Objects are normalised (as the server would store them), and Secrets masked
 * , before they come here.
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
