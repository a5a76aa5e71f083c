package dev.gitsync.kube;

import com.google.common.collect.ImmutableList;
import dev.gitsync.value.Value.MapValue;

/**
 * What came of an apply.
 *
 * @param object as the server answered it
 * @param created whether it was not there before
 * @param warnings the server's, such as that a version is deprecated
 */
public record Applied(MapValue object, boolean created, ImmutableList<String> warnings) {}
