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
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A watch through faults of the connection and of the API server, on a cluster of its own. */
@ExtendWith(ClusterExtension.class)
@OwnCluster
class ResourceWatchFaultTest {
    private static final Duration RECOVERY = Duration.ofSeconds(60);

    private final TestCluster cluster;
    private final String namespace;
    private final Kube kube;
    private final Recorder recorder = new Recorder();
    private final AtomicInteger lists = new AtomicInteger();
    private final Wire wire;
    private final KubeClient watched;

    ResourceWatchFaultTest(TestCluster cluster, TestNamespace namespace, @TempDir Path folder) throws Exception {
        this.cluster = cluster;
        this.namespace = namespace.name();
        this.kube = Kube.of(cluster);
        Path file = folder.resolve("kubeconfig");
        this.wire = Wire.to(cluster, file);
        ClientOptions options = ClientOptions.ofVersion("test").withObserver((verb, resource, code, took) -> {
            if (verb.equals("list") && code == 200) {
                lists.incrementAndGet();
            }
        });
        this.watched = KubeClient.fromKubeconfig(file, null, options);
    }

    @BeforeEach
    void anObjectIsThere() throws KubeException {
        apply("doomed");
    }

    @AfterEach
    void close() throws IOException {
        watched.close();
        wire.close();
        kube.close();
    }

    @Test
    void aWatchThatBreaksGoesOnWhereItWas() throws KubeException {
        try (ResourceWatch watch = live()) {
            assertThat(watch).isNotNull();
            wire.cut();
            await().until(() -> recorder.states.contains(State.DISCONNECTED));
            apply("meanwhile");
            kube.client.delete(kube.configMaps(), namespace, "doomed", DeleteOptions.BACKGROUND);
            wire.mend();

            await().atMost(RECOVERY).until(() -> recorder.objects.containsKey("meanwhile"));
            await().until(() -> recorder.events.contains("delete doomed"));
            assertThat(lists).as("lists: it goes on, and does not begin anew").hasValue(1);
        }
    }

    @Test
    void aSilentConnectionIsFoundOutByPings() {
        try (ResourceWatch watch = live()) {
            assertThat(watch).isNotNull();
            wire.swallow();
            await().atMost(Duration.ofSeconds(30)).until(() -> recorder.states.contains(State.DISCONNECTED));
            recorder.states.clear();
            wire.mend();
            await().atMost(RECOVERY).until(() -> recorder.states.contains(State.LIVE));
        }
    }

    @Test
    void whereTheServerForgotTheVersionEverythingIsListedAndWhatIsMissingIsDeleted() throws KubeException {
        try (ResourceWatch watch = live()) {
            assertThat(watch).isNotNull();
            wire.cut();
            await().until(() -> recorder.states.contains(State.DISCONNECTED));
            kube.client.delete(kube.configMaps(), namespace, "doomed", DeleteOptions.BACKGROUND);
            apply("newcomer");
            // A new API server's cache begins at what is stored then, and answers older versions with 410.
            cluster.controlPlane().restartApiServer();
            wire.mend();

            await().atMost(RECOVERY).until(() -> recorder.objects.containsKey("newcomer"));
            await().until(() -> !recorder.objects.containsKey("doomed"));
            assertThat(recorder.events).contains("missed doomed");
            assertThat(lists.get()).isGreaterThan(1);
        }
    }

    @Test
    void aKilledApiServerIsWaitedFor() throws KubeException {
        try (ResourceWatch watch = live()) {
            assertThat(watch).isNotNull();
            cluster.controlPlane().restartApiServer();
            apply("revenant");
            await().atMost(RECOVERY).until(() -> recorder.objects.containsKey("revenant"));
        }
    }

    @Test
    void aFrozenApiServerIsNoticed() {
        try (ResourceWatch watch = live()) {
            assertThat(watch).isNotNull();
            cluster.controlPlane().freeze(Component.API_SERVER);
            try {
                await().atMost(Duration.ofSeconds(40)).until(() -> recorder.states.contains(State.DISCONNECTED));
            } finally {
                cluster.controlPlane().thaw(Component.API_SERVER);
            }
            recorder.states.clear();
            await().atMost(RECOVERY).until(() -> recorder.states.contains(State.LIVE));
        }
    }

    private ResourceWatch live() {
        Scope scope = new Scope(kube.configMaps(), namespace, "fault=yes", false);
        ResourceWatch watch = ResourceWatch.start(watched, scope, recorder);
        await().atMost(RECOVERY).until(() -> recorder.states.contains(State.LIVE));
        return watch;
    }

    private void apply(String name) throws KubeException {
        kube.client.apply(
                kube.configMaps(),
                Kube.configMap(namespace, name, Value.map("fault", Value.of("yes")), MapValue.EMPTY),
                Kube.FORCED);
    }
}
