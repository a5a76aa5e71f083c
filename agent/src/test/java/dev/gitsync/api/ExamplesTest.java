package dev.gitsync.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitsync.testbed.Checkout;
import dev.gitsync.testbed.ClusterExtension;
import dev.gitsync.testbed.OwnCluster;
import dev.gitsync.testbed.TestCluster;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value.MapValue;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the examples against kubectl and a real API server, without gitsync. A cluster of its own: it brings kinds. */
@OwnCluster
@ExtendWith(ClusterExtension.class)
class ExamplesTest {
    private static final Path EXAMPLES = Checkout.root().resolve("examples");
    // A static volume stands in for the disks that production's storage class means.
    private static final String VOLUME = """
            apiVersion: v1
            kind: PersistentVolume
            metadata: {name: examples-disk}
            spec:
              capacity: {storage: 1Gi}
              accessModes: [ReadWriteOnce]
              storageClassName: shop-production-local
              hostPath: {path: /var/lib/examples}
            """;

    @Test
    void productionAppliesWithStrictValidationAndRuns(TestCluster cluster) {
        cluster.apply(VOLUME);
        cluster.kubectl("create", "namespace", "shop-production");
        apply(cluster, kustomize(cluster, "crds"));
        cluster.awaitDefinitions();
        apply(cluster, kustomize(cluster, "overlays/production"));

        cluster.kubectl(
                "--namespace=shop-production",
                "wait",
                "--for=condition=Available",
                "--timeout=90s",
                "deployment",
                "--all");
        assertThat(cluster.kubectl(
                        "--namespace=shop-production", "get", "pvc", "cache", "-o", "jsonpath={.status.phase}"))
                .isEqualTo("Bound");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "staging"})
    void theOtherEnvironmentsNeedNothingOfProduction(String environment, TestCluster cluster) {
        String namespace = "--namespace=shop-" + environment;
        cluster.kubectl("create", "namespace", "shop-" + environment);
        apply(cluster, kustomize(cluster, "overlays/" + environment));

        cluster.kubectl(namespace, "wait", "--for=condition=Available", "--timeout=90s", "deployment", "--all");
    }

    @Test
    void noTwoEnvironmentsHoldTheSameObject(TestCluster cluster) {
        Set<ObjectKey> all = new HashSet<>();
        for (String environment : List.of("dev", "staging", "production")) {
            Set<ObjectKey> keys = keys(kustomize(cluster, "overlays/" + environment));

            assertThat(all).as(environment).doesNotContainAnyElementsOf(keys);
            all.addAll(keys);
        }
    }

    @Test
    void productionIsWholeAndHoldsWhatPeopleKeepInGit(TestCluster cluster) {
        List<MapValue> objects = TestYaml.maps(kustomize(cluster, "overlays/production"));
        Set<String> kinds = objects.stream()
                .map(object -> object.stringAt("kind").orElseThrow())
                .collect(Collectors.toSet());

        assertThat(kinds)
                .contains(
                        "Deployment",
                        "Service",
                        "ConfigMap",
                        "HorizontalPodAutoscaler",
                        "NetworkPolicy",
                        "Role",
                        "RoleBinding",
                        "ServiceAccount",
                        "ResourceQuota",
                        "LimitRange",
                        "PersistentVolumeClaim",
                        "StorageClass",
                        "CronJob",
                        "VirtualService",
                        "DestinationRule",
                        "PrometheusRule",
                        "SealedSecret",
                        "ExternalSecret",
                        "K8sRequiredLabels",
                        "CustomResourceDefinition")
                .doesNotContain("Secret");
        assertThat(objects.stream()
                        .filter(object ->
                                ObjectKey.of(object).toString().equals("Deployment.apps shop-production/storefront")))
                .singleElement()
                .satisfies(deployment ->
                        assertThat(deployment.at("spec", "replicas")).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "staging", "production"})
    void theApplicationsOfTheExamplesAreValid(String environment) {
        Application application =
                Application.of(TestYaml.map(TestYaml.file("examples/applications/" + environment + ".yaml")));

        assertThat(application.invalid()).isEmpty();
        assertThat(application.unsupportedFields()).isEmpty();
        ApplicationSpec spec = application.validSpec().orElseThrow();
        assertThat(spec.source().path()).isEqualTo("overlays/" + environment);
        assertThat(spec.destination().namespace()).contains("shop-" + environment);
        assertThat(spec.syncPolicy().createNamespace()).isTrue();
    }

    private static Set<ObjectKey> keys(String yaml) {
        return TestYaml.maps(yaml).stream().map(ObjectKey::of).collect(Collectors.toSet());
    }

    private static String kustomize(TestCluster cluster, String folder) {
        return cluster.kubectl("kustomize", EXAMPLES.resolve(folder).toString());
    }

    private static void apply(TestCluster cluster, String yaml) {
        cluster.kubectlWithInput(
                yaml, "apply", "--server-side", "--validate=strict", "--field-manager=gitsync", "-f", "-");
    }
}
