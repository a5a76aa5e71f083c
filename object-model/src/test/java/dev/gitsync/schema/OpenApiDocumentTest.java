package dev.gitsync.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gitsync.schema.TypeSchema.ListKind;
import dev.gitsync.schema.TypeSchema.ListSchema;
import dev.gitsync.schema.TypeSchema.MapSchema;
import dev.gitsync.schema.TypeSchema.Scalar;
import dev.gitsync.schema.TypeSchema.Untyped;
import dev.gitsync.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenApiDocumentTest {
    private static final String CONTAINER = "spec/template/spec/containers/*";

    @ParameterizedTest
    @CsvSource({
        "apiVersion, STRING",
        "metadata/name, STRING",
        "metadata/creationTimestamp, TIME",
        "metadata/labels/anything, STRING",
        "spec/replicas, INTEGER",
        "spec/paused, BOOLEAN",
        "spec/strategy/rollingUpdate/maxSurge, INT_OR_STRING",
        CONTAINER + "/resources/limits/cpu, QUANTITY",
        CONTAINER + "/livenessProbe/httpGet/port, INT_OR_STRING",
        "spec/template/spec/volumes/*/emptyDir/sizeLimit, QUANTITY",
    })
    void scalarsOfBuiltInKindsHaveTheirMeaning(String path, Scalar expected) {
        assertThat(Documents.at(Documents.deployment(), path)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "spec/size, INTEGER",
        "spec/port, INT_OR_STRING",
        "spec/memory, INT_OR_STRING",
        "spec/blob, BYTES",
        "spec/rules/*/when, TIME",
        "spec/rules/*/ratio, NUMBER",
        "metadata/creationTimestamp, TIME",
    })
    void scalarsOfCustomResourcesHaveTheirMeaning(String path, Scalar expected) {
        assertThat(Documents.at(Documents.widget(), path)).isEqualTo(expected);
    }

    @Test
    void aListOfMapsHasItsKeysAndTheirDefaults() {
        ListSchema ports = (ListSchema) Documents.at(Documents.deployment(), CONTAINER + "/ports");

        assertThat(ports.kind()).isEqualTo(ListKind.MAP);
        assertThat(ports.keys()).containsExactly("containerPort", "protocol");
        assertThat(ports.keyDefaults()).isEqualTo(Map.of("containerPort", Value.of(0), "protocol", Value.of("TCP")));
    }

    @Test
    void setsAndAtomicListsAreToldApart() {
        assertThat(Documents.at(Documents.deployment(), "metadata/finalizers"))
                .isInstanceOfSatisfying(
                        ListSchema.class, list -> assertThat(list.kind()).isEqualTo(ListKind.SET));
        assertThat(Documents.at(Documents.deployment(), CONTAINER + "/args"))
                .isInstanceOfSatisfying(
                        ListSchema.class, list -> assertThat(list.kind()).isEqualTo(ListKind.ATOMIC));
        assertThat(Documents.at(Documents.widget(), "spec/tags"))
                .isInstanceOfSatisfying(
                        ListSchema.class, list -> assertThat(list.kind()).isEqualTo(ListKind.SET));
        assertThat(Documents.at(Documents.widget(), "spec/order"))
                .isInstanceOfSatisfying(
                        ListSchema.class, list -> assertThat(list.kind()).isEqualTo(ListKind.ATOMIC));
    }

    @Test
    void aPatchStrategyTellsItemsApartOnlyWhereThereIsNoListType() {
        OpenApiDocument document = parse("""
                {"openapi": "3.0.0", "components": {"schemas": {"T": {"type": "object", "properties": {
                  "byKey": {"type": "array", "items": {"type": "object"}, "x-kubernetes-patch-strategy": "merge,retainKeys", "x-kubernetes-patch-merge-key": "id"},
                  "set": {"type": "array", "items": {"type": "string"}, "x-kubernetes-patch-strategy": "merge"},
                  "replaced": {"type": "array", "items": {"type": "string"}, "x-kubernetes-patch-strategy": "retainKeys"},
                  "atomic": {"type": "array", "items": {"type": "string"}, "x-kubernetes-list-type": "atomic", "x-kubernetes-patch-strategy": "merge"}
                }, "x-kubernetes-group-version-kind": [{"group": "", "version": "v1", "kind": "T"}]}}}}
                """);
        TypeSchema type = document.schemaOf("v1", "T").orElseThrow();

        assertThat(List.of("byKey", "set", "replaced", "atomic"))
                .extracting(name -> ((ListSchema) Documents.at(type, name)).kind())
                .containsExactly(ListKind.MAP, ListKind.SET, ListKind.ATOMIC, ListKind.ATOMIC);
        assertThat(((ListSchema) Documents.at(type, "byKey")).keys()).containsExactly("id");
    }

    @Test
    void atomicMapsAreAtomicAlsoWhereTheyAreReferredTo() {
        assertThat(Documents.at(Documents.deployment(), "spec/selector"))
                .isInstanceOfSatisfying(
                        MapSchema.class, map -> assertThat(map.atomic()).isTrue());
        assertThat(Documents.at(Documents.deployment(), "spec/template/spec/nodeSelector"))
                .isInstanceOfSatisfying(
                        MapSchema.class, map -> assertThat(map.atomic()).isTrue());
        assertThat(Documents.at(Documents.widget(), "spec/limits"))
                .isInstanceOfSatisfying(
                        MapSchema.class, map -> assertThat(map.atomic()).isTrue());
        assertThat(Documents.at(Documents.deployment(), "metadata/labels"))
                .isInstanceOfSatisfying(
                        MapSchema.class, map -> assertThat(map.atomic()).isFalse());
    }

    @Test
    void fieldsThatAreNotDeclaredAreUnknownUnlessPreserved() {
        MapSchema spec = (MapSchema) Documents.at(Documents.deployment(), "spec");
        MapSchema free = (MapSchema) Documents.at(Documents.widget(), "spec/free");

        assertThat(spec.field("replicsa")).isEmpty();
        assertThat(free.field("known")).contains(Scalar.INTEGER);
        assertThat(free.field("unknown")).contains(Untyped.UNTYPED);
        assertThat(Documents.at(Documents.widget(), "status/anything")).isEqualTo(Untyped.UNTYPED);
        assertThat(Documents.at(Documents.widget(), "spec/template/spec")).isEqualTo(Untyped.UNTYPED);
        assertThat(Documents.at(Documents.widget(), "spec/template/metadata/creationTimestamp"))
                .isEqualTo(Scalar.TIME);
    }

    @Test
    void defaultsAreThoseOfTheSchema() {
        MapSchema port = (MapSchema) Documents.at(Documents.deployment(), CONTAINER + "/ports/*");
        MapSchema labels = (MapSchema) Documents.at(Documents.deployment(), "metadata/labels");

        assertThat(port.defaultOf("protocol")).contains(Value.of("TCP"));
        assertThat(port.defaultOf("hostPort")).isEmpty();
        assertThat(labels.defaultOf("app"))
                .as("the default of the values is none of a key")
                .isEmpty();
        assertThat(((MapSchema) Documents.at(Documents.widget(), "spec")).defaultOf("size"))
                .contains(Value.of(3));
    }

    @Test
    void aTypeMayHoldItself() {
        TypeSchema definition = Documents.read("apiextensions.k8s.io-v1.json")
                .schemaOf("apiextensions.k8s.io/v1", "CustomResourceDefinition")
                .orElseThrow();
        String schema = "spec/versions/*/schema/openAPIV3Schema";

        TypeSchema deep = Documents.at(definition, schema + "/properties/spec/properties/x/not/allOf/*/properties/y");

        assertThat(Documents.at(deep, "type")).isEqualTo(Scalar.STRING);
        assertThat(Documents.at(deep, "$ref")).isEqualTo(Scalar.STRING);
        assertThat(Documents.at(deep, "default")).isEqualTo(Untyped.UNTYPED);
        assertThat(deep.toString()).as("printing ends").isNotEmpty();
    }

    @Test
    void aKindIsFoundInTheDocumentThatHasIt() {
        SchemaSource types = OpenApiDocument.together(List.of(
                Documents.read("v1.json"), Documents.read("apps-v1.json"), Documents.read("example.com-v1.json")));

        assertThat(Documents.at(types.schemaOf("v1", "Service"), "spec/ports"))
                .isInstanceOfSatisfying(ListSchema.class, list -> {
                    assertThat(list.keys()).containsExactly("port", "protocol");
                    assertThat(list.keyDefaults()).containsEntry("protocol", Value.of("TCP"));
                });
        assertThat(Documents.at(types.schemaOf("v1", "Secret"), "data/password"))
                .isEqualTo(Scalar.BYTES);
        assertThat(types.schemaOf("apps/v1", "Deployment")).isInstanceOf(MapSchema.class);
        assertThat(types.schemaOf("apps/v1beta1", "Deployment")).isEqualTo(Untyped.UNTYPED);
        assertThat(types.schemaOf("v1", "Deployment")).isEqualTo(Untyped.UNTYPED);
    }

    @Test
    void aReferenceToNothingIsUntypedAndRawExtensionsAreReplacedAsAWhole() {
        OpenApiDocument document = parse("""
                {"openapi": "3.0.0", "components": {"schemas": {
                  "io.k8s.apimachinery.pkg.runtime.RawExtension": {"type": "object"},
                  "io.k8s.apimachinery.pkg.apis.meta.v1.Duration": {"type": "string"},
                  "T": {"type": "object", "properties": {
                    "gone": {"$ref": "#/components/schemas/Gone"},
                    "raw": {"$ref": "#/components/schemas/io.k8s.apimachinery.pkg.runtime.RawExtension"},
                    "wait": {"$ref": "#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.Duration"},
                    "any": {"type": "object", "additionalProperties": true}
                  }, "x-kubernetes-group-version-kind": [{"group": "g", "version": "v1", "kind": "T"}]}}}}
                """);
        TypeSchema type = document.schemaOf("g/v1", "T").orElseThrow();

        assertThat(Documents.at(type, "gone")).isEqualTo(Untyped.UNTYPED);
        assertThat(((MapSchema) Documents.at(type, "raw")).atomic()).isTrue();
        assertThat(Documents.at(type, "wait")).isEqualTo(Scalar.DURATION);
        assertThat(Documents.at(type, "any/thing")).isEqualTo(Untyped.UNTYPED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"swagger\": \"2.0\"}", "{\"openapi\"", "no json"})
    void whatIsNoOpenApiDocumentIsRefused(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(OpenApiException.class)
                .hasMessageContaining("OpenAPI");
    }

    private static OpenApiDocument parse(String json) {
        return OpenApiDocument.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
