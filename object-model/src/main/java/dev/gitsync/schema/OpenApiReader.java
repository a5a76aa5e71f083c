package dev.gitsync.schema;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.gitsync.schema.OpenApiDocument.TypeName;
import dev.gitsync.value.Json;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Reads an OpenAPI document token by token, one definition at a time. */
final class OpenApiReader {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonParser json;
    private final Map<String, TypeSchema> definitions = new HashMap<>();
    private final ImmutableMap.Builder<TypeName, TypeSchema> kinds = ImmutableMap.builder();

    private OpenApiReader(JsonParser json) {
        this.json = json;
    }

    static OpenApiDocument read(byte[] document) {
        try (JsonParser json = FACTORY.createParser(document)) {
            OpenApiReader reader = new OpenApiReader(json);
            reader.readDocument();
            return new OpenApiDocument(reader.kinds.buildKeepingLast());
        } catch (JacksonException e) {
            // The exception's own message quotes the document.
            throw new OpenApiException("the OpenAPI document is not valid JSON"
                    + (e.getLocation() == null
                            ? ""
                            : ", at byte " + e.getLocation().getByteOffset()));
        } catch (IOException e) {
            throw new OpenApiException("the OpenAPI document can't be read: " + e.getMessage());
        }
    }

    private void readDocument() throws IOException {
        json.nextToken();
        boolean[] isOpenApi = {false};
        eachField(field -> {
            switch (field) {
                case "openapi" -> isOpenApi[0] = true;
                case "components" ->
                    eachField(component -> {
                        if (component.equals("schemas")) {
                            eachField(this::readDefinition);
                        } else {
                            json.skipChildren();
                        }
                    });
                default -> json.skipChildren();
            }
        });
        if (!isOpenApi[0]) {
            throw new OpenApiException("not an OpenAPI v3 document: it has no field \"openapi\"");
        }
    }

    private void readDefinition(String name) throws IOException {
        SchemaDraft draft = readSchema();
        TypeSchema type = new TypeBuilder(definitions).definition(name, draft);
        definitions.put(name, type);
        for (TypeName kind : draft.kinds) {
            kinds.put(kind, type);
        }
    }

    /** Reads the schema at whose start the parser stands. */
    private SchemaDraft readSchema() throws IOException {
        SchemaDraft draft = new SchemaDraft();
        eachField(keyword -> readKeyword(keyword, draft));
        return draft;
    }

    private void readKeyword(String keyword, SchemaDraft draft) throws IOException {
        switch (keyword) {
            case "type" -> draft.type = text();
            case "format" -> draft.format = text();
            case "$ref" -> draft.reference = reference();
            case "allOf" -> readAllOf(draft);
            case "properties" -> eachField(name -> draft.properties.put(name, readSchema()));
            case "additionalProperties" -> readAdditionalProperties(draft);
            case "items" -> draft.items = readSchema();
            case "default" -> draft.defaultValue = Json.read(json);
            case "x-kubernetes-list-type" -> draft.listType = text();
            case "x-kubernetes-list-map-keys" -> draft.listMapKeys = texts();
            case "x-kubernetes-patch-strategy" -> draft.patchStrategy = text();
            case "x-kubernetes-patch-merge-key" -> draft.patchMergeKey = text().intern();
            case "x-kubernetes-map-type" -> draft.mapType = text();
            case "x-kubernetes-preserve-unknown-fields" -> draft.preserveUnknownFields = isTrue();
            case "x-kubernetes-int-or-string" -> draft.intOrString = isTrue();
            case "x-kubernetes-group-version-kind" -> readKinds(draft);
            default -> json.skipChildren();
        }
    }

    private void readAllOf(SchemaDraft draft) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return;
        }
        int schemas = 0;
        String reference = "";
        while (json.nextToken() != JsonToken.END_ARRAY) {
            reference = readSchema().reference;
            schemas++;
        }
        if (schemas == 1 && draft.reference.isEmpty()) {
            draft.reference = reference;
        }
    }

    private void readAdditionalProperties(SchemaDraft draft) throws IOException {
        if (json.currentToken() == JsonToken.START_OBJECT) {
            draft.additionalProperties = readSchema();
        } else {
            draft.anyAdditionalProperties = isTrue();
        }
    }

    private void readKinds(SchemaDraft draft) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            Map<String, String> kind = new HashMap<>();
            eachField(field -> kind.put(field, text()));
            String group = kind.getOrDefault("group", "");
            String version = kind.getOrDefault("version", "");
            draft.kinds.add(
                    new TypeName(group.isEmpty() ? version : group + "/" + version, kind.getOrDefault("kind", "")));
        }
    }

    /** The last part of a reference such as {@code #/components/schemas/io.k8s.api.core.v1.Container}. */
    private String reference() throws IOException {
        String reference = text();
        return reference.substring(reference.lastIndexOf('/') + 1).intern();
    }

    /** The text of a scalar; empty for anything else, which is passed over. */
    private String text() throws IOException {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            return json.getText();
        }
        json.skipChildren();
        return "";
    }

    private ImmutableList<String> texts() throws IOException {
        ImmutableList.Builder<String> texts = ImmutableList.builder();
        if (json.currentToken() == JsonToken.START_ARRAY) {
            while (json.nextToken() != JsonToken.END_ARRAY) {
                texts.add(text().intern());
            }
        }
        return texts.build();
    }

    private boolean isTrue() throws IOException {
        boolean isTrue = json.currentToken() == JsonToken.VALUE_TRUE;
        json.skipChildren();
        return isTrue;
    }

    @FunctionalInterface
    private interface FieldReader {
        /** Reads the value of a field, at whose first token the parser stands, to its last token. */
        void read(String name) throws IOException;
    }

    /** Reads the fields of the object at whose start the parser stands, to its end; passes over anything else. */
    private void eachField(FieldReader reader) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            reader.read(name);
        }
    }
}
