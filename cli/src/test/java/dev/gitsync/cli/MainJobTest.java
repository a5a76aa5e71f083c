package dev.gitsync.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gitsync.testbed.AuditLog;
import dev.gitsync.testbed.AuditLog.Requests;
import dev.gitsync.testbed.Checkout;
import dev.gitsync.testbed.ClusterExtension;
import dev.gitsync.testbed.Operators;
import dev.gitsync.testbed.OwnCluster;
import dev.gitsync.testbed.Platform;
import dev.gitsync.testbed.RestClient;
import dev.gitsync.testbed.StaticVolume;
import dev.gitsync.testbed.TestCluster;
import dev.gitsync.testbed.TestNamespace;
import dev.gitsync.testbed.WorkingCopy;
import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import dev.gitsync.yaml.Yaml;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The production overlay of the examples: applied whole, healthy, and then left in peace. */
@OwnCluster
@ExtendWith(ClusterExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class MainJobTest {
    private static final String APP = "production";
    private static final String SHOP = "shop-production";

    private TestCluster cluster;
    private Platform platform;
    private Operators operators;
    private WorkingCopy copy;

    @BeforeAll
    void syncProduction(TestNamespace namespace) {
        cluster = namespace.cluster();
        operators = Operators.start(cluster);
        StaticVolume.create(cluster, "cache-volume", "shop-production-local", "1Gi");
        platform = Platform.start(namespace);
        copy = platform.repository("shop").copyFrom(Checkout.root().resolve("examples"));
        String head = copy.commitAndPush("The shop, as production runs it");
        platform.declare(
                APP,
                "{project: default, source: {repoURL: '%s', targetRevision: HEAD, path: overlays/production}, destination: {server: 'https://kubernetes.default.svc', namespace: %s}, syncPolicy: {automated: {prune: true, selfHeal: true}, syncOptions: [CreateNamespace=true]}}"
                        .formatted(platform.git().url("shop"), SHOP));
        platform.awaitSynced(APP, head);
        awaitHealthy();
    }

    @AfterAll
    void end() {
        platform.close();
        operators.close();
    }

    private void awaitHealthy() {
        platform.awaitStatus(
                APP,
                "Healthy",
                status -> status.stringAt("health", "status").orElse("").equals("Healthy"));
    }

    @Test
    void everyRenderedLeafIsOnTheApiServer(@TempDir Path folder) throws Exception {
        String overlay = copy.folder().resolve("overlays/production").toString();
        String rendered = cluster.kubectl("kustomize", overlay);
        Path file = Files.writeString(folder.resolve("rendered.yaml"), rendered);
        List<Value> desired = Yaml.parse(rendered.getBytes(StandardCharsets.UTF_8), "rendered.yaml").stream()
                .map(document -> document.value())
                .toList();
        List<Value> live = Json.parse(cluster.kubectl("get", "-f", file.toString(), "-o", "json"))
                .itemsAt("items");

        assertThat(live).hasSameSizeAs(desired).hasSizeGreaterThan(40);
        LeafComparison comparison = new LeafComparison();
        for (int i = 0; i < desired.size(); i++) {
            comparison.compare(desired.get(i), live.get(i));
        }
        System.out.println(comparison.leaves() + " leaves of " + desired.size() + " objects compared");
        assertThat(comparison.differences()).isEmpty();
        assertThat(comparison.leaves()).isGreaterThan(900);
    }

    @Test
    void aRestartedAgentWritesNothing() {
        platform.agent().stop();
        AuditLog.Mark mark = cluster.audit().mark();
        String version = version();
        platform.startAgentAgain();
        awaitPasses(1);

        assertThat(gitsyncSince(mark)
                        .writes()
                        .that(request -> !request.resource().equals("leases"))
                        .list())
                .isEmpty();
        assertThat(version()).isEqualTo(version);
    }

    @Test
    void aCommitThatChangesNothingRenderedWritesTheStatusOnceAndNothingElse() {
        AuditLog.Mark mark = cluster.audit().mark();
        int history = platform.status(APP).itemsAt("history").size();
        int events = events().size();
        String head = copy.write("README.md", "Read me. " + System.nanoTime()).commitAndPush("Say it in other words");
        platform.awaitSynced(APP, head);
        awaitPolls(3);

        Requests writes =
                gitsyncSince(mark).writes().that(request -> !request.resource().equals("leases"));
        assertThat(writes.list())
                .singleElement()
                .matches(request -> request.resource().equals("applications")
                        && request.subresource().equals("status")
                        && request.code() == 200);
        assertThat(platform.status(APP).itemsAt("history")).hasSize(history);
        assertThat(events()).hasSize(events);
    }

    @Test
    void idleSecondsCostOnlyWatchesAndTheLease() throws InterruptedException {
        staysIdle(Duration.ofSeconds(20));
    }

    @Test
    @Tag("soak")
    void anIdleMinuteCostsOnlyWatchesAndTheLease() throws InterruptedException {
        staysIdle(Duration.ofSeconds(60));
    }

    private void staysIdle(Duration time) throws InterruptedException {
        awaitPolls(2); // what an earlier test set off has come to rest
        AuditLog.Mark mark = cluster.audit().mark();
        int polls = platform.git().requests().size();
        String version = version();
        List<Value> events = events();
        Thread.sleep(time); // the very thing that is measured
        Requests all = gitsyncSince(mark);
        Requests others = all.that(request ->
                !request.verb().equals("watch") && !request.resource().equals("leases"));
        System.out.println(
                "In " + time.toSeconds() + " idle seconds: " + all.verb("watch").count() + " watches, "
                        + all.on("leases").count() + " requests on the Lease, "
                        + (platform.git().requests().size() - polls) + " polls of Git, " + others.count() + " others");

        assertThat(others.list()).isEmpty();
        assertThat(version()).isEqualTo(version);
        assertThat(events()).isEqualTo(events);
        assertThat(platform.git().requests().size() - polls).isGreaterThanOrEqualTo((int) time.toSeconds() * 3 / 4);
        assertThat(all.on("leases").count()).isPositive();
    }

    private Requests gitsyncSince(AuditLog.Mark mark) {
        return cluster.audit().since(mark).by("gitsync/");
    }

    private String version() {
        return platform.application(APP).stringAt("metadata", "resourceVersion").orElseThrow();
    }

    private List<Value> events() {
        return platform.rest().list(RestClient.path("v1", "events", platform.namespace()));
    }

    /** Waits until the running agent has made some passes. */
    private void awaitPasses(int count) {
        await().atMost(Duration.ofSeconds(60)).until(() -> passes() >= count);
    }

    private double passes() {
        List<Double> counts = new ArrayList<>();
        platform.agent()
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("gitsync_reconcile_duration_seconds_count"))
                .forEach(line -> counts.add(Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))));
        return counts.stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Waits until the agent has asked the Git server so many times more. */
    private void awaitPolls(int count) {
        int before = platform.git().requests().size();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> platform.git().requests().size() >= before + count);
    }
}
