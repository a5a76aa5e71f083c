package dev.gitsync.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gitsync.testbed.ClusterExtension;
import dev.gitsync.testbed.TestCluster;
import dev.gitsync.testbed.TestNamespace;
import dev.gitsync.testbed.TestUser;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(ClusterExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class LiveCacheTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final TestCluster cluster;
    private final String namespace;
    private final Kube kube;
    private final ApiResource configMaps;

    LiveCacheTest(TestCluster cluster, TestNamespace namespace) {
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
    void managedObjectsAreKeptAndOthersAreNot() throws Exception {
        apply("kept", "gitsync.shop", "1");
        kube.client.apply(configMaps, Kube.configMap(namespace, "unmanaged", "a", "1"), Kube.FORCED);
        try (LiveCache cache = new LiveCache(kube.client, (key, application, deleted) -> {})) {
            cache.ensure(List.of(configMaps, kube.resource("v1", "Secret")));
            assertThat(cache.awaitSynced(List.of(configMaps, kube.resource("v1", "Secret")), LIMIT))
                    .isEmpty();

            assertThat(get(cache, "kept")).isEqualTo(kube.client.get(configMaps, namespace, "kept"));
            assertThat(get(cache, "unmanaged")).isEmpty();
            assertThat(cache.keys("gitsync.shop")).contains(key("kept"));
            assertThat(cache.size().watches()).isEqualTo(2);
            cache.release("v1", "ConfigMap");
            assertThat(get(cache, "kept")).isEmpty();
            assertThat(cache.synced(configMaps)).isFalse();
        }
    }

    @Test
    void newsReachTheListenerAndOurOwnAnswersDoNot() throws Exception {
        List<String> news = new CopyOnWriteArrayList<>();
        try (LiveCache cache = recording(kube.client, news, "news")) {
            MapValue first = apply("news", "gitsync.a", "1");
            await().until(() -> news.equals(List.of("news gitsync.a false")));

            MapValue second = apply("news", "gitsync.a", "2");
            cache.accept(second);
            assertThat(get(cache, "news")).contains(second);
            cache.accept(first);
            assertThat(get(cache, "news")).contains(second);

            apply("news", "gitsync.b", "3");
            await().until(() -> news.size() > 2);
            kube.client.delete(configMaps, namespace, "news", DeleteOptions.BACKGROUND);
            await().until(() -> get(cache, "news").isEmpty());
            await().until(() -> news.size() > 3);
        }
        // The second version is missing: it may race its answer only if the watch was quicker than accept.
        assertThat(news)
                .containsSubsequence(
                        "news gitsync.a false", "news gitsync.b false", "news gitsync.a false", "news gitsync.b true");
        assertThat(news.stream().filter("news gitsync.a false"::equals)).hasSizeBetween(2, 3);
    }

    @Test
    void anAnswerIsNoNewsWhenTheWatchBringsIt(@TempDir Path folder) throws Exception {
        List<String> news = new CopyOnWriteArrayList<>();
        Path file = folder.resolve("kubeconfig");
        try (Wire wire = Wire.to(cluster, file);
                Kube slow = Kube.of(file);
                LiveCache cache = recording(slow.client, news, "quiet")) {
            wire.cut();
            MapValue answer = apply("quiet", "gitsync.a", "1");
            cache.accept(answer);
            // Events come in order: once this object's is here, the watch has passed the first one's.
            apply("quiet-too", "gitsync.a", "1");
            wire.mend();
            await().atMost(LIMIT).until(() -> news.contains("quiet-too gitsync.a false"));

            assertThat(news).containsExactly("quiet-too gitsync.a false");
            assertThat(get(cache, "quiet")).contains(answer);
        }
    }

    @Test
    void anObjectThatLosesItsLabelLeavesAndTheListenerIsTold() throws Exception {
        List<String> news = new CopyOnWriteArrayList<>();
        try (LiveCache cache = recording(kube.client, news, "stripped")) {
            apply("stripped", "gitsync.a", "1");
            await().until(() -> get(cache, "stripped").isPresent());
            kube.client.apply(configMaps, Kube.configMap(namespace, "stripped", "a", "1"), Kube.FORCED);
            await().until(() -> get(cache, "stripped").isEmpty());
            await().until(() -> news.contains("stripped gitsync.a true"));
        }
    }

    @Test
    void whereRbacAllowsNoMoreSingleNamespacesAreWatched() throws Exception {
        TestUser user = cluster.serviceAccount(namespace, "tenant");
        cluster.grant(user, "view", namespace);
        apply("tenants", "gitsync.tenant", "1");
        try (Kube limited = Kube.of(user.kubeconfig());
                LiveCache cache = new LiveCache(limited.client, (key, application, deleted) -> {})) {
            cache.ensure(List.of(configMaps));
            assertThat(cache.awaitSynced(List.of(configMaps), LIMIT).get(configMaps))
                    .contains("403 Forbidden");

            cache.ensure(configMaps, List.of(namespace));
            assertThat(cache.awaitSynced(List.of(configMaps), LIMIT)).isEmpty();
            assertThat(get(cache, "tenants")).isPresent();

            cache.ensure(configMaps, List.of("kube-system"));
            await().until(() -> cache.problem(configMaps).orElse("").contains("kube-system"));
            assertThat(get(cache, "tenants")).isPresent();
        }
    }

    @Test
    void objectsCostTheirCompactBytes() throws Exception {
        MapValue object = apply("bytes", "gitsync.bytes", "x".repeat(10_000));
        try (LiveCache cache = new LiveCache(kube.client, (key, application, deleted) -> {})) {
            cache.ensure(configMaps, List.of());
            assertThat(cache.awaitSynced(List.of(configMaps), LIMIT)).isEmpty();
            long before = cache.size().bytes();
            cache.forget(ObjectKey.of(object));

            assertThat(before - cache.size().bytes()).isBetween(10_000L, 12_000L);
        }
    }

    private LiveCache recording(KubeClient client, List<String> news, String prefix) throws InterruptedException {
        LiveCache cache = new LiveCache(client, (key, application, deleted) -> {
            if (key.namespace().equals(namespace) && key.name().startsWith(prefix)) {
                news.add(key.name() + " " + application.orElse("") + " " + deleted);
            }
        });
        cache.ensure(configMaps, List.of());
        assertThat(cache.awaitSynced(List.of(configMaps), LIMIT)).isEmpty();
        return cache;
    }

    private Optional<MapValue> get(LiveCache cache, String name) {
        return cache.get(configMaps, namespace, name);
    }

    private ObjectKey key(String name) {
        return configMaps.key(namespace, name);
    }

    private MapValue labelled(String name, String application, String value) {
        MapValue labels = Value.map(LiveCache.APPLICATION_LABEL, Value.of(application));
        return Kube.configMap(namespace, name, labels, Value.map("a", Value.of(value)));
    }

    private MapValue apply(String name, String application, String value) throws KubeException {
        return kube.client
                .apply(configMaps, labelled(name, application, value), Kube.FORCED)
                .object();
    }
}
