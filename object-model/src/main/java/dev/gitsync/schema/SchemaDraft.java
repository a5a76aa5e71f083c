package dev.gitsync.schema;

import com.google.common.collect.ImmutableList;
import dev.gitsync.schema.OpenApiDocument.TypeName;
import dev.gitsync.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One schema as it stands in a document, with the keywords that matter here, before its type is made. */
final class SchemaDraft {
    String type = "";
    String format = "";
    /** The name of the definition that this refers to, by {@code $ref} or by {@code allOf} with one {@code $ref}; or empty. */
    String reference = "";

    final Map<String, SchemaDraft> properties = new LinkedHashMap<>();

    @Nullable
    SchemaDraft additionalProperties;

    boolean anyAdditionalProperties;

    @Nullable
    SchemaDraft items;

    String listType = "";
    ImmutableList<String> listMapKeys = ImmutableList.of();
    /** {@code x-kubernetes-patch-strategy} and its key: what tells items apart where there is no list type. */
    String patchStrategy = "";

    String patchMergeKey = "";
    String mapType = "";
    boolean preserveUnknownFields;
    boolean intOrString;

    @Nullable
    Value defaultValue;

    final List<TypeName> kinds = new ArrayList<>();
}
