package dev.gitsync.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gitsync.schema.TypeSchema;
import dev.gitsync.schema.TypeSchema.ListKind;
import dev.gitsync.schema.TypeSchema.ListSchema;
import dev.gitsync.schema.TypeSchema.MapSchema;
import dev.gitsync.schema.TypeSchema.Untyped;
import dev.gitsync.testbed.ClusterExtension;
import dev.gitsync.testbed.TestCluster;
import dev.gitsync.value.Value;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(ClusterExtension.class)
class ClusterSchemasTest {
    @Test
    void listsOfTheServersOwnKindsHaveTheirKeys(TestCluster cluster) throws Exception {
        AtomicInteger requests = new AtomicInteger();
        ClientOptions options = ClientOptions.ofVersion("test")
                .withObserver((verb, resource, code, took) -> requests.incrementAndGet());
        try (KubeClient client = KubeClient.fromKubeconfig(cluster.kubeconfig(), null, options)) {
            ClusterSchemas schemas = new ClusterSchemas(client);

            ListSchema containers =
                    list(schemas.schemaOf("apps/v1", "Deployment"), "spec", "template", "spec", "containers");
            ListSchema ports = list(schemas.schemaOf("v1", "Service"), "spec", "ports");
            schemas.schemaOf("apps/v1", "StatefulSet");

            assertThat(containers.kind()).isEqualTo(ListKind.MAP);
            assertThat(containers.keys()).containsExactly("name");
            assertThat(ports.keys()).containsExactly("port", "protocol");
            assertThat(ports.keyDefaults()).containsEntry("protocol", Value.of("TCP"));
            assertThat(requests)
                    .as("the index and one document for each group version")
                    .hasValue(3);
        }
    }

    @Test
    void aNewCustomResourceIsTypedAndAnUnknownKindIsNot(TestCluster cluster) {
        try (Kube kube = Kube.of(cluster)) {
            ClusterSchemas schemas = new ClusterSchemas(kube.client);
            assertThat(schemas.schemaOf("schemas.example.org/v1", "Shape")).isEqualTo(Untyped.UNTYPED);
            cluster.apply(DiscoveryTest.CRD.formatted("schemas.example.org", "shapes", "Shape"));
            try {
                await().atMost(Duration.ofSeconds(30)).until(() -> {
                    schemas.invalidate();
                    return schemas.schemaOf("schemas.example.org/v1", "Shape") != Untyped.UNTYPED;
                });
                TypeSchema shape = schemas.schemaOf("schemas.example.org/v1", "Shape");
                assertThat(list(shape, "spec", "rules").keys()).containsExactly("host");
                assertThat(((MapSchema) ((MapSchema) shape).field("spec").orElseThrow()).defaultOf("size"))
                        .contains(Value.of(3));
            } finally {
                cluster.kubectl("delete", "crd", "shapes.schemas.example.org");
            }
        }
    }

    @Test
    void typesThatCannotBeFetchedAreAnException(TestCluster cluster, @TempDir Path folder) throws Exception {
        Path file = folder.resolve("kubeconfig");
        try (Wire wire = Wire.to(cluster, file);
                Kube kube = Kube.of(file)) {
            ClusterSchemas schemas = new ClusterSchemas(kube.client);
            wire.cut();
            assertThatThrownBy(() -> schemas.schemaOf("apps/v1", "Deployment"))
                    .isInstanceOf(SchemaUnavailableException.class)
                    .hasMessageContaining("apps/v1");
            wire.mend();
            assertThat(schemas.schemaOf("apps/v1", "Deployment")).isInstanceOf(MapSchema.class);
        }
    }

    private static ListSchema list(TypeSchema schema, String... fields) {
        TypeSchema here = schema;
        for (String field : fields) {
            here = ((MapSchema) here).field(field).orElseThrow();
        }
        return (ListSchema) here;
    }
}
