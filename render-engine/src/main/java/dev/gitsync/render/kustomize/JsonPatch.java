package dev.gitsync.render.kustomize;

import com.google.common.collect.ImmutableList;
import dev.gitsync.render.Place;
import dev.gitsync.render.RenderException;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.value.Value.NullValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A JSON patch (RFC 6902), with what kustomize adds to it: negative indices count from the end of a list. */
final class JsonPatch {
    private final ImmutableList<Operation> operations;

    private record Operation(String op, Pointer path, Optional<Pointer> from, Value value, Place place) {}

    /** A JSON pointer (RFC 6901). */
    private record Pointer(String text, List<String> parts) {
        static Pointer parse(String text) {
            List<String> parts = new ArrayList<>();
            if (!text.isEmpty()) {
                for (String part : text.substring(text.startsWith("/") ? 1 : 0).split("/", -1)) {
                    parts.add(part.replace("~1", "/").replace("~0", "~"));
                }
            }
            return new Pointer(text, parts);
        }
    }

    private JsonPatch(List<Operation> operations) {
        this.operations = ImmutableList.copyOf(operations);
    }

    static JsonPatch of(ListValue operations, Place place) throws RenderException {
        List<Operation> parsed = new ArrayList<>();
        for (Value item : operations.items()) {
            String op = item.stringAt("op").orElse("");
            Optional<String> path = item.stringAt("path");
            Optional<Pointer> from = item.stringAt("from").map(Pointer::parse);
            if (path.isEmpty()) {
                throw place.error("an operation of the JSON patch has no path");
            }
            boolean known = switch (op) {
                case "add", "remove", "replace", "test" -> true;
                case "move", "copy" -> from.isPresent();
                default -> false;
            };
            if (!known) {
                throw place.error("the operation \"" + op + "\" on " + path.get()
                        + " must be add, remove, replace, test, or move or copy with a from");
            }
            Value value = item.at("value").orElse(NullValue.NULL);
            parsed.add(new Operation(op, Pointer.parse(path.get()), from, value, place));
        }
        return new JsonPatch(parsed);
    }

    MapValue apply(MapValue object) throws RenderException {
        Value patched = object;
        for (Operation operation : operations) {
            try {
                patched = apply(operation, patched);
            } catch (RenderException e) {
                throw new RenderException(
                        operation.place() + ": JSON patch, " + operation.op() + " "
                                + operation.path().text() + ": " + e.getMessage(),
                        e);
            }
        }
        if (!(patched instanceof MapValue map)) {
            throw new RenderException("the JSON patch leaves no map");
        }
        return map;
    }

    private static Value apply(Operation operation, Value object) throws RenderException {
        Pointer path = operation.path();
        Pointer from = operation.from().orElse(path);
        return switch (operation.op()) {
            case "add" -> put(object, path.parts(), operation.value(), true);
            case "replace" -> put(object, path.parts(), operation.value(), false);
            case "remove" -> remove(object, path.parts());
            case "copy" -> put(object, path.parts(), find(object, from.parts()), true);
            case "move" -> put(remove(object, from.parts()), path.parts(), find(object, from.parts()), true);
            default -> {
                Optional<Value> there = tryFind(object, path.parts());
                if (!there.orElse(NullValue.NULL).equals(operation.value())) {
                    throw new RenderException("the value there is another");
                }
                yield object;
            }
        };
    }

    private static Optional<Value> tryFind(Value value, List<String> path) {
        try {
            return Optional.of(find(value, path));
        } catch (RenderException e) {
            return Optional.empty();
        }
    }

    private static Value find(Value value, List<String> path) throws RenderException {
        Value here = value;
        for (String part : path) {
            here = child(here, part);
        }
        return here;
    }

    private static Value child(Value here, String part) throws RenderException {
        return switch (here) {
            case MapValue map when map.fields().get(part) instanceof Value child -> child;
            case ListValue list -> list.items().get(index(list, part));
            default -> throw absent(part);
        };
    }

    private static Value put(Value here, List<String> path, Value value, boolean add) throws RenderException {
        if (path.isEmpty()) {
            return value;
        }
        String part = path.getFirst();
        List<String> rest = path.subList(1, path.size());
        if (!rest.isEmpty()) {
            return withChild(here, part, put(child(here, part), rest, value, add));
        }
        if (here instanceof ListValue list && add) {
            List<Value> items = new ArrayList<>(list.items());
            items.add(insertionIndex(list, part), value);
            return ListValue.of(items);
        }
        if (!add || !(here instanceof MapValue)) {
            // What is replaced must be there.
            Value old = child(here, part);
            return old.equals(value) ? here : withChild(here, part, value);
        }
        return withChild(here, part, value);
    }

    private static Value remove(Value here, List<String> path) throws RenderException {
        if (path.isEmpty()) {
            throw new RenderException("the whole object can't be removed by a JSON patch");
        }
        String part = path.getFirst();
        Value child = child(here, part);
        if (path.size() > 1) {
            return withChild(here, part, remove(child, path.subList(1, path.size())));
        }
        if (here instanceof ListValue list) {
            List<Value> items = new ArrayList<>(list.items());
            items.remove(index(list, part));
            return ListValue.of(items);
        }
        return ((MapValue) here).without(part);
    }

    private static Value withChild(Value here, String part, Value child) throws RenderException {
        if (here instanceof ListValue list) {
            List<Value> items = new ArrayList<>(list.items());
            items.set(index(list, part), child);
            return ListValue.of(items);
        }
        return ((MapValue) here).with(part, child);
    }

    private static int insertionIndex(ListValue list, String part) throws RenderException {
        int size = list.items().size();
        if (part.equals("-")) {
            return size;
        }
        int index = number(part);
        int place = index < 0 ? index + size + 1 : index;
        if (place < 0 || place > size) {
            throw new RenderException("index " + part + " is out of bounds: the list has " + size + " items");
        }
        return place;
    }

    private static int index(ListValue list, String part) throws RenderException {
        int size = list.items().size();
        int index = number(part);
        int place = index < 0 ? index + size : index;
        if (place < 0 || place >= size) {
            throw new RenderException("index " + part + " is out of bounds: the list has " + size + " items");
        }
        return place;
    }

    private static int number(String part) throws RenderException {
        try {
            return Integer.parseInt(part);
        } catch (NumberFormatException e) {
            throw new RenderException("\"" + part + "\" is no index of a list", e);
        }
    }

    private static RenderException absent(String part) {
        return new RenderException("\"" + part + "\" is not there");
    }
}
