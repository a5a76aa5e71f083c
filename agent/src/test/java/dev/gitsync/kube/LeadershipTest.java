package dev.gitsync.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gitsync.kube.Leadership.Timing;
import dev.gitsync.testbed.ClusterExtension;
import dev.gitsync.testbed.TestCluster;
import dev.gitsync.testbed.TestNamespace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(ClusterExtension.class)
class LeadershipTest {
    private static final Timing TIMING =
            new Timing(Duration.ofSeconds(6), Duration.ofSeconds(4), Duration.ofSeconds(1), Duration.ofSeconds(2));
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final List<String> events = new CopyOnWriteArrayList<>();

    @Test
    void aLeaderThatClosesHandsOverLongBeforeItsLeaseExpires(TestCluster cluster, TestNamespace namespace)
            throws Exception {
        Timing slow = new Timing(
                Duration.ofSeconds(60), Duration.ofSeconds(40), Duration.ofSeconds(1), Duration.ofSeconds(40));
        try (Kube kube = Kube.of(cluster)) {
            Leadership first = new Leadership(kube.client, namespace.name(), "handover", "first", slow);
            Leadership second = new Leadership(kube.client, namespace.name(), "handover", "second", slow);
            assertThat(first.mayWrite()).isFalse();
            Thread one = run(first, "first");
            await().atMost(LIMIT).until(first::mayWrite);
            Thread two = run(second, "second");
            await().atMost(LIMIT)
                    .until(() -> second.holder().filter("first"::equals).isPresent());
            assertThat(second.mayWrite()).isFalse();

            first.close();
            assertThat(first.mayWrite()).isFalse();
            one.join();
            await().atMost(LIMIT).until(second::mayWrite);
            second.close();
            two.join();
        }
        assertThat(events).containsExactly("first starts", "first stops", "second starts", "second stops");
    }

    @Test
    void aLeaderThatIsCutOffStopsBeforeAnotherStarts(TestCluster cluster, TestNamespace namespace, @TempDir Path folder)
            throws Exception {
        Path file = folder.resolve("kubeconfig");
        try (Wire wire = Wire.to(cluster, file);
                Kube cutOff = Kube.of(file);
                Kube kube = Kube.of(cluster)) {
            Leadership first = new Leadership(cutOff.client, namespace.name(), "expiry", "first", TIMING);
            Leadership second = new Leadership(kube.client, namespace.name(), "expiry", "second", TIMING);
            Thread one = run(first, "first");
            await().atMost(LIMIT).until(first::mayWrite);
            Thread two = run(second, "second");
            await().atMost(LIMIT).until(() -> second.holder().isPresent());

            wire.cut();
            await().atMost(LIMIT).until(second::mayWrite);
            assertThat(first.mayWrite()).isFalse();
            one.join();
            second.close();
            two.join();
        }
        assertThat(events).containsExactly("first starts", "first stops", "second starts", "second stops");
    }

    @Test
    void aCandidateThatNeverLedStopsWithoutAnyHook(TestCluster cluster, TestNamespace namespace) throws Exception {
        try (Kube kube = Kube.of(cluster)) {
            Leadership first = new Leadership(kube.client, namespace.name(), "never", "first", TIMING);
            Leadership second = new Leadership(kube.client, namespace.name(), "never", "second", TIMING);
            Thread one = run(first, "first");
            await().atMost(LIMIT).until(first::mayWrite);
            Thread two = run(second, "second");
            await().atMost(LIMIT).until(() -> second.holder().isPresent());
            second.close();
            two.join();
            assertThat(first.mayWrite()).isTrue();
            first.close();
            one.join();
        }
        assertThat(events).containsExactly("first starts", "first stops");
    }

    private Thread run(Leadership leadership, String name) {
        return Thread.ofVirtual().start(() -> {
            try {
                leadership.run(() -> events.add(name + " starts"), () -> events.add(name + " stops"));
            } catch (InterruptedException e) {
                events.add(name + " was interrupted");
            }
        });
    }
}
