package dev.gitsync.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gitsync.testbed.ClusterExtension;
import dev.gitsync.testbed.Platform;
import dev.gitsync.testbed.RestClient;
import dev.gitsync.testbed.TestNamespace;
import dev.gitsync.testbed.WorkingCopy;
import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is changed by hand in the cluster is taken back, and it is said what, by whom and when, as far as that is known. */
@ExtendWith(ClusterExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class SelfHealTest {
    private static final String APP = "heal";
    private static final int OBJECTS = 25;

    private Platform platform;
    private TestNamespace target;

    @BeforeAll
    void sync(TestNamespace namespace) {
        platform = Platform.start(namespace);
        target = platform.target("web");
        WorkingCopy copy = platform.repository("heal");
        copy.write("web.yaml", """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, labels: {tier: front}}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec:
                      containers: [{name: web, image: "registry.example.com/web:1"}]
                """);
        IntStream.range(0, OBJECTS).forEach(i -> copy.write("settings-" + i + ".yaml", settings(i)));
        String head = copy.commitAndPush("Everything");
        platform.follow(APP, "heal", target.name());
        platform.awaitSynced(APP, head);
    }

    private static String settings(int i) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings-" + i
                + "}\ndata: {a: one, b: two, c: three}\n";
    }

    @AfterAll
    void end() {
        platform.close();
    }

    private Value web() {
        return platform.rest().get(RestClient.path("apps/v1", "deployments", target.name(), "web"));
    }

    private String settingsPath(int i) {
        return RestClient.path("v1", "configmaps", target.name(), "settings-" + i);
    }

    @Test
    void anEditedFieldIsTakenBackAndItsManagerAndTimeAreNamed() {
        Instant before = Instant.now().minusSeconds(2);
        Value patch = Json.parse(
                "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"web\",\"image\":\"evil:1\"}]}}}}");
        platform.rest()
                .mergePatch(RestClient.path("apps/v1", "deployments", target.name(), "web"), patch, "kubectl-edit");
        awaitHistory("Deployment.apps " + target.name() + "/web", "containers[name=web].image", change -> {
            assertThat(change.stringAt("class")).contains("Drifted");
            assertThat(change.stringAt("manager")).contains("kubectl-edit");
            assertThat(Instant.parse(change.stringAt("at").orElseThrow())).isBetween(before, Instant.now());
        });
        assertThat(web().itemsAt("spec", "template", "spec", "containers")
                        .getFirst()
                        .stringAt("image"))
                .contains("registry.example.com/web:1");
    }

    @Test
    void scaledReplicasThatGitNamesAreTakenBackAndWhoScaledIsNamedWithoutATime() {
        target.kubectl("scale", "deployment", "web", "--replicas=5");
        awaitHistory("Deployment.apps " + target.name() + "/web", "spec.replicas", change -> {
            assertThat(change.stringAt("manager")).contains("kubectl");
            assertThat(change.stringAt("at")).isEmpty(); // the entry of a scale has none
        });
        assertThat(web().at("spec", "replicas")).contains(Value.of(2));
    }

    @Test
    void aLabelSetWithKubectlIsTakenBack() {
        target.kubectl("label", "deployment", "web", "tier=back", "--overwrite");
        awaitHistory(
                "Deployment.apps " + target.name() + "/web",
                "metadata.labels.tier",
                change -> assertThat(change.stringAt("manager")).contains("kubectl-label"));
        assertThat(web().stringAt("metadata", "labels", "tier")).contains("front");
    }

    @Test
    void aRemovedFieldComesBackAndNobodyIsBlamed() {
        platform.rest().mergePatch(settingsPath(0), Json.parse("{\"data\":{\"a\":null}}"), "kubectl-edit");
        awaitHistory("ConfigMap " + target.name() + "/settings-0", "data.a", change -> {
            assertThat(change.stringAt("class")).contains("Drifted");
            assertThat(change.stringAt("manager")).isEmpty();
        });
        assertThat(platform.rest().get(settingsPath(0)).stringAt("data", "a")).contains("one");
    }

    @Test
    void aDeletedObjectComesBack() {
        String uid =
                platform.rest().get(settingsPath(1)).stringAt("metadata", "uid").orElseThrow();
        target.kubectl("delete", "configmap", "settings-1", "--wait=false");
        awaitHistory(
                "ConfigMap " + target.name() + "/settings-1",
                "",
                change -> assertThat(change.stringAt("manager")).isEmpty());
        assertThat(platform.rest().get(settingsPath(1)).stringAt("metadata", "uid"))
                .isPresent()
                .isNotEqualTo(Optional.of(uid));
    }

    @Test
    void theApplicationsLabelIsPutBack() {
        target.kubectl("label", "configmap", "settings-2", "gitsync.dev/application-");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> platform.rest()
                        .get(settingsPath(2))
                        .stringAt("metadata", "labels", "gitsync.dev/application")
                        .equals(Optional.of(platform.namespace() + "." + APP)));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> platform.syncStatus(APP).equals("Synced"));
    }

    @Test
    void theTrackingAnnotationIsPutBack() {
        target.kubectl("annotate", "configmap", "settings-3", "gitsync.dev/tracking-id-");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> platform.rest()
                        .get(settingsPath(3))
                        .stringAt("metadata", "annotations", "gitsync.dev/tracking-id")
                        .isPresent());
    }

    @Test
    void fiftyEditsAreTakenBackSoon() {
        List<Duration> times = times();
        assertThat(percentile(times, 99)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    @Tag("soak")
    void fiftyEditsAreTakenBackWithinASecond() {
        List<Duration> times = times();
        assertThat(percentile(times, 99)).isLessThan(Duration.ofSeconds(1));
    }

    /** From the answer to an edit until the old value is read again; two edits of each of 25 objects. */
    private List<Duration> times() {
        List<Duration> times = new ArrayList<>();
        for (int edit = 0; edit < 2 * OBJECTS; edit++) {
            String path = settingsPath(edit % OBJECTS);
            String key = edit < OBJECTS ? "b" : "c";
            Optional<String> before = platform.rest().get(path).stringAt("data", key);
            Value patch = Value.map("data", Value.map(key, Value.of("edit " + edit)));
            platform.rest().mergePatch(path, patch, "kubectl-edit");
            long answered = System.nanoTime();
            await().atMost(Duration.ofSeconds(15))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> platform.rest().get(path).stringAt("data", key).equals(before));
            times.add(Duration.ofNanos(System.nanoTime() - answered));
        }
        times.sort(Duration::compareTo);
        System.out.printf(
                Locale.ROOT,
                "%d edits of %d objects healed: p50 %d ms, p90 %d ms, p99 %d ms, longest %d ms%n",
                times.size(),
                OBJECTS,
                percentile(times, 50).toMillis(),
                percentile(times, 90).toMillis(),
                percentile(times, 99).toMillis(),
                times.getLast().toMillis());
        return times;
    }

    private static Duration percentile(List<Duration> sorted, int percent) {
        return sorted.get((int) Math.ceil(sorted.size() * percent / 100.0) - 1);
    }

    /** Waits for a self-heal in the status' history that names an object and the end of a path, and looks at its change. */
    private void awaitHistory(String object, String path, Consumer<Value> look) {
        AtomicReference<Optional<Value>> found = new AtomicReference<>(Optional.empty());
        platform.awaitStatus(APP, "a heal of " + object + " " + path + " in the history", status -> {
            found.set(change(status, object, path));
            return found.get().isPresent() && status.stringAt("sync", "status").equals(Optional.of("Synced"));
        });
        look.accept(found.get().orElseThrow());
    }

    private static Optional<Value> change(Value status, String object, String path) {
        return status.itemsAt("history").stream()
                .filter(entry -> entry.stringAt("trigger").equals(Optional.of("SelfHeal")))
                .flatMap(entry -> entry.itemsAt("changes").stream())
                .filter(change -> change.stringAt("object").equals(Optional.of(object)))
                .filter(change -> path.isEmpty()
                        ? change.stringAt("path").orElse("").isEmpty()
                        : change.stringAt("path").orElse("").endsWith(path))
                .findFirst();
    }
}
