package dev.gitsync.schema;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.gitsync.schema.OpenApiTypes.ListType;
import dev.gitsync.schema.OpenApiTypes.MapType;
import dev.gitsync.schema.OpenApiTypes.Node;
import dev.gitsync.schema.OpenApiTypes.Reference;
import dev.gitsync.schema.OpenApiTypes.Resolved;
import dev.gitsync.schema.TypeSchema.ListKind;
import dev.gitsync.schema.TypeSchema.Scalar;
import dev.gitsync.schema.TypeSchema.Untyped;
import dev.gitsync.value.Value;
import java.util.Map;

/** Makes types of schemas, by the rules of kube-openapi's {@code schemaconv}. */
final class TypeBuilder {
    private static final Node ANYTHING = new Resolved(Untyped.UNTYPED);
    /** A runtime.RawExtension: replaced as a whole, whatever is in it. */
    private static final MapType RAW = new MapType(ImmutableMap.of(), ImmutableMap.of(), ANYTHING, true);

    private final Map<String, TypeSchema> definitions;

    /** @param definitions the document's types by name, complete only when the document has been read */
    TypeBuilder(Map<String, TypeSchema> definitions) {
        this.definitions = definitions;
    }

    TypeSchema definition(String name, SchemaDraft draft) {
        if (name.endsWith("api.resource.Quantity")) {
            return Scalar.QUANTITY;
        }
        if (name.endsWith("meta.v1.Duration")) {
            return Scalar.DURATION;
        }
        if (name.endsWith("runtime.RawExtension")) {
            return RAW;
        }
        return node(draft, false).resolve();
    }

    /** @param preserve whether a schema above says to preserve unknown fields, which holds for all below */
    private Node node(SchemaDraft draft, boolean preserve) {
        if (!draft.reference.isEmpty()) {
            return new Reference(definitions, draft.reference, draft.mapType.equals("atomic"));
        }
        return new Resolved(type(draft, preserve || draft.preserveUnknownFields));
    }

    private TypeSchema type(SchemaDraft draft, boolean preserve) {
        if (draft.intOrString || draft.format.equals("int-or-string")) {
            return Scalar.INT_OR_STRING;
        }
        return switch (draft.type) {
            case "object" -> map(draft, preserve);
            case "array" -> list(draft, preserve);
            case "integer" -> Scalar.INTEGER;
            case "number" -> Scalar.NUMBER;
            case "boolean" -> Scalar.BOOLEAN;
            case "string" -> string(draft.format);
            default -> draft.properties.isEmpty() ? Untyped.UNTYPED : map(draft, preserve);
        };
    }

    private static Scalar string(String format) {
        return switch (format) {
            case "date-time" -> Scalar.TIME;
            case "duration" -> Scalar.DURATION;
            case "byte" -> Scalar.BYTES;
            default -> Scalar.STRING;
        };
    }

    private MapType map(SchemaDraft draft, boolean preserve) {
        ImmutableMap.Builder<String, Node> fields = ImmutableMap.builderWithExpectedSize(draft.properties.size());
        ImmutableMap.Builder<String, Value> defaults = ImmutableMap.builder();
        draft.properties.forEach((name, property) -> {
            fields.put(name, node(property, preserve));
            if (property.defaultValue != null) {
                defaults.put(name, property.defaultValue);
            }
        });
        Node others = null;
        if (draft.additionalProperties != null) {
            others = node(draft.additionalProperties, preserve);
        } else if (draft.anyAdditionalProperties || preserve || draft.properties.isEmpty()) {
            others = ANYTHING;
        }
        return new MapType(fields.buildOrThrow(), defaults.buildOrThrow(), others, draft.mapType.equals("atomic"));
    }

    private ListType list(SchemaDraft draft, boolean preserve) {
        Node items = draft.items == null ? ANYTHING : node(draft.items, preserve);
        return switch (draft.listType) {
            case "map" -> new ListType(ListKind.MAP, draft.listMapKeys, items);
            case "set" -> new ListType(ListKind.SET, ImmutableList.of(), items);
            case "" -> listByPatchStrategy(draft, items);
            default -> new ListType(ListKind.ATOMIC, ImmutableList.of(), items);
        };
    }

    private static ListType listByPatchStrategy(SchemaDraft draft, Node items) {
        if (!draft.patchStrategy.startsWith("merge")) {
            return new ListType(ListKind.ATOMIC, ImmutableList.of(), items);
        }
        return draft.patchMergeKey.isEmpty()
                ? new ListType(ListKind.SET, ImmutableList.of(), items)
                : new ListType(ListKind.MAP, ImmutableList.of(draft.patchMergeKey), items);
    }
}
