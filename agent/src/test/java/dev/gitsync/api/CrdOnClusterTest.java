package dev.gitsync.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gitsync.testbed.Checkout;
import dev.gitsync.testbed.ClusterExtension;
import dev.gitsync.testbed.RestClient;
import dev.gitsync.testbed.TestCluster;
import dev.gitsync.testbed.TestNamespace;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a real API server makes of the CRDs. */
@ExtendWith(ClusterExtension.class)
class CrdOnClusterTest {
    @BeforeAll
    static void install(TestCluster cluster) {
        cluster.kubectl(
                "apply",
                "--server-side",
                "-f",
                Checkout.root().resolve("deploy/crds").toString());
        cluster.kubectl(
                "wait",
                "--for=condition=Established",
                "--timeout=30s",
                "crd/applications.gitsync.dev",
                "crd/inventories.gitsync.dev");
    }

    @Test
    void anApplicationOfArgoCdIsAcceptedAndKeepsItsUnknownFields(TestNamespace namespace, TestCluster cluster) {
        namespace.apply("""
                apiVersion: gitsync.dev/v1alpha1
                kind: Application
                metadata:
                  name: shop
                  finalizers: [resources-finalizer.argocd.argoproj.io]
                spec:
                  project: default
                  source:
                    repoURL: https://git.example.com/shop.git
                    targetRevision: HEAD
                    path: overlays/production
                    directory: {jsonnet: {tlas: [{name: a}]}, recurse: true}
                    fancy: {deep: [1]}
                  destination: {server: https://kubernetes.default.svc, namespace: shop, name: ''}
                  syncPolicy:
                    automated: {prune: true, selfHeal: true, enabled: null}
                    syncOptions: [CreateNamespace=true]
                    later: {x: 1.5}
                    retry: null
                  ignoreDifferences: [{group: apps, kind: Deployment, jsonPointers: [/spec/replicas]}]
                  novel: true
                """);
        MapValue stored = (MapValue) cluster.rest().get(path(namespace, "applications") + "/shop");
        Application application = Application.of(stored);

        assertThat(application.unsupportedFields())
                .containsExactlyInAnyOrder("spec.source.fancy.deep[0]", "spec.syncPolicy.later.x", "spec.novel");
        assertThat(application.invalid())
                .extracting(error -> error.substring(0, error.indexOf(':')))
                .containsExactlyInAnyOrder("spec.source.directory.jsonnet", "spec.ignoreDifferences");
        assertThat(application.generation()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                              | give either source or sources",
                "{source: {repoURL: u}, sources: [{repoURL: v}]}                 | give either source or sources",
                "{sources: []}                                                   | give either source or sources",
                "{source: {repoURL: ''}}                                         | spec.source.repoURL",
                "{source: {path: a}}                                             | spec.source.repoURL: Required value",
                "{source: {repoURL: u, path: a/../../b}}                         | relative and without",
                "{source: {repoURL: u, path: /a}}                                | relative and without",
                "{source: {repoURL: u}, destination: {server: s, name: other}}   | give either server or name",
                "{source: {repoURL: u}, revisionHistoryLimit: -1}                | spec.revisionHistoryLimit",
                "{source: {repoURL: u}, interval: soon}                          | spec.interval",
                "{source: {repoURL: u}, prunePolicy: {maxPercent: 101}}          | spec.prunePolicy.maxPercent",
            })
    void whatMustNotBeIsRefused(String spec, String message, TestNamespace namespace) {
        assertThatThrownBy(() -> namespace.apply(application("refused", spec))).hasMessageContaining(message);
    }

    @Test
    void aNameTooLongForItsInventoryIsRefused(TestNamespace namespace) {
        String spec = "{source: {repoURL: u}}";

        assertThatThrownBy(() -> namespace.apply(application("a".repeat(231), spec)))
                .hasMessageContaining("at most 230 characters");
        namespace.apply(application("a".repeat(230), spec));
    }

    @Test
    void theStatusIsStoredAsWrittenAndShownInColumns(TestNamespace namespace, TestCluster cluster) {
        namespace.apply(application("status", "{source: {repoURL: u}}"));
        String path = path(namespace, "applications") + "/status/status";
        MapValue object = (MapValue) cluster.rest().get(path);
        ApplicationStatus status = ApplicationStatusTest.full();
        MapValue stored = (MapValue) cluster.rest().replace(path, object.with("status", status.toValue()));

        assertThat(stored.mapAt("status")).isEqualTo(status.toValue());
        assertThat(Application.of(stored).status()).isEqualTo(status);
        List<String> lines = namespace.kubectl("get", "gsapp", "status").lines().toList();
        assertThat(lines.getFirst().split("\\s+")).containsExactly("NAME", "SYNC", "HEALTH", "REVISION", "AGE");
        assertThat(lines.get(1)).matches("status +OutOfSync +Degraded +0123456789 +\\d+m?s");
        assertThat(namespace.kubectl("get", "gsapp", "status", "-o", "wide")).contains("all is well");
    }

    @Test
    void anOperationStandsBesideTheSpec(TestNamespace namespace, TestCluster cluster) {
        namespace.apply(application("operation", "{source: {repoURL: u}}"));
        Operation operation = Operation.sync(Optional.of("abc"), true, false, "ada");
        String path = path(namespace, "applications") + "/operation";
        MapValue patched =
                (MapValue) cluster.rest().mergePatch(path, Value.map("operation", operation.toValue()), "somebody");

        assertThat(Application.of(patched).operation()).contains(operation);
    }

    @Test
    void anInventoryIsStoredWholeAndReadBack(TestNamespace namespace, TestCluster cluster) {
        ApplicationKey key = new ApplicationKey(namespace.name(), "shop");
        Inventory inventory = new Inventory(
                key, "uid-1", "abc", InventoryTest.inventory("uid-1", 8000).entries());
        String path = path(namespace, "inventories");
        inventory.toObjects().forEach(object -> cluster.rest().create(path, object));
        List<MapValue> stored =
                cluster.rest().list(path).stream().map(MapValue.class::cast).toList();

        assertThat(stored).hasSizeGreaterThan(1);
        assertThat(StoredInventory.of(key, stored).inventory()).contains(inventory);
        assertThat(StoredInventory.of(key, stored).resourceVersion()).isNotEmpty();
        assertThat(namespace.kubectl("get", "gsinv", "shop"))
                .contains("APPLICATION")
                .contains("abc");
    }

    @Test
    void aPartOfAnInventoryUnderTheNameOfItsHeadIsRefused(TestNamespace namespace) {
        assertThatThrownBy(() -> namespace.apply("""
                        {apiVersion: gitsync.dev/v1alpha1, kind: Inventory, metadata: {name: a}, application: a,
                         set: s, chunk: 1, chunks: 2, entries: []}""")).hasMessageContaining("must have the name of the Application");
    }

    private static String path(TestNamespace namespace, String resource) {
        return RestClient.path(Names.API_VERSION, resource, namespace.name());
    }

    private static String application(String name, String spec) {
        return "{apiVersion: gitsync.dev/v1alpha1, kind: Application, metadata: {name: " + name + "}, spec: " + spec
                + "}";
    }
}
