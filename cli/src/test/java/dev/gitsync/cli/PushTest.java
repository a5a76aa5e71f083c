package dev.gitsync.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gitsync.testbed.ClusterExtension;
import dev.gitsync.testbed.TestNamespace;
import dev.gitsync.testbed.WorkingCopy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How long a push takes to be what the API server has, with a poll interval of one second. */
@ExtendWith(ClusterExtension.class)
final class PushTest {
    @Test
    void aPushIsAppliedSoon(TestNamespace namespace, @TempDir Path folder) {
        assertThat(median(namespace, folder, 15)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    @Tag("soak")
    void aPushIsAppliedWithinASecond(TestNamespace namespace, @TempDir Path folder) {
        assertThat(median(namespace, folder, 60)).isLessThan(Duration.ofSeconds(1));
    }

    private static Duration median(TestNamespace namespace, Path folder, int pushes) {
        List<Duration> took = new ArrayList<>();
        try (Stage stage = new Stage(namespace, folder)) {
            WorkingCopy copy = stage.repository("push");
            String first =
                    copy.write("app.yaml", Stage.configMapYaml("app", "0")).commitAndPush("Begin");
            stage.startAgent();
            stage.cluster.apply(stage.manifest("push"));
            stage.awaitSynced("push", first);
            for (int i = 1; i <= pushes; i++) {
                String value = Integer.toString(i);
                copy.write("app.yaml", Stage.configMapYaml("app", value)).commitAndPush("Change " + value);
                long pushed = System.nanoTime();
                await().atMost(Stage.SOON)
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> stage.configMap(stage.target("push"), "app")
                                .flatMap(map -> map.stringAt("data", "value"))
                                .equals(Optional.of(value)));
                took.add(Duration.ofNanos(System.nanoTime() - pushed));
            }
        }
        Collections.sort(took);
        Duration median = took.get(took.size() / 2);
        System.out.printf(
                "Push to applied, %d pushes: p50 %d ms, p95 %d ms, most %d ms%n",
                pushes,
                median.toMillis(),
                took.get(took.size() * 95 / 100).toMillis(),
                took.getLast().toMillis());
        return median;
    }
}
