package dev.gitsync.render.kustomize;

import com.google.common.collect.ImmutableList;
import dev.gitsync.render.RenderException;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.value.Value.NullValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A place in the objects of some kinds, through whatever lists are on the way. A part of the path that ends in {@code []}
 * is a list, and is never created.
 *
 * @param create whether what is missing on the way is made
 */
record FieldSpec(Gvk selector, boolean create, ImmutableList<String> path) {

    static FieldSpec of(Gvk selector, boolean create, String path) {
        return new FieldSpec(selector, create, splitPath(path));
    }

    /** The parts of a path whose slashes may be escaped: {@code metadata/annotations/example.com\/name}. */
    private static ImmutableList<String> splitPath(String path) {
        ImmutableList.Builder<String> parts = ImmutableList.builder();
        StringBuilder part = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '\\' && i + 1 < path.length() && path.charAt(i + 1) == '/') {
                part.append('/');
                i++;
            } else if (c == '/') {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        return parts.add(part.toString()).build();
    }

    /** What is done to each value that is found. */
    @FunctionalInterface
    interface Edit {
        Value apply(Value value) throws RenderException;
    }

    /** Applies an edit at this place of an object, whatever its kind; nothing that is missing is made. */
    MapValue edit(MapValue object, Edit edit) throws RenderException {
        return (MapValue) edit(object, 0, Optional.empty(), edit);
    }

    /**
     * Applies an edit at this place of an object, whatever its kind.
     *
     * @param absent what the edit is given where nothing is there, if this place is to be created
     */
    MapValue edit(MapValue object, Value absent, Edit edit) throws RenderException {
        return (MapValue) edit(object, 0, create ? Optional.of(absent) : Optional.empty(), edit);
    }

    private Value edit(Value here, int depth, Optional<Value> absent, Edit edit) throws RenderException {
        if (depth == path.size()) {
            return edit.apply(here);
        }
        return switch (here) {
            case NullValue ignored -> here;
            case ListValue(ImmutableList<Value> items) -> {
                List<Value> edited = new ArrayList<>(items.size());
                for (Value item : items) {
                    edited.add(edit(item, depth, absent, edit));
                }
                yield ListValue.of(edited);
            }
            case MapValue map -> editField(map, depth, absent, edit);
            default ->
                throw new RenderException(
                        "field " + String.join(".", path.subList(0, depth)) + " is neither a map nor a list");
        };
    }

    private Value editField(MapValue map, int depth, Optional<Value> absent, Edit edit) throws RenderException {
        String part = path.get(depth);
        boolean isList = part.endsWith("[]");
        String field = isList ? part.substring(0, part.length() - 2) : part;
        Value child = map.get(field).orElse(NullValue.NULL);
        if (isList || absent.isEmpty()) {
            if (map.get(field).isEmpty()) {
                return map;
            }
            child = isList && child == NullValue.NULL ? ListValue.EMPTY : child;
        } else if (child == NullValue.NULL) {
            child = depth == path.size() - 1 ? absent.get() : MapValue.EMPTY;
        }
        return map.with(field, edit(child, depth + 1, absent, edit));
    }

    /** Whether a list of specs that holds this one need not hold the other. */
    boolean covers(FieldSpec other) {
        return selector.isSelectedBy(other.selector) && path.equals(other.path);
    }
}
