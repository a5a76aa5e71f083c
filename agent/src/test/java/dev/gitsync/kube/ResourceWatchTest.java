package dev.gitsync.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gitsync.kube.ResourceWatch.Scope;
import dev.gitsync.kube.ResourceWatch.State;
import dev.gitsync.testbed.ClusterExtension;
import dev.gitsync.testbed.TestCluster;
import dev.gitsync.testbed.TestNamespace;
import dev.gitsync.testbed.TestUser;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ClusterExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class ResourceWatchTest {
    private final TestCluster cluster;
    private final String namespace;
    private final Kube kube;
    private final ApiResource configMaps;

    ResourceWatchTest(TestCluster cluster, TestNamespace namespace) {
        this.cluster = cluster;
        this.namespace = namespace.name();
        this.kube = Kube.of(cluster);
        this.configMaps = kube.configMaps();
    }

    @AfterAll
    void close() {
        kube.close();
    }

    @Test
    void whatIsThereIsListedAndWhatHappensFollows() throws KubeException {
        apply("live", "before", "1");
        Recorder recorder = new Recorder();
        try (ResourceWatch watch = watch("live", recorder)) {
            await().until(() -> recorder.states.contains(State.LIVE));
            assertThat(watch).isNotNull();
            assertThat(recorder.objects).containsOnlyKeys("before");

            apply("live", "after", "1");
            apply("live", "after", "2");
            await().until(() -> recorder.events.size() == 3);
            kube.client.delete(configMaps, namespace, "after", DeleteOptions.BACKGROUND);
            await().until(() -> recorder.events.size() == 4);
        }

        assertThat(recorder.events).containsExactly("upsert before", "upsert after", "upsert after", "delete after");
        assertThat(recorder.synced).hasValue(1);
    }

    @Test
    void anObjectThatLosesItsLabelIsDeletedForTheWatch() throws KubeException {
        apply("label", "labelled", "1");
        Recorder recorder = new Recorder();
        try (ResourceWatch watch = watch("label", recorder)) {
            await().until(() -> recorder.states.contains(State.LIVE));
            assertThat(watch).isNotNull();
            kube.client.apply(configMaps, Kube.configMap(namespace, "labelled", "a", "1"), Kube.FORCED);
            await().until(() -> recorder.events.contains("delete labelled"));
        }
        assertThat(kube.client.get(configMaps, namespace, "labelled")).isPresent();
    }

    @Test
    void everyObjectThatMatchesIsReportedBeforeItIsSynced() throws KubeException {
        IntStream.range(0, 3).forEach(i -> applied("many", "many-" + i, "1"));
        Recorder recorder = new Recorder();
        try (ResourceWatch watch = watch("many", recorder)) {
            await().until(() -> recorder.synced.get() == 1);
            assertThat(watch).isNotNull();
        }
        assertThat(recorder.objects).containsOnlyKeys("many-0", "many-1", "many-2");
    }

    @Test
    void aHandlerThatFailsDoesNotEndTheWatch() throws KubeException {
        apply("fragile", "fragile", "1");
        Recorder recorder = new Recorder();
        ResourceWatch.Handler failing = new ResourceWatch.Handler() {
            private boolean failed;

            @Override
            public void onUpsert(ObjectKey key, MapValue object) {
                if (!failed) {
                    failed = true;
                    throw new IllegalStateException("the first event is too much");
                }
                recorder.onUpsert(key, object);
            }

            @Override
            public void onDelete(ObjectKey key, @Nullable MapValue last) {
                recorder.onDelete(key, last);
            }
        };
        try (ResourceWatch watch = watch("fragile", failing)) {
            assertThat(watch).isNotNull();
            await().until(() -> recorder.objects.containsKey("fragile"));
        }
    }

    @Test
    void aForbiddenWatchSaysSoAndBeginsOnceItIsAllowed() throws KubeException {
        TestUser user = cluster.serviceAccount(namespace, "watcher");
        apply("forbidden", "secretive", "1");
        Recorder recorder = new Recorder();
        try (Kube limited = Kube.of(user.kubeconfig());
                ResourceWatch watch = ResourceWatch.start(limited.client, scope("forbidden"), recorder)) {
            assertThat(watch).isNotNull();
            await().until(() -> recorder.states.contains(State.FORBIDDEN));
            cluster.grant(user, "view", namespace);
            await().atMost(Duration.ofSeconds(30)).until(() -> recorder.objects.containsKey("secretive"));
        }
    }

    @Test
    void aCustomResourceThatGoesIsReportedAndFoundAgain() throws Exception {
        String crd = DiscoveryTest.CRD.formatted("watch.example.org", "passings", "Passing");
        cluster.apply(crd);
        ApiResource passings = await().until(
                        () -> kube.discovery.resource("watch.example.org/v1", "Passing"), Optional::isPresent)
                .orElseThrow();
        Recorder recorder = new Recorder();
        try (ResourceWatch watch =
                ResourceWatch.start(kube.client, new Scope(passings, namespace, "", false), recorder)) {
            assertThat(watch).isNotNull();
            await().atMost(Duration.ofSeconds(20)).until(() -> recorder.states.contains(State.LIVE));
            MapValue object = Value.map(
                    "apiVersion", Value.of("watch.example.org/v1"),
                    "kind", Value.of("Passing"),
                    "metadata", Value.map("name", Value.of("p"), "namespace", Value.of(namespace)));
            kube.client.apply(passings, object, Kube.FORCED);
            await().until(() -> recorder.objects.containsKey("p"));

            cluster.kubectl("delete", "crd", "passings.watch.example.org");
            await().atMost(Duration.ofSeconds(30)).until(() -> recorder.states.contains(State.NOT_SERVED));
            assertThat(recorder.events).contains("delete p");

            recorder.states.clear();
            cluster.apply(crd);
            await().atMost(Duration.ofSeconds(60)).until(() -> recorder.states.contains(State.LIVE));
        } finally {
            cluster.kubectl("delete", "--ignore-not-found", "crd", "passings.watch.example.org");
        }
    }

    private ResourceWatch watch(String group, ResourceWatch.Handler handler) {
        return ResourceWatch.start(kube.client, scope(group), handler);
    }

    private Scope scope(String group) {
        return new Scope(configMaps, namespace, "test=" + group, false);
    }

    private void applied(String group, String name, String value) {
        try {
            apply(group, name, value);
        } catch (KubeException e) {
            throw new AssertionError(e);
        }
    }

    private void apply(String group, String name, String value) throws KubeException {
        MapValue labels = Value.map("test", Value.of(group));
        MapValue object = Kube.configMap(namespace, name, labels, Value.map("a", Value.of(value)));
        kube.client.apply(configMaps, object, Kube.FORCED);
    }
}
