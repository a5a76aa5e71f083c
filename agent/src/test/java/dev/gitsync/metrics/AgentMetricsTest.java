package dev.gitsync.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitsync.api.SyncStatus;
import dev.gitsync.health.HealthStatus;
import dev.gitsync.history.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AgentMetricsTest {
    private static final String APP = "gitsync/shop";
    private static final Instant FINISHED = Instant.parse("2026-11-22T08:00:00Z");
    private static final Duration TOOK = Duration.ofMillis(20);
    private static final Pattern FAMILY = Pattern.compile("^# TYPE (\\S+) (\\S+)$", Pattern.MULTILINE);
    private static final Pattern DOCUMENTED =
            Pattern.compile("^\\| `([a-z0-9_]+)` \\| ([a-z]+) \\|([^|]*)\\|", Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("[{,]([a-z_]+)=\"");

    private final AgentMetrics metrics = new AgentMetrics();

    @AfterEach
    void close() {
        metrics.close();
    }

    private void everything() {
        metrics.reconciled(ReconcileOutcome.OUT_OF_SYNC, TOOK);
        metrics.synced(APP, Outcome.SUCCEEDED, FINISHED);
        metrics.healed(APP, TOOK);
        metrics.pruned(APP, 3);
        metrics.gitRequest(GitRequest.LS_REMOTE, true, TOOK);
        metrics.kubeRequest("patch", 200, TOOK);
        metrics.application(APP, SyncStatus.SYNCED, HealthStatus.HEALTHY);
        metrics.queueDepth(() -> 7);
        metrics.liveState(() -> 2, () -> 40);
    }

    @Test
    void whatHappenedIsCounted() {
        everything();

        assertThat(metrics.scrape().lines())
                .contains(
                        "gitsync_reconcile_duration_seconds_count{outcome=\"out-of-sync\"} 1",
                        "gitsync_reconcile_duration_seconds_bucket{outcome=\"out-of-sync\",le=\"0.01\"} 0",
                        "gitsync_reconcile_duration_seconds_bucket{outcome=\"out-of-sync\",le=\"0.1\"} 1",
                        "gitsync_syncs_total{application=\"gitsync/shop\",outcome=\"succeeded\"} 1.0",
                        "gitsync_heals_total{application=\"gitsync/shop\"} 1.0",
                        "gitsync_prunes_total{application=\"gitsync/shop\"} 3.0",
                        "gitsync_git_request_duration_seconds_count{kind=\"ls-remote\",outcome=\"succeeded\"} 1",
                        "gitsync_kube_request_duration_seconds_count{code=\"200\",verb=\"patch\"} 1",
                        "gitsync_application_state{application=\"gitsync/shop\",health_status=\"Healthy\",sync_status=\"Synced\"} 1.0",
                        "gitsync_queue_depth 7.0",
                        "gitsync_watches 2.0",
                        "gitsync_live_objects 40.0");
        assertThat(metrics.scrape())
                .contains("gitsync_application_last_sync_timestamp_seconds{application=\"gitsync/shop\"} %s"
                        .formatted((double) FINISHED.getEpochSecond()));
    }

    @Test
    void anApplicationHasOneStateAtATime() {
        metrics.application(APP, SyncStatus.SYNCED, HealthStatus.HEALTHY);
        metrics.application(APP, SyncStatus.SYNCED, HealthStatus.HEALTHY);
        metrics.application(APP, SyncStatus.OUT_OF_SYNC, HealthStatus.DEGRADED);

        assertThat(metrics.scrape().lines().filter(line -> line.startsWith("gitsync_application_state{")))
                .containsExactly(
                        "gitsync_application_state{application=\"gitsync/shop\",health_status=\"Degraded\",sync_status=\"OutOfSync\"} 1.0");
    }

    @Test
    void anApplicationThatGoesTakesItsMetricsAlong() {
        everything();
        metrics.application("gitsync/other", SyncStatus.SYNCED, HealthStatus.HEALTHY);

        metrics.removeApplication(APP);

        assertThat(metrics.scrape()).doesNotContain(APP).contains("gitsync/other");
        metrics.synced(APP, Outcome.FAILED, Instant.EPOCH);
        assertThat(metrics.scrape())
                .contains("gitsync_syncs_total{application=\"gitsync/shop\",outcome=\"failed\"} 1.0");
    }

    @Test
    void foreignWordsMakeNoNewSeries() {
        for (int i = 0; i < 1_000; i++) {
            metrics.kubeRequest("verb-" + i, 600 + i, TOOK);
        }
        metrics.kubeRequest("get", 0, TOOK);

        assertThat(metrics.scrape()
                        .lines()
                        .filter(line -> line.startsWith("gitsync_kube_request_duration_seconds_count")))
                .containsExactlyInAnyOrder(
                        "gitsync_kube_request_duration_seconds_count{code=\"other\",verb=\"other\"} 1000",
                        "gitsync_kube_request_duration_seconds_count{code=\"none\",verb=\"get\"} 1");
    }

    @Test
    void theDocumentListsEveryMetricWithItsTypeAndLabels() throws IOException {
        everything();
        String document = Files.readString(Path.of(System.getProperty("gitsync.root", ".."), "docs", "metrics.md"));

        Map<String, String> documented = new TreeMap<>();
        DOCUMENTED
                .matcher(document)
                .results()
                .forEach(row -> documented.put(row.group(1), row.group(2) + " " + labelsOf(row.group(3))));
        assertThat(documented).isEqualTo(families(metrics.scrape()));
    }

    private static Set<String> labelsOf(String cell) {
        return cell.isBlank()
                ? Set.of()
                : new TreeSet<>(Arrays.asList(cell.replace("`", "").trim().split(", ")));
    }

    /** Each family with its type and labels; a histogram's greatest value, a family of its own, is left to a sentence. */
    private static Map<String, String> families(String scrape) {
        Map<String, String> families = new TreeMap<>();
        for (MatchResult family : FAMILY.matcher(scrape).results().toList()) {
            String name = family.group(1);
            Set<String> labels = new TreeSet<>();
            scrape.lines()
                    .filter(line -> line.matches(Pattern.quote(name) + "(_bucket|_count|_sum)?[{ ].*"))
                    .flatMap(line -> LABEL.matcher(line).results())
                    .map(label -> label.group(1))
                    .filter(label -> !label.equals("le"))
                    .forEach(labels::add);
            families.put(name, family.group(2) + " " + labels);
        }
        families.keySet()
                .removeIf(name -> name.endsWith("_max")
                        && families.containsKey(name.substring(0, name.length() - "_max".length())));
        return families;
    }
}
