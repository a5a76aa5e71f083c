package dev.gitsync.render.kustomize;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Sets;
import dev.gitsync.render.RenderException;
import dev.gitsync.render.kustomize.KubernetesTypes.Type;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.value.Value.NullValue;
import dev.gitsync.value.Value.StringValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Strategic merge patches as kustomize applies them (kyaml's {@code merge2}): maps are merged, lists are merged by their
 * keys where Kubernetes' schema gives any and replaced elsewhere, a null removes a field, and {@code $patch} says
 * {@code merge}, {@code replace} or {@code delete}. What a patch adds to a list comes before what was there.
 */
final class StrategicMerge {
    static final String DIRECTIVE = "$patch";

    /** What a {@code $patch} asks for. */
    enum Directive {
        MERGE,
        REPLACE,
        DELETE
    }

    private StrategicMerge() {}

    /** The patched object; nothing where the patch deletes it. */
    static Optional<MapValue> apply(MapValue object, MapValue patch) throws RenderException {
        Optional<Value> merged = merge(Optional.of(object), Optional.of(patch), typeOf(object, Type.UNKNOWN));
        return merged.map(value -> (MapValue) value);
    }

    /** The value of a field after the patch; nothing where it is removed. Both sides may be absent. */
    static Optional<Value> merge(Optional<Value> there, Optional<Value> patch, Type type) throws RenderException {
        if (patch.isEmpty()) {
            return there.isEmpty() ? there : Optional.of(kept(there.get(), type));
        }
        if (patch.get() == NullValue.NULL) {
            return Optional.empty();
        }
        if (there.isEmpty() || there.get() == NullValue.NULL) {
            return added(patch.get(), type);
        }
        return switch (there.get()) {
            case MapValue map when patch.get() instanceof MapValue patchMap -> mergeMaps(map, patchMap, type);
            case ListValue list when patch.get() instanceof ListValue patchList -> mergeLists(list, patchList, type);
            case Value scalar when Values.isScalar(scalar) && Values.isScalar(patch.get()) -> patch;
            default ->
                throw new RenderException("the patch has " + Values.describe(patch.get()) + " where the object has "
                        + Values.describe(there.get()));
        };
    }

    private static Optional<Value> mergeMaps(MapValue there, MapValue patch, Type known) throws RenderException {
        MapValue rest = patch.without(DIRECTIVE);
        return switch (directive(patch)) {
            case DELETE -> Optional.empty();
            case REPLACE -> added(rest, known);
            case MERGE -> Optional.of(mergeFields(there, rest, typeOf(there, known)));
        };
    }

    private static Value mergeFields(MapValue there, MapValue patch, Type type) throws RenderException {
        Map<String, Value> fields = new LinkedHashMap<>();
        for (String field : Sets.union(there.fields().keySet(), patch.fields().keySet())) {
            Optional<Value> merged;
            try {
                merged = merge(there.get(field), patch.get(field), type.field(field));
            } catch (RenderException e) {
                throw new RenderException(field + ": " + e.getMessage(), e);
            }
            merged.ifPresent(value -> fields.put(field, value));
        }
        return Values.map(fields);
    }

    private static Optional<Value> mergeLists(ListValue there, ListValue patch, Type type) throws RenderException {
        if (type.mergeKeys().isEmpty()) {
            return Optional.of(patch);
        }
        ListValue rest = withoutDirective(patch);
        return switch (directive(patch)) {
            case DELETE -> Optional.empty();
            case REPLACE -> Optional.of(AssociativeList.added(rest, type));
            case MERGE -> Optional.of(AssociativeList.merge(there, rest, type));
        };
    }

    /** What the patch does not mention: as it was, but for what kustomize tidies in every list that it merges. */
    private static Value kept(Value there, Type known) throws RenderException {
        return switch (there) {
            case MapValue map -> {
                Type type = typeOf(map, known);
                yield type.equals(Type.UNKNOWN) ? map : mergeFields(map, MapValue.EMPTY, type);
            }
            case ListValue list
            when known.mergeKeys().isPresent() -> AssociativeList.merge(list, ListValue.EMPTY, known);
            default -> there;
        };
    }

    /** What the patch adds where there was nothing: without its nulls and directives. */
    static Optional<Value> added(Value patch, Type known) throws RenderException {
        return switch (patch) {
            case NullValue ignored -> Optional.empty();
            case MapValue map -> directive(map) == Directive.DELETE ? Optional.empty() : addedMap(map, known);
            case ListValue list
            when known.mergeKeys().isPresent() -> Optional.of(AssociativeList.added(withoutDirective(list), known));
            default -> Optional.of(patch);
        };
    }

    private static Optional<Value> addedMap(MapValue map, Type known) throws RenderException {
        Type type = typeOf(map, known);
        Map<String, Value> fields = new LinkedHashMap<>();
        for (Map.Entry<String, Value> field : map.without(DIRECTIVE).fields().entrySet()) {
            added(field.getValue(), type.field(field.getKey())).ifPresent(value -> fields.put(field.getKey(), value));
        }
        return Optional.of(Values.map(fields));
    }

    static Directive directive(Value patch) throws RenderException {
        Value holder = patch;
        if (patch instanceof ListValue list) {
            holder = list.items().stream()
                    .filter(StrategicMerge::isDirective)
                    .findFirst()
                    .orElse(NullValue.NULL);
        }
        Optional<Value> directive = holder.at(DIRECTIVE);
        if (directive.isEmpty()) {
            return Directive.MERGE;
        }
        return switch (directive.get() instanceof StringValue(String text) ? text : "") {
            case "merge" -> Directive.MERGE;
            case "replace" -> Directive.REPLACE;
            case "delete" -> Directive.DELETE;
            default -> throw new RenderException("$patch must be merge, replace or delete");
        };
    }

    private static boolean isDirective(Value item) {
        return item instanceof MapValue map && map.fields().keySet().equals(Set.of(DIRECTIVE));
    }

    private static ListValue withoutDirective(ListValue list) {
        return new ListValue(
                list.items().stream().filter(item -> !isDirective(item)).collect(ImmutableList.toImmutableList()));
    }

    /** The type of an object that says itself what it is, also inside another, else what is known of the place. */
    private static Type typeOf(MapValue map, Type known) {
        if (!known.equals(Type.UNKNOWN)) {
            return known;
        }
        String apiVersion = map.stringAt("apiVersion").orElse("");
        String kind = map.stringAt("kind").orElse("");
        return apiVersion.isEmpty() || kind.isEmpty() ? known : KubernetesTypes.of(Gvk.of(apiVersion, kind));
    }
}
