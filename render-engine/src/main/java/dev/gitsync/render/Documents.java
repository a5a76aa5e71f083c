package dev.gitsync.render;

import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.value.Value.NullValue;
import dev.gitsync.yaml.Yaml;
import dev.gitsync.yaml.YamlDocument;
import dev.gitsync.yaml.YamlException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The documents of a file of YAML or JSON, and the objects that they declare. */
public final class Documents {
    private Documents() {}

    /** The documents of a file; none that is empty. */
    public static List<YamlDocument> parse(byte[] content, String file) throws RenderException {
        try {
            return Yaml.parse(content, file);
        } catch (YamlException e) {
            throw new RenderException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The objects of a file, with the objects of a list ({@code kind: List}, {@code ConfigMapList}) in its place. */
    public static List<Manifest> objects(byte[] content, String file) throws RenderException {
        List<Manifest> objects = new ArrayList<>();
        for (YamlDocument document : parse(content, file)) {
            Place place = new Place(file, document.line());
            if (!(document.value() instanceof MapValue map)) {
                throw place.error("a Kubernetes object must be a map of fields");
            }
            addObjects(map, place, objects);
        }
        return objects;
    }

    private static void addObjects(MapValue object, Place place, List<Manifest> objects) throws RenderException {
        Deque<MapValue> rest = new ArrayDeque<>(List.of(object));
        while (!rest.isEmpty()) {
            MapValue next = rest.removeFirst();
            if (!isList(next)) {
                objects.add(new Manifest(next, place.file(), place.line()));
                continue;
            }
            List<MapValue> items = new ArrayList<>();
            for (Value item : next.itemsAt("items")) {
                if (!(item instanceof MapValue map)) {
                    throw place.error(
                            "an item of the " + next.stringAt("kind").orElse("List") + " is not a map of fields");
                }
                items.add(map);
            }
            items.reversed().forEach(rest::addFirst);
        }
    }

    private static boolean isList(MapValue object) {
        Value items = object.get("items").orElse(MapValue.EMPTY);
        return object.stringAt("kind").orElse("").endsWith("List")
                && (items instanceof ListValue || items == NullValue.NULL);
    }
}
