package dev.gitsync.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.gitsync.testbed.ClusterExtension;
import dev.gitsync.testbed.TestCluster;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ClusterExtension.class)
class DiscoveryTest {
    static final String CRD = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: %2$s.%1$s}
            spec:
              group: %1$s
              scope: Namespaced
              names: {kind: %3$s, plural: %2$s}
              versions:
              - name: v1
                served: true
                storage: true
                subresources: {status: {}}
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec:
                        type: object
                        properties:
                          size: {type: integer, default: 3}
                          rules:
                            type: array
                            x-kubernetes-list-type: map
                            x-kubernetes-list-map-keys: [host]
                            items:
                              type: object
                              required: [host]
                              properties: {host: {type: string}, weight: {type: integer}}
                      status: {type: object, x-kubernetes-preserve-unknown-fields: true}
            """;

    @Test
    void resourcesOfTheServerAreFound(TestCluster cluster) throws KubeException {
        try (Kube kube = Kube.of(cluster)) {
            ApiResource deployments =
                    kube.discovery.resource("apps/v1", "Deployment").orElseThrow();

            assertThat(deployments.path("shop", "web")).isEqualTo("/apis/apps/v1/namespaces/shop/deployments/web");
            assertThat(deployments.path("")).isEqualTo("/apis/apps/v1/deployments");
            assertThat(deployments.subresources()).contains("status", "scale");
            assertThat(deployments.verbs()).contains("list", "watch", "patch");
            ApiResource nodes = kube.discovery.resource("v1", "Node").orElseThrow();
            assertThat(nodes.namespaced()).isFalse();
            assertThat(nodes.path("ignored", "n")).isEqualTo("/api/v1/nodes/n");
            assertThat(kube.discovery
                            .byGroupKind("autoscaling", "HorizontalPodAutoscaler")
                            .orElseThrow()
                            .version())
                    .isEqualTo("v2");
            assertThat(kube.discovery.resource("apps/v1", "Nonsense")).isEmpty();
        }
    }

    @Test
    void aNewCustomResourceIsFoundAndMissesDoNotFloodTheServer(TestCluster cluster) throws Exception {
        AtomicInteger requests = new AtomicInteger();
        ClientOptions options = ClientOptions.ofVersion("test")
                .withObserver((verb, resource, code, took) -> requests.incrementAndGet());
        try (KubeClient client = KubeClient.fromKubeconfig(cluster.kubeconfig(), null, options)) {
            Discovery discovery = new Discovery(client);
            for (int i = 0; i < 1000; i++) {
                assertThat(discovery.resource("discovery.example.org/v1", "Novelty"))
                        .isEmpty();
            }
            assertThat(requests.get()).isLessThan(20);

            cluster.apply(CRD.formatted("discovery.example.org", "novelties", "Novelty"));
            try {
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> discovery
                                .resource("discovery.example.org/v1", "Novelty")
                                .isPresent());
                ApiResource found = discovery
                        .byGroupKind("discovery.example.org", "Novelty")
                        .orElseThrow();
                assertThat(found.hasStatus()).isTrue();
            } finally {
                cluster.kubectl("delete", "crd", "novelties.discovery.example.org");
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                discovery.invalidate();
                return discovery.resource("discovery.example.org/v1", "Novelty").isEmpty();
            });
        }
    }

    @Test
    void anAggregatedApiThatDoesNotAnswerIsReportedAndHidesNothingElse(TestCluster cluster) throws Exception {
        cluster.apply("""
                apiVersion: apiregistration.k8s.io/v1
                kind: APIService
                metadata: {name: v1.dead.example.org}
                spec:
                  group: dead.example.org
                  version: v1
                  groupPriorityMinimum: 100
                  versionPriority: 100
                  insecureSkipTLSVerify: true
                  service: {name: nowhere, namespace: default}
                """);
        try (Kube kube = Kube.of(cluster)) {
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                kube.discovery.refresh();
                return kube.discovery.stale().contains("dead.example.org/v1");
            });
            assertThat(kube.discovery.resource("v1", "ConfigMap")).isPresent();
            KubeException error = catchThrowableOfType(
                    KubeException.class, () -> kube.discovery.resource("dead.example.org/v1", "Ghost"));
            assertThat(error).hasMessageContaining("dead.example.org/v1");
            assertThat(error.isTransient()).isTrue();
        } finally {
            cluster.kubectl("delete", "apiservice", "v1.dead.example.org");
        }
    }
}
