package dev.gitsync.schema;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.gitsync.value.Value;
import java.util.Optional;

/**
 * The type of one node of an object: as much of its OpenAPI v3 schema as a server-side apply or a comparison needs.
 * Schemas may be recursive: fields are looked up, never enumerated to the end.
 */
public sealed interface TypeSchema {

    /** A struct or a map from names to values. */
    non-sealed interface MapSchema extends TypeSchema {
        /** {@code x-kubernetes-map-type: atomic}: owned and replaced as a whole. */
        boolean atomic();

        /**
         * The type of a field; for a map, of every field. {@link Untyped} for a field that a schema with
         * {@code x-kubernetes-preserve-unknown-fields} does not declare; nothing where the API server would not know it.
         */
        Optional<TypeSchema> field(String name);

        /** The default that the schema declares for a field, which the server fills in where the field is absent. */
        Optional<Value> defaultOf(String name);
    }

    /** How the items of a list are told apart. */
    enum ListKind {
        /** Owned and replaced as a whole. */
        ATOMIC,
        /** Items are scalars, each at most once. */
        SET,
        /** Items are maps, told apart by the values of their keys. */
        MAP
    }

    /** A list. */
    non-sealed interface ListSchema extends TypeSchema {
        ListKind kind();

        /** The fields that tell the items of a {@link ListKind#MAP} list apart, as declared; else empty. */
        ImmutableList<String> keys();

        /** The values that stand for keys which an item leaves out, such as {@code protocol: TCP}. */
        ImmutableMap<String, Value> keyDefaults();

        TypeSchema items();
    }

    /** What a scalar means beyond its JSON type, as far as spellings of one meaning differ. */
    enum Scalar implements TypeSchema {
        STRING,
        INTEGER,
        NUMBER,
        BOOLEAN,
        /** A resource quantity: {@code 1000m} is {@code 1}. */
        QUANTITY,
        INT_OR_STRING,
        /** RFC 3339, at second or microsecond precision. */
        TIME,
        /** A Go duration of a known field: {@code 60s} is {@code 1m0s}. */
        DURATION,
        /** Base64 of bytes. */
        BYTES
    }

    /** No type is known: maps are merged field by field and lists replaced, as the API server deduces it. */
    enum Untyped implements TypeSchema {
        UNTYPED
    }
}
