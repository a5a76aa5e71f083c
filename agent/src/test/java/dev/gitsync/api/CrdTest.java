package dev.gitsync.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.value.Value.StringValue;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the CRDs against what the code reads and writes. */
class CrdTest {
    private static final MapValue APPLICATIONS = schema("deploy/crds/applications.yaml");
    private static final MapValue INVENTORIES = schema("deploy/crds/inventories.yaml");

    @Test
    void theStatusIsWhatTheRecordsWrite() {
        hold(ApplicationStatus.class, APPLICATIONS.mapAt("properties", "status"), "status");
    }

    @Test
    void everyFieldThatTheFullStatusHoldsIsInTheSchema() {
        Set<String> written = new TreeSet<>();
        leaves("status", ApplicationStatusTest.full().toValue(), written);

        assertThat(paths("status", APPLICATIONS.mapAt("properties", "status"))).containsAll(written);
    }

    @Test
    void theInventoryIsWhatItsObjectsHold() {
        MapValue object = InventoryTest.inventory("uid-1", 2).toObjects().getLast();
        Set<String> properties = INVENTORIES.mapAt("properties").fields().keySet();

        assertThat(properties)
                .containsExactlyInAnyOrderElementsOf(object.fields().keySet());
        assertThat(properties.stream()
                        .filter(name ->
                                !Set.of("apiVersion", "kind", "metadata").contains(name)))
                .containsExactlyInAnyOrderElementsOf(components(InventoryChunk.class));
        MapValue entry = INVENTORIES.mapAt("properties", "entries", "items", "properties");
        assertThat(entry.fields().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(components(InventoryEntry.class), components(ObjectKey.class))
                                .flatMap(Set::stream)
                                .filter(name -> !name.equals("object"))
                                .toList());
        assertThat(entry.fields().values())
                .allMatch(field -> field.stringAt("type").orElse("").equals("string"));
    }

    /** The schema of spec and operation names exactly the fields that the code acts on, refuses or lets pass. */
    @Test
    void theSpecNamesWhatIsReadAndNothingElse() {
        Set<String> schema = new TreeSet<>();
        schema.addAll(paths("spec", APPLICATIONS.mapAt("properties", "spec")));
        schema.addAll(paths("operation", APPLICATIONS.mapAt("properties", "operation")));
        schema.removeIf(path -> path.startsWith("spec.sources."));

        Findings findings = new Findings();
        SpecReader.read(TestYaml.map("source: {repoURL: u}"), findings);
        Operation.of(TestYaml.map("sync: {}"), findings);
        Set<String> code = new TreeSet<>(findings.known());
        code.addAll(Unsupported.REFUSED_FIELDS.keySet());
        code.addAll(Unsupported.INFORMATIVE_FIELDS);

        assertThat(schema).isEqualTo(code);
    }

    @Test
    void aValueOfTheWrongTypeIsRefusedByTheCodeAsByTheSchema() {
        MapValue spec = APPLICATIONS.mapAt("properties", "spec");
        for (String path : paths("spec", spec)) {
            if (Unsupported.REFUSED_FIELDS.containsKey(path)
                    || Unsupported.INFORMATIVE_FIELDS.contains(path)
                    || path.startsWith("spec.sources.")) {
                continue;
            }
            MapValue application = wrong(path, spec);
            assertThat(Application.of(application).invalid())
                    .as(path)
                    .anySatisfy(error -> assertThat(error).startsWith(path + ": must be "));
        }
    }

    @Test
    void bothSourcesHaveOneSchema() {
        MapValue properties = APPLICATIONS.mapAt("properties", "spec", "properties");

        assertThat(properties.mapAt("sources", "items")).isEqualTo(properties.mapAt("source"));
    }

    @Test
    void everyMapOfTheSpecKeepsWhatItDoesNotKnow() {
        keepsUnknown("spec", APPLICATIONS.mapAt("properties", "spec"));
        keepsUnknown("operation", APPLICATIONS.mapAt("properties", "operation"));
    }

    @Test
    void theDocumentationNamesWhatIsNotActedOn() {
        String page = TestYaml.file("docs/spec/application.md");

        assertThat(Stream.of(
                                Unsupported.REFUSED_FIELDS.keySet(),
                                Unsupported.INFORMATIVE_FIELDS,
                                Unsupported.ACCEPTED_OPTIONS,
                                Unsupported.REPORTED_OPTIONS.keySet(),
                                Unsupported.REFUSED_OPTIONS.keySet())
                        .flatMap(Set::stream))
                .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }

    private static MapValue schema(String file) {
        MapValue crd = TestYaml.map(TestYaml.file(file));
        return crd.mapAt("spec").itemsAt("versions").getFirst().mapAt("schema", "openAPIV3Schema");
    }

    private static void keepsUnknown(String path, MapValue schema) {
        switch (schema.stringAt("type").orElse("")) {
            case "object" -> {
                assertThat(schema.at("x-kubernetes-preserve-unknown-fields"))
                        .as(path)
                        .contains(Value.of(true));
                schema.mapAt("properties")
                        .fields()
                        .forEach((name, property) -> keepsUnknown(path + "." + name, (MapValue) property));
            }
            case "array" -> keepsUnknown(path + "[]", schema.mapAt("items"));
            default -> {}
        }
    }

    /** The paths of all fields below a schema; those of a list's items as if the list were the item. */
    private static Set<String> paths(String path, MapValue schema) {
        Set<String> paths = new TreeSet<>();
        MapValue items = schema.mapAt("items");
        MapValue properties = (items.fields().isEmpty() ? schema : items).mapAt("properties");
        properties.fields().forEach((name, property) -> {
            paths.add(path + "." + name);
            paths.addAll(paths(path + "." + name, (MapValue) property));
        });
        return paths;
    }

    private static void leaves(String path, Value value, Set<String> into) {
        switch (value) {
            case MapValue map
            when !path.equals("status.summary.health") ->
                map.fields().forEach((name, field) -> leaves(path + "." + name, field, into));
            case ListValue list -> list.items().forEach(item -> leaves(path, item, into));
            default -> into.add(path);
        }
    }

    /** An Application whose spec holds, at a path, a value of another type than the schema's. */
    private static MapValue wrong(String path, MapValue spec) {
        List<String> names = List.of(path.split("\\."));
        MapValue schema = spec;
        for (String name : names.subList(1, names.size())) {
            schema = schema.mapAt("properties", name);
        }
        Value value = schema.stringAt("type").orElse("").equals("string") ? Value.of(7) : Value.of("seven");
        for (String name : names.reversed()) {
            value = Value.map(name, value);
        }
        return (MapValue) value;
    }

    private static Set<String> components(Class<?> record) {
        return Stream.of(record.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.toSet());
    }

    private static void hold(Class<?> record, MapValue schema, String path) {
        assertThat(schema.stringAt("type")).as(path).contains("object");
        MapValue properties = schema.mapAt("properties");
        assertThat(properties.fields().keySet())
                .as(path)
                .containsExactlyInAnyOrderElementsOf(components(record).stream()
                        .map(name -> name.equals("fieldClass") ? "class" : name)
                        .toList());
        for (RecordComponent component : record.getRecordComponents()) {
            String name = component.getName().equals("fieldClass") ? "class" : component.getName();
            holdType(component.getGenericType(), properties.mapAt(name), path + "." + name);
        }
    }

    private static void holdType(Type type, MapValue schema, String path) {
        String schemaType = schema.stringAt("type").orElse("");
        if (type instanceof ParameterizedType parameterized) {
            Type last = parameterized.getActualTypeArguments()[parameterized.getActualTypeArguments().length - 1];
            if (parameterized.getRawType() == Optional.class) {
                holdType(last, schema, path);
            } else if (parameterized.getRawType() == List.class) {
                assertThat(schemaType).as(path).isEqualTo("array");
                holdType(last, schema.mapAt("items"), path + "[]");
            } else {
                assertThat(parameterized.getRawType()).as(path).isEqualTo(Map.class);
                holdType(last, schema.mapAt("additionalProperties"), path + "{}");
            }
        } else if (type == SyncStatus.class) {
            assertThat(texts(schema))
                    .as(path)
                    .isEqualTo(
                            Stream.of(SyncStatus.values()).map(SyncStatus::text).collect(Collectors.toSet()));
        } else if (type == Condition.Status.class) {
            assertThat(texts(schema))
                    .as(path)
                    .isEqualTo(Stream.of(Condition.Status.values())
                            .map(Condition.Status::text)
                            .collect(Collectors.toSet()));
        } else if (type == Instant.class) {
            assertThat(schema.stringAt("format")).as(path).contains("date-time");
        } else if (type instanceof Class<?> plain && plain.isRecord()) {
            hold(plain, schema, path);
        } else {
            String wanted = type == String.class ? "string" : "integer";
            assertThat(schemaType).as(path).isEqualTo(wanted);
        }
    }

    private static Set<String> texts(MapValue schema) {
        return schema.itemsAt("enum").stream()
                .map(item -> item instanceof StringValue(String text) ? text : "")
                .collect(Collectors.toSet());
    }
}
