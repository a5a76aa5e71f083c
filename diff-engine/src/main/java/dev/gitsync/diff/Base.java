package dev.gitsync.diff;

import dev.gitsync.value.Value.MapValue;

/**
 * What the last successful apply of an object was.
 *
 * @param declared the object as it was sent
 * @param answered the object as the server answered, without {@code managedFields} and {@code status}
 */
public record Base(MapValue declared, MapValue answered) {}
