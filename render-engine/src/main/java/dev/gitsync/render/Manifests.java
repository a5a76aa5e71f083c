package dev.gitsync.render;

import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.value.Value.StringValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What must hold of every object before it can be rendered. */
public final class Manifests {
    private Manifests() {}

    /** Refuses an object that the API server could not be told of by name, and two that are one. */
    public static void check(List<Manifest> manifests) throws RenderException {
        Map<ObjectKey, Manifest> byKey = new HashMap<>();
        for (Manifest manifest : manifests) {
            requireNamed(manifest);
            ObjectKey key = ObjectKey.of(manifest.object());
            Manifest other = byKey.putIfAbsent(key, manifest);
            if (other != null) {
                throw place(manifest).error(key + " is declared twice: here and in " + place(other));
            }
        }
    }

    /** Refuses an object without {@code apiVersion}, {@code kind} or {@code metadata.name}. */
    public static void requireNamed(Manifest manifest) throws RenderException {
        MapValue object = manifest.object();
        requireText(manifest, "apiVersion", object.at("apiVersion").orElse(Value.of("")));
        requireText(manifest, "kind", object.at("kind").orElse(Value.of("")));
        Value name = object.at("metadata", "name").orElse(Value.of(""));
        if (name.equals(Value.of("")) && object.at("metadata", "generateName").isPresent()) {
            throw place(manifest)
                    .error(kind(object)
                            + " has metadata.generateName; an object that is kept in Git needs a fixed metadata.name");
        }
        requireText(manifest, "metadata.name", name);
    }

    private static void requireText(Manifest manifest, String field, Value value) throws RenderException {
        if (!(value instanceof StringValue(String text)) || text.isEmpty()) {
            String problem = value.equals(Value.of("")) ? "is missing" : "must be a string";
            throw place(manifest).error(kind(manifest.object()) + ": " + field + " " + problem);
        }
    }

    private static String kind(MapValue object) {
        return object.stringAt("kind").filter(kind -> !kind.isEmpty()).orElse("object");
    }

    private static Place place(Manifest manifest) {
        return new Place(manifest.source(), manifest.line());
    }
}
