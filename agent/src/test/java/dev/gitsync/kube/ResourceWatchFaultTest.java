package dev.gitsync.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gitsync.kube.ResourceWatch.Scope;
import dev.gitsync.kube.ResourceWatch.State;
import dev.gitsync.testbed.ClusterExtension;
import dev.gitsync.testbed.LocalControlPlane.Component;
import dev.gitsync.testbed.OwnCluster;
import dev.gitsync.testbed.TestCluster;
import dev.gitsync.testbed.TestNamespace;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Watches through faults of the API server, which need a cluster of their own. */
@ExtendWith(ClusterExtension.class)
@OwnCluster
class ResourceWatchFaultTest {
    private static final Duration RECOVERY = Duration.ofSeconds(60);

    @Test
    void aWatchGoesOnWhereItWasAfterTheApiServerWasKilled(TestCluster cluster, TestNamespace namespace)
            throws Exception {
        AtomicInteger lists = new AtomicInteger();
        ClientOptions options = ClientOptions.ofVersion("test").withObserver((verb, resource, code, took) -> {
            if (verb.equals("list") && code == 200) {
                lists.incrementAndGet();
            }
        });
        Recorder recorder = new Recorder();
        try (Kube kube = Kube.of(cluster);
                KubeClient counted = KubeClient.fromKubeconfig(cluster.kubeconfig(), null, options);
                ResourceWatch watch = ResourceWatch.start(
                        counted, new Scope(kube.configMaps(), namespace.name(), "", false), recorder)) {
            assertThat(watch).isNotNull();
            await().until(() -> recorder.states.contains(State.LIVE));
            cluster.controlPlane().restartApiServer();
            kube.client.apply(
                    kube.configMaps(), Kube.configMap(namespace.name(), "revenant", "a", "1"), Kube.FORCED);

            await().atMost(RECOVERY).until(() -> recorder.objects.containsKey("revenant"));
            assertThat(recorder.states).contains(State.DISCONNECTED);
            assertThat(lists).as("lists: resumed, not listed again").hasValue(1);
        }
    }

    @Test
    void aFrozenApiServerIsNoticedAndTheWatchGoesOn(TestCluster cluster, TestNamespace namespace) {
        Recorder recorder = new Recorder();
        try (Kube kube = Kube.of(cluster);
                ResourceWatch watch = ResourceWatch.start(
                        kube.client, new Scope(kube.configMaps(), namespace.name(), "", false), recorder)) {
            assertThat(watch).isNotNull();
            await().until(() -> recorder.states.contains(State.LIVE));
            cluster.controlPlane().freeze(Component.API_SERVER);
            try {
                await().atMost(Duration.ofSeconds(30)).until(() -> recorder.states.contains(State.DISCONNECTED));
            } finally {
                cluster.controlPlane().thaw(Component.API_SERVER);
            }
            recorder.states.clear();
            await().atMost(RECOVERY).until(() -> recorder.states.contains(State.LIVE));
        }
    }
}
