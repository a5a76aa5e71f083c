package dev.gitsync.render.kustomize;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.gitsync.fieldpath.FieldPath;
import dev.gitsync.fieldpath.PathElement.Index;
import dev.gitsync.render.Place;
import dev.gitsync.render.RenderException;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.BooleanValue;
import dev.gitsync.value.Value.IntegerValue;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.value.Value.NullValue;
import dev.gitsync.value.Value.StringValue;
import dev.gitsync.yaml.YamlDocument;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One map of a kustomization file, read strictly: a field of another type, or of a name that nobody asks for, is an error
 * at its line. A null counts as absent.
 */
record Section(YamlDocument document, FieldPath path, MapValue map) {

    /** A string and where it stands. */
    record Text(String value, Place place) {}

    static Section root(YamlDocument document, MapValue map) {
        return new Section(document, FieldPath.ROOT, map);
    }

    Place place() {
        return placeOf(path);
    }

    Place place(String field) {
        return placeOf(path.field(field));
    }

    private Place placeOf(FieldPath at) {
        return new Place(document.file(), document.lineOf(at));
    }

    /** Refuses every field that is not among these. */
    void allow(Set<String> known) throws RenderException {
        for (String field : map.fields().keySet()) {
            if (!known.contains(field)) {
                throw place(field).error("field \"" + path.field(field) + "\" is not supported");
            }
        }
    }

    RenderException error(String field, String problem) {
        return place(field).error("field \"" + path.field(field) + "\" " + problem);
    }

    private Optional<Value> get(String field) {
        return map.get(field).filter(value -> value != NullValue.NULL);
    }

    Optional<String> string(String field) throws RenderException {
        Optional<Value> value = get(field);
        return value.isEmpty() ? Optional.empty() : Optional.of(string(path.field(field), value.get()));
    }

    /** The string of a field; empty where it is absent. */
    String text(String field) throws RenderException {
        return string(field).orElse("");
    }

    private String string(FieldPath at, Value value) throws RenderException {
        if (value instanceof StringValue(String string)) {
            return string;
        }
        String hint = Values.isScalar(value) ? "; put it in quotes" : "";
        throw placeOf(at).error("field \"" + at + "\" must be a string" + hint);
    }

    boolean flag(String field) throws RenderException {
        Value value = get(field).orElse(BooleanValue.FALSE);
        if (value instanceof BooleanValue(boolean flag)) {
            return flag;
        }
        throw error(field, "must be true or false");
    }

    OptionalLong integer(String field) throws RenderException {
        Optional<Value> value = get(field);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        if (value.get() instanceof IntegerValue(long integer)) {
            return OptionalLong.of(integer);
        }
        throw error(field, "must be an integer");
    }

    ImmutableMap<String, String> strings(String field) throws RenderException {
        Optional<Section> section = section(field);
        if (section.isEmpty()) {
            return ImmutableMap.of();
        }
        ImmutableMap.Builder<String, String> strings = ImmutableMap.builder();
        for (String name : section.get().map.fields().keySet()) {
            strings.put(name, section.get().text(name));
        }
        return strings.buildOrThrow();
    }

    ImmutableList<Text> texts(String field) throws RenderException {
        ImmutableList.Builder<Text> texts = ImmutableList.builder();
        FieldPath list = path.field(field);
        int index = 0;
        for (Value item : items(field)) {
            FieldPath at = list.then(new Index(index++));
            texts.add(new Text(string(at, item), placeOf(at)));
        }
        return texts.build();
    }

    Optional<Section> section(String field) throws RenderException {
        Optional<Value> value = get(field);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (value.get() instanceof MapValue fields) {
            return Optional.of(new Section(document, path.field(field), fields));
        }
        throw error(field, "must be a map");
    }

    ImmutableList<Section> sections(String field) throws RenderException {
        ImmutableList.Builder<Section> sections = ImmutableList.builder();
        FieldPath list = path.field(field);
        int index = 0;
        for (Value item : items(field)) {
            FieldPath at = list.then(new Index(index++));
            if (!(item instanceof MapValue fields)) {
                throw placeOf(at).error("field \"" + at + "\" must be a map");
            }
            sections.add(new Section(document, at, fields));
        }
        return sections.build();
    }

    private ImmutableList<Value> items(String field) throws RenderException {
        Value value = get(field).orElse(ListValue.EMPTY);
        if (value instanceof ListValue(ImmutableList<Value> items)) {
            return items;
        }
        throw error(field, "must be a list");
    }
}
