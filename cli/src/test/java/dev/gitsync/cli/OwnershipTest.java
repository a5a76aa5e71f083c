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
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whose a field is: what Git does not name belongs to others, what it names or has named is gitsync's. */
@ExtendWith(ClusterExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class OwnershipTest {
    private static final String AUTOSCALER = "system:serviceaccount:kube-system:horizontal-pod-autoscaler";
    private static final String AUTOSCALERS_MANAGER = "kube-controller-manager";
    private static final Duration SOON = Duration.ofSeconds(20);

    private Platform platform;
    private WorkingCopy copy;

    @BeforeAll
    void start(TestNamespace namespace) {
        platform = Platform.start(namespace);
        copy = platform.repository("cases");
    }

    @AfterAll
    void end() {
        platform.close();
    }

    /** Commits a case's one file, declares its Application and waits until it is synced to a namespace of its own. */
    private TestNamespace begin(String name, String manifests, boolean selfHeal) {
        TestNamespace target = platform.target(name);
        String head = copy.write(name + "/all.yaml", manifests).commitAndPush("Begin " + name);
        platform.declare(
                name,
                platform.automated("cases", name, target.name()).replace("selfHeal: true", "selfHeal: " + selfHeal));
        platform.awaitSynced(name, head);
        return target;
    }

    private void change(String name, String manifests) {
        String head = copy.write(name + "/all.yaml", manifests).commitAndPush("Change " + name);
        platform.awaitSynced(name, head);
    }

    private static String deployment(String replicas, String image) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                %s
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: web, image: "registry.example.com/web:%s", resources: {requests: {cpu: 10m}}}]}
                """.formatted(replicas, image);
    }

    private static String autoscaler(int from, int to) {
        return """
                ---
                apiVersion: autoscaling/v2
                kind: HorizontalPodAutoscaler
                metadata: {name: web}
                spec:
                  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
                  minReplicas: %d
                  maxReplicas: %d
                """.formatted(from, to);
    }

    private static String settings(String data) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {" + data + "}\n";
    }

    private String path(String apiVersion, String resource, TestNamespace target, String name) {
        return RestClient.path(apiVersion, resource, target.name(), name);
    }

    private Value web(TestNamespace target) {
        return platform.rest().get(path("apps/v1", "deployments", target, "web"));
    }

    private Value settings(TestNamespace target) {
        return platform.rest().get(path("v1", "configmaps", target, "settings"));
    }

    private void edit(TestNamespace target, String patch) {
        platform.rest().mergePatch(path("v1", "configmaps", target, "settings"), Json.parse(patch), "kubectl-edit");
    }

    private void scaleAsAutoscaler(TestNamespace target, int replicas) {
        String scale = path("apps/v1", "deployments", target, "web") + "/scale";
        platform.rest()
                .as(AUTOSCALER, "system:serviceaccounts", "system:serviceaccounts:kube-system", "system:authenticated")
                .replace(
                        scale + "?fieldManager=" + AUTOSCALERS_MANAGER,
                        Value.map(
                                "metadata", Value.map("name", Value.of("web"), "namespace", Value.of(target.name())),
                                "spec", Value.map("replicas", Value.of(replicas))));
    }

    private void awaitOutOfSync(String name) {
        platform.awaitStatus(
                name, "OutOfSync", status -> status.stringAt("sync", "status").equals(Optional.of("OutOfSync")));
    }

    private void awaitSyncedAgain(String name) {
        platform.awaitSynced(name, copy.head());
    }

    /** The repository is asked for news so often that whatever was to come of the last change has come. */
    private void settle() {
        int before = platform.git().requests().size();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> platform.git().requests().size() >= before + 3);
    }

    @Test
    void replicasOfAnAutoscalerAreLeftToIt() {
        TestNamespace target = begin("scaled", deployment("", "1") + autoscaler(3, 6), true);
        // The real controller enforces the least count, also without metrics.
        await().atMost(Duration.ofSeconds(60))
                .until(() -> web(target).at("spec", "replicas").equals(Optional.of(Value.of(3))));
        scaleAsAutoscaler(target, 5);
        settle();
        change("scaled", deployment("", "2") + autoscaler(3, 6));
        settle();

        assertThat(web(target).at("spec", "replicas")).contains(Value.of(5));
        assertThat(platform.status("scaled").itemsAt("history"))
                .noneMatch(entry -> entry.stringAt("trigger").equals(Optional.of("SelfHeal")));
    }

    @Test
    void replicasThatGitStopsToNameStayAsWeHadSetThem() {
        TestNamespace target = begin("handed-over", deployment("  replicas: 4", "1") + autoscaler(2, 8), true);
        change("handed-over", deployment("", "1") + autoscaler(2, 8));
        settle();

        assertThat(web(target).at("spec", "replicas")).contains(Value.of(4));
        change("handed-over", deployment("", "2") + autoscaler(2, 8));
        assertThat(web(target).at("spec", "replicas")).contains(Value.of(4));
        assertThat(platform.syncStatus("handed-over")).isEqualTo("Synced");
    }

    @Test
    void replicasThatGitStopsToNameStayAsTheAutoscalerHadSetThem() {
        TestNamespace target = begin("scaled-before", deployment("  replicas: 4", "1") + autoscaler(2, 8), false);
        scaleAsAutoscaler(target, 6);
        awaitOutOfSync("scaled-before");
        change("scaled-before", deployment("", "1") + autoscaler(2, 8));
        settle();

        assertThat(web(target).at("spec", "replicas")).contains(Value.of(6));
        assertThat(platform.syncStatus("scaled-before")).isEqualTo("Synced");
    }

    @Test
    void whatOtherControllersWriteIsLeftAlone() {
        TestNamespace target = begin("foreign", deployment("  replicas: 1", "1"), true);
        String path = path("apps/v1", "deployments", target, "web");
        platform.rest().mergePatch(path, Json.parse("""
                                {"metadata":{"annotations":{"example.com/note":"theirs"},"labels":{"example.com/team":"a"}},
                                 "spec":{"minReadySeconds":7,"template":{"metadata":{"annotations":{"kubectl.kubernetes.io/restartedAt":"2026-01-01T00:00:00Z"}}}}}
                                """), "other-controller");
        settle();
        assertThat(platform.syncStatus("foreign")).isEqualTo("Synced");
        change("foreign", deployment("  replicas: 1", "2"));

        Value live = web(target);
        assertThat(live.stringAt("metadata", "annotations", "example.com/note")).contains("theirs");
        assertThat(live.stringAt("metadata", "labels", "example.com/team")).contains("a");
        assertThat(live.at("spec", "minReadySeconds")).contains(Value.of(7));
        assertThat(live.stringAt("spec", "template", "metadata", "annotations", "kubectl.kubernetes.io/restartedAt"))
                .isPresent();
        assertThat(live.itemsAt("spec", "template", "spec", "containers")
                        .getFirst()
                        .stringAt("image"))
                .contains("registry.example.com/web:2");
        assertThat(platform.syncStatus("foreign")).isEqualTo("Synced");
    }

    @Test
    void aDriftedFieldThatGitThenDropsGoesAway() {
        TestNamespace target = begin("dropped", settings("a: one, b: two"), false);
        edit(target, "{\"data\":{\"b\":\"theirs\"}}");
        awaitOutOfSync("dropped");
        change("dropped", settings("a: one"));

        assertThat(settings(target).at("data")).contains(Json.parse("{\"a\":\"one\"}"));
        settle();
        assertThat(platform.syncStatus("dropped")).isEqualTo("Synced");
    }

    @Test
    void aFieldEditedAndEditedBackIsInSyncAndStillOursToDrop() {
        TestNamespace target = begin("back", settings("a: one, b: two"), false);
        edit(target, "{\"data\":{\"b\":\"theirs\"}}");
        awaitOutOfSync("back");
        edit(target, "{\"data\":{\"b\":\"two\"}}");
        awaitSyncedAgain("back");
        settle();
        assertThat(platform.syncStatus("back")).isEqualTo("Synced");
        change("back", settings("a: one"));

        assertThat(settings(target).at("data")).contains(Json.parse("{\"a\":\"one\"}"));
    }

    @Test
    void aFieldThatBothChangedIsGitsInTheEnd() {
        TestNamespace target = begin("conflict", settings("a: one"), false);
        edit(target, "{\"data\":{\"a\":\"theirs\"}}");
        awaitOutOfSync("conflict");
        change("conflict", settings("a: changed"));

        assertThat(settings(target).stringAt("data", "a")).contains("changed");
    }

    @Test
    void withoutSelfHealDriftIsShownAndLeft() {
        TestNamespace target = begin("shown", settings("a: one"), false);
        edit(target, "{\"data\":{\"a\":\"theirs\"}}");
        awaitOutOfSync("shown");
        settle();

        assertThat(settings(target).stringAt("data", "a")).contains("theirs");
        assertThat(platform.status("shown")
                        .itemsAt("resources")
                        .getFirst()
                        .stringAt("message")
                        .orElse(""))
                .contains("data.a")
                .contains("kubectl-edit");
    }

    @Test
    void aValueThatAnAdmissionPolicyRewritesIsInSync() {
        TestNamespace target = platform.target("mutated");
        try (Policy policy = Policy.install(platform, target)) {
            String head = copy.write("mutated/all.yaml", settings("a: one, mode: lax"))
                    .commitAndPush("Begin mutated");
            platform.declare("mutated", platform.automated("cases", "mutated", target.name()));
            platform.awaitSynced("mutated", head);
            assertThat(settings(target).stringAt("data", "mode")).contains(policy.value());
            Optional<String> version = settings(target).stringAt("metadata", "resourceVersion");
            edit(target, "{\"metadata\":{\"annotations\":{\"example.com/note\":\"theirs\"}}}");
            settle();
            assertThat(platform.syncStatus("mutated")).isEqualTo("Synced");
            assertThat(settings(target).stringAt("metadata", "resourceVersion")).isNotEqualTo(version); // the edit's

            change("mutated", settings("a: two, mode: lax"));
            settle();
            assertThat(settings(target).stringAt("data", "a")).contains("two");
            assertThat(platform.syncStatus("mutated")).isEqualTo("Synced");
            assertThat(platform.status("mutated").itemsAt("history")).hasSize(2);
        }
    }

    /** A policy of the API server that sets {@code data.mode} of every ConfigMap of a namespace. */
    private record Policy(Platform platform, String name) implements AutoCloseable {
        private static final String GROUP = "admissionregistration.k8s.io/v1";

        static Policy install(Platform platform, TestNamespace target) {
            Policy policy = new Policy(platform, target.name());
            platform.cluster().apply("""
                            apiVersion: %1$s
                            kind: MutatingAdmissionPolicy
                            metadata: {name: %2$s}
                            spec:
                              matchConstraints:
                                namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %2$s}}
                                resourceRules:
                                  - {apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [configmaps]}
                              failurePolicy: Fail
                              reinvocationPolicy: Never
                              mutations:
                                - patchType: ApplyConfiguration
                                  applyConfiguration: {expression: 'Object{data: {"mode": "%3$s"}}'}
                            ---
                            apiVersion: %1$s
                            kind: MutatingAdmissionPolicyBinding
                            metadata: {name: %2$s}
                            spec: {policyName: %2$s}
                            """.formatted(GROUP, target.name(), policy.value()));
            String configMaps = RestClient.path("v1", "configmaps", target.name()) + "?dryRun=All";
            Value probe = Json.parse("{\"metadata\":{\"name\":\"probe\"},\"data\":{\"mode\":\"lax\"}}");
            await().atMost(SOON)
                    .until(() -> platform.rest()
                            .create(configMaps, probe)
                            .stringAt("data", "mode")
                            .equals(Optional.of(policy.value())));
            return policy;
        }

        String value() {
            return "strict";
        }

        @Override
        public void close() {
            platform.rest().deleteIfPresent(RestClient.path(GROUP, "mutatingadmissionpolicybindings", "", name));
            platform.rest().deleteIfPresent(RestClient.path(GROUP, "mutatingadmissionpolicies", "", name));
        }
    }
}
