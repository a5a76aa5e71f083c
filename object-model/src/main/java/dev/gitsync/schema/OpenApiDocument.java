package dev.gitsync.schema;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The types of one OpenAPI v3 document of an API server, such as {@code /openapi/v3/apis/apps/v1}: what server-side apply
 * makes of it (k8s.io/kube-openapi, {@code schemaconv}), and what spellings of scalars mean the same. Immutable.
 */
public final class OpenApiDocument {
    /** The types by their {@code x-kubernetes-group-version-kind}. */
    private final ImmutableMap<TypeName, TypeSchema> types;

    /** @param apiVersion such as {@code apps/v1} or {@code v1} */
    record TypeName(String apiVersion, String kind) {}

    OpenApiDocument(ImmutableMap<TypeName, TypeSchema> types) {
        this.types = types;
    }

    /**
     * Reads a document as the API server answers it.
     *
     * @throws OpenApiException if it is no JSON, or not an OpenAPI document of Kubernetes
     */
    public static OpenApiDocument parse(byte[] json) {
        return OpenApiReader.read(json);
    }

    /** The type of the objects of a kind, for example {@code apps/v1}, {@code Deployment}; nothing for a kind that is not in this document. */
    public Optional<TypeSchema> schemaOf(String apiVersion, String kind) {
        return Optional.ofNullable(types.get(new TypeName(apiVersion, kind)));
    }

    /** The types of several documents together; the first document that knows a kind decides. */
    public static SchemaSource together(Collection<OpenApiDocument> documents) {
        List<OpenApiDocument> all = ImmutableList.copyOf(documents);
        return (apiVersion, kind) -> all.stream()
                .flatMap(document -> document.schemaOf(apiVersion, kind).stream())
                .findFirst()
                .orElse(TypeSchema.Untyped.UNTYPED);
    }
}
