package dev.gitsync.schema;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.gitsync.schema.TypeSchema.ListKind;
import dev.gitsync.schema.TypeSchema.ListSchema;
import dev.gitsync.schema.TypeSchema.MapSchema;
import dev.gitsync.schema.TypeSchema.Untyped;
import dev.gitsync.value.Value;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The types that an OpenAPI document gives. They refer to each other by name, since some hold themselves. */
final class OpenApiTypes {
    private OpenApiTypes() {}

    /** A type in its place: itself, or the name of a definition. */
    sealed interface Node {
        TypeSchema resolve();
    }

    record Resolved(TypeSchema resolve) implements Node {}

    /** @param atomic whether the place makes the map that it refers to atomic */
    record Reference(Map<String, TypeSchema> definitions, String name, boolean atomic) implements Node {
        @Override
        public TypeSchema resolve() {
            TypeSchema type = definitions.getOrDefault(name, Untyped.UNTYPED);
            return atomic && type instanceof MapType map ? map.asAtomic() : type;
        }

        /** The name alone: the definitions may hold this. */
        @Override
        public String toString() {
            return name;
        }
    }

    /** @param others the type of the fields that are not declared; null where the API server knows no others */
    record MapType(
            ImmutableMap<String, Node> fields,
            ImmutableMap<String, Value> defaults,
            @Nullable Node others,
            boolean atomic)
            implements MapSchema {
        @Override
        public Optional<TypeSchema> field(String name) {
            Node declared = fields.getOrDefault(name, others);
            return declared == null ? Optional.empty() : Optional.of(declared.resolve());
        }

        @Override
        public Optional<Value> defaultOf(String name) {
            return Optional.ofNullable(defaults.get(name));
        }

        MapType asAtomic() {
            return atomic ? this : new MapType(fields, defaults, others, true);
        }
    }

    record ListType(ListKind kind, ImmutableList<String> keys, Node itemNode) implements ListSchema {
        @Override
        public TypeSchema items() {
            return itemNode.resolve();
        }

        @Override
        public ImmutableMap<String, Value> keyDefaults() {
            ImmutableMap.Builder<String, Value> defaults = ImmutableMap.builder();
            if (items() instanceof MapSchema item) {
                keys.forEach(key -> item.defaultOf(key).ifPresent(value -> defaults.put(key, value)));
            }
            return defaults.buildOrThrow();
        }
    }
}
