package dev.gitsync.diff;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.gitsync.schema.TypeSchema;
import dev.gitsync.schema.TypeSchema.Scalar;
import dev.gitsync.schema.TypeSchema.Untyped;
import dev.gitsync.value.Value;
import java.util.Map;
import java.util.Optional;

/** The types of a few kinds, as far as the tests use them, with the list and map types of Kubernetes' OpenAPI document. */
final class Types {
    private Types() {}

    record Struct(Map<String, TypeSchema> fields, Map<String, Value> defaults, boolean atomic)
            implements TypeSchema.MapSchema {
        @Override
        public Optional<TypeSchema> field(String name) {
            return Optional.ofNullable(fields.get(name));
        }

        @Override
        public Optional<Value> defaultOf(String name) {
            return Optional.ofNullable(defaults.get(name));
        }
    }

    record MapOf(TypeSchema values, boolean atomic) implements TypeSchema.MapSchema {
        @Override
        public Optional<TypeSchema> field(String name) {
            return Optional.of(values);
        }

        @Override
        public Optional<Value> defaultOf(String name) {
            return Optional.empty();
        }
    }

    record ListOf(
            TypeSchema.ListKind kind,
            ImmutableList<String> keys,
            ImmutableMap<String, Value> keyDefaults,
            TypeSchema items)
            implements TypeSchema.ListSchema {}

    static TypeSchema struct(Object... fields) {
        ImmutableMap.Builder<String, TypeSchema> map = ImmutableMap.builder();
        for (int i = 0; i < fields.length; i += 2) {
            map.put((String) fields[i], (TypeSchema) fields[i + 1]);
        }
        return new Struct(map.buildOrThrow(), Map.of(), false);
    }

    static TypeSchema withDefault(TypeSchema struct, String field, Value value) {
        return new Struct(((Struct) struct).fields(), Map.of(field, value), false);
    }

    static TypeSchema keyed(TypeSchema items, String... keys) {
        return new ListOf(TypeSchema.ListKind.MAP, ImmutableList.copyOf(keys), ImmutableMap.of(), items);
    }

    static TypeSchema set(TypeSchema items) {
        return new ListOf(TypeSchema.ListKind.SET, ImmutableList.of(), ImmutableMap.of(), items);
    }

    static TypeSchema atomicList(TypeSchema items) {
        return new ListOf(TypeSchema.ListKind.ATOMIC, ImmutableList.of(), ImmutableMap.of(), items);
    }

    private static final TypeSchema STRINGS = new MapOf(Scalar.STRING, false);
    private static final TypeSchema METADATA = struct(
            "name",
            Scalar.STRING,
            "namespace",
            Scalar.STRING,
            "labels",
            STRINGS,
            "annotations",
            STRINGS,
            "finalizers",
            set(Scalar.STRING));
    private static final TypeSchema PORT = withDefault(
            struct(
                    "name",
                    Scalar.STRING,
                    "containerPort",
                    Scalar.INTEGER,
                    "port",
                    Scalar.INTEGER,
                    "protocol",
                    Scalar.STRING,
                    "targetPort",
                    Scalar.INT_OR_STRING,
                    "nodePort",
                    Scalar.INTEGER),
            "protocol",
            Value.of("TCP"));
    private static final ImmutableMap<String, Value> TCP = ImmutableMap.of("protocol", Value.of("TCP"));
    private static final TypeSchema CONTAINER = struct(
            "name", Scalar.STRING,
            "image", Scalar.STRING,
            "args", atomicList(Scalar.STRING),
            "env", keyed(struct("name", Scalar.STRING, "value", Scalar.STRING), "name"),
            "ports", new ListOf(TypeSchema.ListKind.MAP, ImmutableList.of("containerPort", "protocol"), TCP, PORT),
            "resources",
                    struct("limits", new MapOf(Scalar.QUANTITY, false), "requests", new MapOf(Scalar.QUANTITY, false)),
            "livenessProbe",
                    struct(
                            "httpGet", struct("path", Scalar.STRING, "port", Scalar.INT_OR_STRING),
                            "periodSeconds", Scalar.INTEGER,
                            "timeoutSeconds", Scalar.INTEGER));
    private static final TypeSchema DEPLOYMENT = struct(
            "metadata",
            METADATA,
            "spec",
            struct(
                    "replicas",
                    Scalar.INTEGER,
                    "paused",
                    Scalar.BOOLEAN,
                    "selector",
                    new Struct(Map.of(), Map.of(), true),
                    "template",
                    struct(
                            "metadata",
                            METADATA,
                            "spec",
                            struct(
                                    "containers", keyed(CONTAINER, "name"),
                                    "nodeSelector", new MapOf(Scalar.STRING, true),
                                    "tolerations", atomicList(Untyped.UNTYPED)))));
    private static final TypeSchema SERVICE = struct(
            "metadata",
            METADATA,
            "spec",
            struct(
                    "selector", new MapOf(Scalar.STRING, true),
                    "ports", new ListOf(TypeSchema.ListKind.MAP, ImmutableList.of("port", "protocol"), TCP, PORT)));
    private static final TypeSchema NETWORK_POLICY = struct(
            "metadata",
            METADATA,
            "spec",
            struct(
                    "policyTypes", atomicList(Scalar.STRING),
                    "ingress",
                            atomicList(struct(
                                    "ports",
                                    atomicList(struct("port", Scalar.INT_OR_STRING, "protocol", Scalar.STRING))))));

    /** The type of a kind; untyped where none is written down here. */
    static TypeSchema of(String kind) {
        return switch (kind) {
            case "Deployment" -> DEPLOYMENT;
            case "Service" -> SERVICE;
            case "NetworkPolicy" -> NETWORK_POLICY;
            case "ConfigMap" -> struct("metadata", METADATA, "data", STRINGS);
            case "Secret" ->
                struct("metadata", METADATA, "data", new MapOf(Scalar.BYTES, false), "type", Scalar.STRING);
            default -> Untyped.UNTYPED;
        };
    }
}
