package dev.gitsync.schema;

/** Where the types of objects come from: an API server's OpenAPI document, or nothing. */
@FunctionalInterface
public interface SchemaSource {
    /** Knows no type: every object is deduced. */
    SchemaSource UNTYPED = (apiVersion, kind) -> TypeSchema.Untyped.UNTYPED;

    /** The type of the objects of a kind at a version; {@link TypeSchema.Untyped} where none is known. */
    TypeSchema schemaOf(String apiVersion, String kind);
}
