package dev.gitsync.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gitsync.value.Value;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What stands in for other people's operators and for a provisioner of volumes. */
@ExtendWith(ClusterExtension.class)
class OperatorsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final TestCluster cluster;
    private final TestNamespace namespace;

    OperatorsTest(TestCluster cluster, TestNamespace namespace) {
        this.cluster = cluster;
        this.namespace = namespace;
    }

    @Test
    void eachGenerationOfACustomResourceGetsTheStatusOfItsOperatorOnce() {
        try (Operators _ = Operators.start(cluster)) {
            define("bitnami.com", "v1alpha1", "SealedSecret", "Namespaced");
            define("external-secrets.io", "v1", "ExternalSecret", "Namespaced");
            define("constraints.gatekeeper.sh", "v1beta1", "RequiredLabels", "Cluster");
            AuditLog.Mark mark = cluster.audit().mark();

            String sealed = create("bitnami.com/v1alpha1", "SealedSecret", namespace.name());
            String external = create("external-secrets.io/v1", "ExternalSecret", namespace.name());
            String constraint = create("constraints.gatekeeper.sh/v1beta1", "RequiredLabels", "");
            await().atMost(LIMIT).untilAsserted(() -> {
                assertThat(condition(sealed)).isEqualTo("Synced=True of 1");
                assertThat(condition(external)).isEqualTo("Ready=True of 1");
                assertThat(cluster.rest().get(constraint).mapAt("status").itemsAt("byPod"))
                        .singleElement()
                        .satisfies(
                                pod -> assertThat(pod.at("observedGeneration")).hasValue(Value.of(1)));
            });

            Value change = Value.map("spec", Value.map("changed", Value.of(true)));
            cluster.rest().mergePatch(sealed, change, "test");
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(condition(sealed)).isEqualTo("Synced=True of 2"));
            assertThat(cluster.audit()
                            .since(mark)
                            .by(Operators.USER_AGENT)
                            .writes()
                            .count())
                    .isEqualTo(4);
        } finally {
            cluster.kubectl(
                    "delete",
                    "crd",
                    "sealedsecrets.bitnami.com",
                    "externalsecrets.external-secrets.io",
                    "requiredlabelss.constraints.gatekeeper.sh");
        }
    }

    @Test
    void aStaticVolumeIsBoundToAClaimOfItsClass() {
        try (StaticVolume volume = StaticVolume.create(cluster, namespace + "-volume", "by-hand", "1Gi")) {
            namespace.apply("""
                    apiVersion: v1
                    kind: PersistentVolumeClaim
                    metadata: {name: claim}
                    spec: {storageClassName: by-hand, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                    """);
            String claim = RestClient.path("v1", "persistentvolumeclaims", namespace.name(), "claim");
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(cluster.rest().get(claim).stringAt("status", "phase"))
                            .hasValue("Bound"));
            assertThat(cluster.rest().get(claim).stringAt("spec", "volumeName")).hasValue(volume.name());
        }
    }

    @Test
    void aVolumeMayWaitForTheFirstPodThatUsesIt() {
        String storageClass = namespace + "-waits";
        try (StaticVolume _ = StaticVolume.create(cluster, namespace + "-waiting", storageClass, "1Gi")) {
            namespace.apply("""
                    apiVersion: storage.k8s.io/v1
                    kind: StorageClass
                    metadata: {name: %1$s}
                    provisioner: kubernetes.io/no-provisioner
                    volumeBindingMode: WaitForFirstConsumer
                    ---
                    apiVersion: v1
                    kind: PersistentVolumeClaim
                    metadata: {name: waits}
                    spec: {storageClassName: %1$s, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                    ---
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: user}
                    spec:
                      terminationGracePeriodSeconds: 0
                      containers: [{name: c, image: x, volumeMounts: [{name: v, mountPath: /v}]}]
                      volumes: [{name: v, persistentVolumeClaim: {claimName: waits}}]
                    """.formatted(storageClass));
            namespace.kubectl("wait", "--for=jsonpath={.status.phase}=Bound", "pvc/waits", "--timeout=30s");
            namespace.kubectl("wait", "--for=condition=Ready", "pod/user", "--timeout=30s");
            cluster.kubectl("delete", "storageclass", storageClass);
        }
    }

    private void define(String group, String version, String kind, String scope) {
        String plural = kind.toLowerCase(Locale.ROOT) + "s";
        cluster.apply("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: %1$s.%2$s}
                spec:
                  group: %2$s
                  names: {kind: %3$s, listKind: %3$sList, plural: %1$s, singular: %4$s}
                  scope: %5$s
                  versions:
                  - name: %6$s
                    served: true
                    storage: true
                    subresources: {status: {}}
                    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                """.formatted(plural, group, kind, kind.toLowerCase(Locale.ROOT), scope, version));
        cluster.awaitDefinitions();
    }

    private String create(String apiVersion, String kind, String inNamespace) {
        String path = RestClient.path(apiVersion, kind.toLowerCase(Locale.ROOT) + "s", inNamespace);
        Value object = Value.map(
                "apiVersion", Value.of(apiVersion),
                "kind", Value.of(kind),
                "metadata", Value.map("name", Value.of("one")),
                "spec", Value.map("changed", Value.of(false)));
        await().atMost(LIMIT)
                .ignoreExceptionsMatching(e -> e instanceof RestException missing && missing.code() == 404)
                .untilAsserted(
                        () -> assertThat(cluster.rest().create(path, object)).isNotNull());
        return path + "/one";
    }

    private String condition(String path) {
        Value status = cluster.rest().get(path).mapAt("status");
        return status.itemsAt("conditions").stream()
                .map(condition -> condition.stringAt("type").orElse("") + "="
                        + condition.stringAt("status").orElse("") + " of "
                        + (status.at("observedGeneration").orElseThrow() instanceof Value.IntegerValue(long n)
                                ? n
                                : -1))
                .findFirst()
                .orElse("");
    }
}
