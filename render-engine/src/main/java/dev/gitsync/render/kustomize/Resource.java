package dev.gitsync.render.kustomize;

import dev.gitsync.render.Place;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One object on its way through a build, with the names that it has had. Changes in place. */
final class Resource {
    private final Place place;
    private MapValue object;
    private @Nullable Id id;

    private final List<Name> previousNames = new ArrayList<>();
    private final List<String> prefixes = new ArrayList<>();
    private final List<String> suffixes = new ArrayList<>();
    private boolean hashed;

    /** A name that an object had, in the namespace that it then was in. */
    private record Name(String kind, String namespace, String name) {}

    Resource(MapValue object, Place place) {
        this.object = object;
        this.place = place;
    }

    Place place() {
        return place;
    }

    MapValue object() {
        return object;
    }

    void setObject(MapValue object) {
        this.object = object;
        id = null;
    }

    Gvk gvk() {
        return id().gvk();
    }

    String name() {
        return object.stringAt("metadata", "name").orElse("");
    }

    String namespace() {
        return object.stringAt("metadata", "namespace").orElse("");
    }

    void setName(String name) {
        setObject(object.with("metadata", object.mapAt("metadata").with("name", Value.of(name))));
    }

    Id id() {
        Id known = id;
        if (known == null) {
            Gvk gvk = Gvk.of(
                    object.stringAt("apiVersion").orElse(""),
                    object.stringAt("kind").orElse(""));
            known = Id.of(gvk, namespace(), name());
            id = known;
        }
        return known;
    }

    /** The id that it was declared with. */
    Id originalId() {
        return previousNames.isEmpty() ? id() : previousId(previousNames.getFirst());
    }

    /** The ids that it has had, oldest first, without the one that it has. */
    List<Id> previousIds() {
        return previousNames.stream().map(this::previousId).toList();
    }

    boolean hasHad(Id other) {
        return id().equals(other) || previousIds().contains(other);
    }

    private Id previousId(Name name) {
        Gvk gvk = gvk();
        return new Id(new Gvk(gvk.group(), gvk.version(), name.kind()), name.namespace(), name.name());
    }

    /** Remembers the present id before it changes. */
    void rememberId() {
        previousNames.add(new Name(gvk().kind(), id().namespace(), id().name()));
    }

    List<String> prefixes() {
        return prefixes;
    }

    List<String> suffixes() {
        return suffixes;
    }

    /** Whether a hash of its content goes to the end of its name. */
    boolean isHashed() {
        return hashed;
    }

    void setHashed(boolean hashed) {
        this.hashed = hashed;
    }

    /** Takes the identity of an object that a generator replaces or merges into. */
    void takeIdentityOf(Resource old) {
        previousNames.addAll(old.previousNames);
        prefixes.addAll(old.prefixes);
        suffixes.addAll(old.suffixes);
        hashed &= old.hashed;
        MapValue metadata = object.mapAt("metadata").with("name", Value.of(old.name()));
        metadata = old.namespace().isEmpty()
                ? metadata.without("namespace")
                : metadata.with("namespace", Value.of(old.namespace()));
        for (String field : List.of("labels", "annotations")) {
            Map<String, Value> merged =
                    new LinkedHashMap<>(old.object.mapAt("metadata", field).fields());
            merged.putAll(metadata.mapAt(field).fields());
            if (!merged.isEmpty()) {
                metadata = metadata.with(field, Values.map(merged));
            }
        }
        setObject(object.with("metadata", metadata));
    }
}
