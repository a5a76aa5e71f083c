package dev.gitsync.fieldpath;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import dev.gitsync.fieldpath.PathElement.Item;
import dev.gitsync.fieldpath.PathElement.Key;
import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManagedFieldsTest {
    private static final MapValue LIVE = (MapValue) Json.parse("""
            {"metadata": {"name": "web", "finalizers": ["a", "b"], "managedFields": [
              {"manager": "gitsync", "operation": "Apply", "apiVersion": "v1", "time": "2026-11-22T07:00:00Z",
               "fieldsType": "FieldsV1", "fieldsV1": {
                 "f:metadata": {"f:finalizers": {"v:\\"b\\"": {}}, "f:labels": {"f:app/name~x": {}}},
                 "f:spec": {"f:ports": {"k:{\\"port\\":443,\\"protocol\\":\\"TCP\\"}": {".": {}, "f:port": {}, "f:name": {}}},
                            "q:future": {"x": {}}, "f:selector": {}}}},
              {"manager": "hpa", "operation": "Update", "subresource": "scale",
               "fieldsType": "FieldsV1", "fieldsV1": {"f:spec": {"f:replicas": {}}}},
              {"manager": "gitsync", "operation": "Apply", "apiVersion": "v1beta1", "fieldsType": "FieldsV1",
               "fieldsV1": {"f:data": {}}},
              {"manager": "gitsync", "operation": "Apply", "subresource": "status", "fieldsType": "FieldsV1",
               "fieldsV1": {"f:status": {}}}]},
             "spec": {"replicas": 3, "selector": {"app": "web"},
                      "ports": [{"port": 80, "protocol": "TCP"}, {"port": 443, "protocol": "TCP", "name": "tls", "nodePort": 30000}]}}
            """);
    private static final FieldPath TLS = FieldPath.of("spec", "ports")
            .then(new Key(ImmutableSortedMap.of("port", Value.of(443), "protocol", Value.of("TCP"))));

    @Test
    void entriesSayWhoOwnsWhatSinceWhen() {
        ManagedFields managed = ManagedFields.of(LIVE);

        assertThat(managed.malformed()).isFalse();
        assertThat(managed.entries())
                .extracting(ManagedFields.Entry::manager)
                .containsExactly("gitsync", "hpa", "gitsync", "gitsync");
        assertThat(managed.entries().get(0).time()).contains(Instant.parse("2026-11-22T07:00:00Z"));
        assertThat(managed.entries().get(1).time()).isEmpty();
        assertThat(managed.entries().get(1).subresource()).isEqualTo("scale");
        assertThat(managed.entries().get(1).fields()).isEqualTo(FieldSet.of(FieldPath.of("spec", "replicas")));
    }

    @Test
    void allAppliesOfAManagerToTheObjectItselfCountTogether() {
        FieldSet ours = ManagedFields.of(LIVE).appliedBy("gitsync");

        assertThat(ours.paths())
                .extracting(FieldPath::toString)
                .containsExactly(
                        "data",
                        "metadata.finalizers[=b]",
                        "metadata.labels[\"app/name~x\"]",
                        "spec.ports[port=443,protocol=TCP]",
                        "spec.ports[port=443,protocol=TCP].name",
                        "spec.ports[port=443,protocol=TCP].port",
                        "spec.selector");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"none\"",
                "7",
                "[7]",
                "[{}]",
                "[{\"fieldsType\": \"FieldsV2\", \"fieldsV1\": {}}]",
                "[{\"fieldsType\": \"FieldsV1\", \"fieldsV1\": []}]",
                "[{\"fieldsType\": \"FieldsV1\", \"fieldsV1\": {\"f:a\": 1}}]",
                "[{\"fieldsType\": \"FieldsV1\", \"fieldsV1\": {\"k:{\": {}}}]",
                "[{\"fieldsType\": \"FieldsV1\", \"fieldsV1\": {\"k:7\": {}}}]",
                "[{\"fieldsType\": \"FieldsV1\", \"fieldsV1\": {\"k:{\\\"a\\\":[]}\": {}}}]",
                "[{\"fieldsType\": \"FieldsV1\", \"fieldsV1\": {\"i:x\": {}}}]",
                "[{\"fieldsType\": \"FieldsV1\", \"fieldsV1\": {\"spec\": {}}}]"
            })
    void whatCannotBeReadIsEmptyAndSaysSo(String managedFields) {
        ManagedFields managed =
                ManagedFields.of(Value.map("metadata", Value.map("managedFields", Json.parse(managedFields))));

        assertThat(managed.malformed()).isTrue();
        assertThat(managed.entries())
                .allSatisfy(entry -> assertThat(entry.fields()).isEqualTo(FieldSet.EMPTY));
        assertThat(managed.entries())
                .allSatisfy(entry -> assertThat(entry.time()).isEmpty());
    }

    @Test
    void anObjectWithoutEntriesIsNotMalformed() {
        assertThat(ManagedFields.of(MapValue.EMPTY).malformed()).isFalse();
        assertThat(ManagedFields.of(MapValue.EMPTY).entries()).isEmpty();
    }

    @Test
    void aPathLeadsToAValueAndHasAPointer() {
        FieldPath label = FieldPath.of("metadata", "managedFields")
                .then(new PathElement.Index(1))
                .field("manager");

        assertThat(FieldPaths.valueAt(LIVE, TLS.field("nodePort"))).contains(Value.of(30000));
        assertThat(FieldPaths.pointer(LIVE, TLS.field("nodePort"))).contains("/spec/ports/1/nodePort");
        assertThat(FieldPaths.pointer(
                        LIVE, FieldPath.of("metadata", "finalizers").then(new Item(Value.of("b")))))
                .contains("/metadata/finalizers/1");
        assertThat(FieldPaths.pointer(LIVE, label)).contains("/metadata/managedFields/1/manager");
        assertThat(FieldPaths.pointer(Value.map("a/b~c", Value.of(1)), FieldPath.of("a/b~c")))
                .contains("/a~1b~0c");
        assertThat(FieldPaths.pointer(LIVE, FieldPath.ROOT)).contains("");
    }

    @Test
    void aPathThatLeadsNowhereHasNeither() {
        FieldPath udp = FieldPath.of("spec", "ports")
                .then(new Key(ImmutableSortedMap.of("port", Value.of(443), "protocol", Value.of("UDP"))));

        for (FieldPath path : new FieldPath[] {
            udp,
            FieldPath.of("spec", "x"),
            FieldPath.of("spec", "replicas", "x"),
            TLS.then(new PathElement.Index(0)),
            FieldPath.of("spec", "ports").then(new PathElement.Index(2)),
            FieldPath.of("spec", "ports", "port")
        }) {
            assertThat(FieldPaths.valueAt(LIVE, path)).as("%s", path).isEmpty();
            assertThat(FieldPaths.pointer(LIVE, path)).as("%s", path).isEmpty();
        }
    }

    @Test
    void whatAManagerOwnsCanBeTakenOutOfAnObject() {
        FieldSet ours = ManagedFields.of(LIVE).appliedBy("gitsync");

        assertThat(FieldPaths.extract(LIVE, ours)).isEqualTo(Json.parse("""
                {"metadata": {"finalizers": ["b"]},
                 "spec": {"selector": {"app": "web"}, "ports": [{"port": 443, "protocol": "TCP", "name": "tls"}]}}
                """));
    }
}
