package dev.gitsync.fieldpath;

import com.google.common.collect.ImmutableSortedMap;
import dev.gitsync.value.Value;
import java.util.Comparator;

/**
 * One step of a path into an object, as server-side apply counts fields
 * (sigs.k8s.io/structured-merge-diff, {@code fieldpath.PathElement}).
 */
public sealed interface PathElement {
    /** The order of the elements below one node: fields by name, items by their keys, items by value, places. */
    Comparator<PathElement> ORDER = ElementOrder.INSTANCE;

    /** A field of a map, {@code f:} in FieldsV1. */
    record Field(String name) implements PathElement {}

    /** The item of an associative list with these values of its keys, {@code k:} in FieldsV1. */
    record Key(ImmutableSortedMap<String, Value> keys) implements PathElement {}

    /** The item of a set, {@code v:} in FieldsV1. */
    record Item(Value value) implements PathElement {}

    /** The item of a list at a place, from 0, {@code i:} in FieldsV1. */
    record Index(int index) implements PathElement {}
}
