package dev.gitsync.render;

import dev.gitsync.value.Value.MapValue;

/**
 * One rendered object and where it came from.
 *
 * @param object has a non-empty {@code apiVersion}, {@code kind} and {@code metadata.name}
 * @param source the file that declared it, relative to the root of the tree
 * @param line the line of that file on which its document starts, from 1; 0 where it was generated
 */
public record Manifest(MapValue object, String source, int line) {}
