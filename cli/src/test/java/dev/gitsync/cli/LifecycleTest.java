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
import dev.gitsync.value.Value.MapValue;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the policy of an Application allows, what a person asks for, and how an Application begins and ends. */
@ExtendWith(ClusterExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class LifecycleTest {
    private static final Duration SOON = Duration.ofSeconds(30);

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

    private static String configMap(String name, String value) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name + "}\ndata: {a: " + value + "}\n";
    }

    private String push(String folder, String file, String manifests) {
        return copy.write(folder + "/" + file, manifests).commitAndPush("Change " + folder + "/" + file);
    }

    private Optional<Value> find(TestNamespace target, String name) {
        return platform.rest().find(RestClient.path("v1", "configmaps", target.name(), name));
    }

    private Optional<String> value(TestNamespace target, String name) {
        return find(target, name).flatMap(found -> found.stringAt("data", "a"));
    }

    private MapValue resource(String application, String name) {
        return platform.status(application).itemsAt("resources").stream()
                .filter(resource -> resource.stringAt("name").equals(Optional.of(name)))
                .map(resource -> resource.mapAt())
                .findFirst()
                .orElse(MapValue.EMPTY);
    }

    private void awaitSyncStatus(String application, String wanted, String revision) {
        platform.awaitStatus(
                application,
                wanted + " at " + revision,
                status -> status.stringAt("sync", "status").equals(Optional.of(wanted))
                        && status.stringAt("sync", "revision").equals(Optional.of(revision)));
    }

    private void settle() {
        int before = platform.git().requests().size();
        await().atMost(SOON).until(() -> platform.git().requests().size() >= before + 3);
    }

    private List<String> events(String application) {
        return platform.rest().list(RestClient.path("v1", "events", platform.namespace())).stream()
                .filter(event -> event.stringAt("involvedObject", "name").equals(Optional.of(application)))
                .map(event -> event.stringAt("reason").orElse("") + ": "
                        + event.stringAt("message").orElse(""))
                .toList();
    }

    @Test
    void anObjectThatNobodyTracksIsAdoptedAndAnEventSaysSo() {
        TestNamespace target = platform.target("adopt");
        target.apply(configMap("old", "before"));
        String head = push("adopt", "all.yaml", configMap("old", "git"));
        platform.declare("adopt", platform.automated("cases", "adopt", target.name()));
        platform.awaitSynced("adopt", head);

        assertThat(value(target, "old")).contains("git");
        assertThat(find(target, "old").orElseThrow().stringAt("metadata", "annotations", "gitsync.dev/tracking-id"))
                .hasValueSatisfying(id -> assertThat(id).contains(platform.namespace() + "/adopt:"));
        await().atMost(SOON)
                .until(() -> events("adopt").stream()
                        .anyMatch(event -> event.contains("1 adopted") && event.contains("old")));
    }

    @Test
    void anObjectOfAnotherApplicationIsRefused() {
        TestNamespace target = platform.target("shared");
        String head = push("shared-one", "all.yaml", configMap("both", "one"));
        platform.declare("shared-one", platform.automated("cases", "shared-one", target.name()));
        platform.awaitSynced("shared-one", head);
        push("shared-two", "all.yaml", configMap("both", "two") + "---\n" + configMap("own", "two"));
        platform.declare("shared-two", platform.automated("cases", "shared-two", target.name()));
        platform.awaitStatus(
                "shared-two",
                "it says who tracks the object",
                status -> Json.text(status)
                        .contains("the application " + platform.namespace() + "/shared-one tracks it"));
        settle();

        assertThat(value(target, "both")).contains("one");
        assertThat(value(target, "own")).contains("two");
        assertThat(platform.condition("shared-two", "Ready").orElseThrow().stringAt("status"))
                .contains("False");
    }

    @Test
    void withoutPruneWhatLeftGitIsShownAndKept() {
        TestNamespace target = platform.target("keep");
        push("keep", "extra.yaml", configMap("extra", "one"));
        String head = push("keep", "all.yaml", configMap("main", "one"));
        platform.declare(
                "keep", platform.automated("cases", "keep", target.name()).replace("prune: true", "prune: false"));
        platform.awaitSynced("keep", head);
        String without = copy.remove("keep/extra.yaml").commitAndPush("Remove extra");
        awaitSyncStatus("keep", "OutOfSync", without);
        settle();

        assertThat(find(target, "extra")).isPresent();
        assertThat(resource("keep", "extra").stringAt("message"))
                .hasValueSatisfying(message -> assertThat(message).contains("prune is not on"));
        assertThat(gitsync("sync", "--prune", platform.namespace() + "/keep")).isZero();
        await().atMost(SOON).until(() -> find(target, "extra").isEmpty());
    }

    @Test
    void withoutAutomatedNothingIsAppliedUntilSomebodySyncs() {
        TestNamespace target = platform.target("manual");
        String head = push("manual", "all.yaml", configMap("main", "one"));
        platform.declare(
                "manual",
                "{source: {repoURL: '%s', targetRevision: HEAD, path: manual}, destination: {namespace: %s}}"
                        .formatted(platform.git().url("cases"), target.name()));
        awaitSyncStatus("manual", "OutOfSync", head);
        settle();
        assertThat(find(target, "main")).isEmpty();

        assertThat(gitsync("sync", platform.namespace() + "/manual")).isZero();
        assertThat(value(target, "main")).contains("one");
        platform.awaitSynced("manual", copy.head());

        String next = push("manual", "all.yaml", configMap("main", "two"));
        awaitSyncStatus("manual", "OutOfSync", next);
        assertThat(value(target, "main")).contains("one");
    }

    @Test
    void anOperationThatReplacesAnotherIsCarriedOut() {
        TestNamespace target = platform.target("operations");
        String one = push("operations", "all.yaml", configMap("main", "one"));
        String two = push("operations", "all.yaml", configMap("main", "two"));
        platform.declare(
                "operations",
                "{source: {repoURL: '%s', targetRevision: HEAD, path: operations}, destination: {namespace: %s}}"
                        .formatted(platform.git().url("cases"), target.name()));
        awaitSyncStatus("operations", "OutOfSync", two);
        for (int round = 0; round < 10; round++) {
            boolean even = round % 2 == 0;
            operate("operations", even ? two : one);
            operate("operations", even ? one : two);
            await().atMost(SOON)
                    .until(() ->
                            platform.application("operations").at("operation").isEmpty());
            assertThat(value(target, "main")).as("round %d", round).contains(even ? "one" : "two");
        }
    }

    private void operate(String application, String revision) {
        platform.rest()
                .mergePatch(
                        platform.path(application),
                        Json.parse("{\"operation\":{\"sync\":{\"revision\":\"" + revision + "\"}}}"),
                        "kubectl-edit");
    }

    @Test
    void aSuspendedApplicationIsLeftAsItIs() {
        TestNamespace target = platform.target("pause");
        String head = push("pause", "all.yaml", configMap("main", "one"));
        platform.declare("pause", platform.automated("cases", "pause", target.name()));
        platform.awaitSynced("pause", head);
        suspend("pause", true);
        platform.awaitStatus(
                "pause",
                "Suspended",
                status -> status.itemsAt("conditions").stream()
                        .anyMatch(condition -> condition.stringAt("reason").equals(Optional.of("Suspended"))));
        String next = push("pause", "all.yaml", configMap("main", "two"));
        target.kubectl("patch", "configmap", "main", "--type=merge", "-p", "{\"data\":{\"a\":\"theirs\"}}");
        settle();
        assertThat(value(target, "main")).contains("theirs");

        suspend("pause", false);
        platform.awaitSynced("pause", next);
        assertThat(value(target, "main")).contains("two");
    }

    private void suspend(String application, boolean suspended) {
        platform.rest()
                .mergePatch(
                        platform.path(application),
                        Json.parse("{\"spec\":{\"suspend\":" + suspended + "}}"),
                        "kubectl-edit");
    }

    @Test
    void aKindThatNobodyUsesAnyMoreIsNotWatched() throws Exception {
        TestNamespace target = platform.target("watches");
        String head = push("watches", "all.yaml", configMap("main", "one"));
        platform.declare("watches", platform.automated("cases", "watches", target.name()));
        platform.awaitSynced("watches", head);
        String before = watches();
        String more = push(
                "watches",
                "template.yaml",
                "apiVersion: v1\nkind: PodTemplate\nmetadata: {name: t}\ntemplate: {spec: {containers: [{name: c, image: i}]}}\n");
        platform.awaitSynced("watches", more);
        assertThat(watches()).isNotEqualTo(before);

        platform.awaitSynced("watches", copy.remove("watches/template.yaml").commitAndPush("Remove the template"));
        await().atMost(SOON).until(this::watches, before::equals);
    }

    private String watches() throws Exception {
        return platform.agent()
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("gitsync_watches "))
                .findFirst()
                .orElseThrow();
    }

    private static String annotated(String name, String annotation) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name + ", annotations: {" + annotation
                + "}}\ndata: {a: one}\n";
    }

    @Test
    void whatItsAnnotationsProtectIsNotDeleted() {
        TestNamespace target = platform.target("protected");
        push("protected", "unpruned.yaml", annotated("unpruned", "argocd.argoproj.io/sync-options: 'Prune=false'"));
        push("protected", "undeleted.yaml", annotated("undeleted", "argocd.argoproj.io/sync-options: 'Delete=false'"));
        String head = push("protected", "all.yaml", configMap("main", "one"));
        platform.declare("protected", platform.automated("cases", "protected", target.name()));
        platform.awaitSynced("protected", head);
        String without = copy.remove("protected/unpruned.yaml").commitAndPush("Remove the protected one");
        awaitSyncStatus("protected", "OutOfSync", without);
        settle();
        assertThat(find(target, "unpruned")).isPresent();
        assertThat(resource("protected", "unpruned").stringAt("message"))
                .hasValueSatisfying(message -> assertThat(message).contains("Prune=false"));

        platform.rest()
                .mergePatch(
                        platform.path("protected"),
                        Json.parse("{\"metadata\":{\"finalizers\":[\"resources-finalizer.gitsync.dev\"]}}"),
                        "kubectl-edit");
        platform.rest().delete(platform.path("protected"));
        await().atMost(SOON)
                .until(() -> platform.rest().find(platform.path("protected")).isEmpty());
        assertThat(find(target, "main")).isEmpty();
        assertThat(find(target, "undeleted")).isPresent();
    }

    @Test
    void aHookIsRefusedAndAWaveIsNamed() {
        TestNamespace target = platform.target("hooks");
        String head = push("hooks", "wave.yaml", annotated("wave", "argocd.argoproj.io/sync-wave: '2'"));
        platform.declare("hooks", platform.automated("cases", "hooks", target.name()));
        platform.awaitSynced("hooks", head);
        assertThat(platform.condition("hooks", "UnsupportedField").orElseThrow().stringAt("message"))
                .hasValueSatisfying(message -> assertThat(message).contains("argocd.argoproj.io/sync-wave", "wave"));

        push("hooks", "hook.yaml", annotated("hook", "argocd.argoproj.io/hook: PostDelete"));
        platform.awaitStatus(
                "hooks",
                "the hook is refused",
                status -> Json.text(status).contains("makes it a hook, which this version does not run"));
        assertThat(find(target, "hook")).isEmpty();
    }

    @Test
    void oneKindAtTwoVersionsIsComparedAtEach() {
        TestNamespace target = platform.target("versions");
        String reference = "scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, maxReplicas: 3, ";
        push(
                "version-one",
                "all.yaml",
                "apiVersion: autoscaling/v1\nkind: HorizontalPodAutoscaler\nmetadata: {name: one}\nspec: {" + reference
                        + "targetCPUUtilizationPercentage: 70}\n");
        String head = push(
                "version-two",
                "all.yaml",
                "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: two}\nspec: {" + reference
                        + "metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}]}\n");
        for (String name : List.of("version-one", "version-two")) {
            platform.declare(name, platform.automated("cases", name, target.name()));
            platform.awaitStatus(
                    name,
                    "Synced",
                    status -> status.stringAt("sync", "status").equals(Optional.of("Synced"))
                            && status.stringAt("sync", "revision").equals(Optional.of(head)));
        }
        for (String name : List.of("version-one", "version-two")) {
            assertThat(gitsync("sync", platform.namespace() + "/" + name)).isZero();
            assertThat(platform.status(name).itemsAt("history")).as(name).hasSize(1);
        }
    }

    @Test
    void anApplicationIsHealedAlsoWhenAnotherOneDropsTheSameKind() {
        TestNamespace target = platform.target("widgets");
        String definition = """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: widgets.lifecycle.example.com}
                spec:
                  group: lifecycle.example.com
                  scope: Namespaced
                  names: {kind: Widget, plural: widgets}
                  versions:
                    - name: v1
                      served: true
                      storage: true
                      %s
                      schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}}
                """;
        String widget = "apiVersion: lifecycle.example.com/v1\nkind: Widget\nmetadata: {name: %s}\nspec: {size: 1}\n";
        platform.declare("widget-kind", platform.automated("cases", "widget-kind", target.name()));
        platform.awaitSynced("widget-kind", push("widget-kind", "crd.yaml", definition.formatted("")));
        push("widget-a", "main.yaml", configMap("widget-main", "one"));
        platform.declare("widget-a", platform.automated("cases", "widget-a", target.name()));
        platform.awaitSynced("widget-a", push("widget-a", "wa.yaml", widget.formatted("wa")));
        platform.awaitSynced(
                "widget-kind", push("widget-kind", "crd.yaml", definition.formatted("subresources: {status: {}}")));
        platform.declare("widget-b", platform.automated("cases", "widget-b", target.name()));
        platform.awaitSynced("widget-b", push("widget-b", "wb.yaml", widget.formatted("wb")));
        platform.awaitSynced("widget-a", copy.remove("widget-a/wa.yaml").commitAndPush("Remove a"));

        String path = RestClient.path("lifecycle.example.com/v1", "widgets", target.name(), "wb");
        platform.rest().mergePatch(path, Json.parse("{\"spec\":{\"size\":7}}"), "kubectl-edit");
        await().atMost(SOON)
                .until(() -> platform.rest().get(path).at("spec", "size").equals(Optional.of(Value.of(1))));
    }

    @Test
    void aSyncOfARevisionThatDoesNotExistAppliesNoOther() {
        TestNamespace target = platform.target("nowhere");
        String head = push("nowhere", "all.yaml", configMap("main", "one"));
        platform.declare(
                "nowhere",
                "{source: {repoURL: '%s', targetRevision: HEAD, path: nowhere}, destination: {namespace: %s}}"
                        .formatted(platform.git().url("cases"), target.name()));
        awaitSyncStatus("nowhere", "OutOfSync", head);

        assertThat(gitsync("sync", "--revision", "nope", platform.namespace() + "/nowhere"))
                .isEqualTo(1);
        settle();
        assertThat(find(target, "main")).isEmpty();
    }

    private static String held(String name) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name
                + ", finalizers: [example.com/holds]}\ndata: {a: one}\n";
    }

    private void letGo(TestNamespace target, String name) {
        platform.rest()
                .mergePatch(
                        RestClient.path("v1", "configmaps", target.name(), name),
                        Json.parse("{\"metadata\":{\"finalizers\":null}}"),
                        "example-controller");
    }

    @Test
    void whatIsDeletedAndStillThereIsShownUntilItIsGone() {
        TestNamespace target = platform.target("terminating");
        push("terminating", "extra.yaml", held("extra"));
        String head = push("terminating", "all.yaml", configMap("main", "one"));
        platform.declare("terminating", platform.automated("cases", "terminating", target.name()));
        platform.awaitSynced("terminating", head);
        String without = copy.remove("terminating/extra.yaml").commitAndPush("Remove extra");
        awaitSyncStatus("terminating", "OutOfSync", without);
        platform.awaitStatus(
                "terminating",
                "it says what the deletion waits for",
                status -> Json.text(status).contains("example.com/holds"));
        settle();
        assertThat(find(target, "extra").orElseThrow().stringAt("metadata", "deletionTimestamp"))
                .isPresent();

        letGo(target, "extra");
        platform.awaitSynced("terminating", without);
        assertThat(find(target, "extra")).isEmpty();
        assertThat(platform.status("terminating").itemsAt("history"))
                .as("the deletion is one sync, however long it takes")
                .hasSize(2);
    }

    @Test
    void anOrphanThatSomebodyElseDeletesIsForgotten() {
        TestNamespace target = platform.target("forgotten");
        push("forgotten", "extra.yaml", configMap("extra", "one"));
        String head = push("forgotten", "all.yaml", configMap("main", "one"));
        platform.declare(
                "forgotten",
                platform.automated("cases", "forgotten", target.name()).replace("prune: true", "prune: false"));
        platform.awaitSynced("forgotten", head);
        String without = copy.remove("forgotten/extra.yaml").commitAndPush("Remove extra");
        awaitSyncStatus("forgotten", "OutOfSync", without);

        target.kubectl("delete", "configmap", "extra");
        platform.awaitSynced("forgotten", without);
    }

    @Test
    void anApplicationStaysUntilItsObjectsAreGone() {
        TestNamespace target = platform.target("waits");
        String head = push("waits", "all.yaml", configMap("main", "one") + "---\n" + held("held"));
        platform.declare("waits", platform.automated("cases", "waits", target.name()));
        platform.awaitSynced("waits", head);
        platform.rest()
                .mergePatch(
                        platform.path("waits"),
                        Json.parse("{\"metadata\":{\"finalizers\":[\"resources-finalizer.gitsync.dev\"]}}"),
                        "kubectl-edit");
        platform.rest().delete(platform.path("waits"));
        platform.awaitStatus(
                "waits",
                "it says what it waits for",
                status -> status.itemsAt("conditions").stream()
                        .anyMatch(condition -> condition.stringAt("reason").equals(Optional.of("Deleting"))
                                && Json.text(condition).contains("example.com/holds")));
        settle();
        assertThat(platform.rest().find(platform.path("waits"))).isPresent();
        assertThat(find(target, "main")).isEmpty();

        letGo(target, "held");
        await().atMost(SOON)
                .until(() -> platform.rest().find(platform.path("waits")).isEmpty());
        assertThat(find(target, "held")).isEmpty();
        assertNothingIsKeptOf("waits");
    }

    @Test
    void withTheFinalizerTheObjectsGoAndTheNamespaceStays() {
        String target = platform.targetName("made");
        String head = push("cascade", "all.yaml", configMap("main", "one"));
        platform.declare(
                "cascade",
                platform.automated("cases", "cascade", target)
                        .replace("syncPolicy: {", "syncPolicy: {syncOptions: [CreateNamespace=true], "));
        platform.awaitSynced("cascade", head);
        platform.rest()
                .mergePatch(
                        platform.path("cascade"),
                        Json.parse("{\"metadata\":{\"finalizers\":[\"resources-finalizer.gitsync.dev\"]}}"),
                        "kubectl-edit");
        platform.rest().delete(platform.path("cascade"));
        await().atMost(SOON)
                .until(() -> platform.rest().find(platform.path("cascade")).isEmpty());

        TestNamespace made = new TestNamespace(target, platform.cluster());
        assertThat(find(made, "main")).isEmpty();
        assertThat(platform.rest().get("/api/v1/namespaces/" + target).stringAt("status", "phase"))
                .contains("Active");
        assertNothingIsKeptOf("cascade");
    }

    @Test
    void withoutTheFinalizerTheObjectsStay() {
        TestNamespace target = platform.target("orphan");
        String head = push("orphan", "all.yaml", configMap("main", "one"));
        platform.declare("orphan", platform.automated("cases", "orphan", target.name()));
        platform.awaitSynced("orphan", head);
        platform.rest().delete(platform.path("orphan"));

        assertNothingIsKeptOf("orphan");
        assertThat(value(target, "main")).contains("one");
    }

    private void assertNothingIsKeptOf(String application) {
        String inventories = RestClient.path("gitsync.dev/v1alpha1", "inventories", platform.namespace());
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(platform.rest().list(inventories))
                        .noneMatch(inventory -> Json.text(inventory).contains("\"" + application + "\"")));
    }

    @Test
    void aFieldOfTheSpecThatIsNotActedOnIsReported() {
        TestNamespace target = platform.target("unknown");
        String head = push("unknown", "all.yaml", configMap("main", "one"));
        platform.declare(
                "unknown",
                platform.automated("cases", "unknown", target.name())
                        .replace("syncPolicy:", "shinyNewField: {deep: 1}, syncPolicy:"));
        platform.awaitSynced("unknown", head);

        Value condition = platform.condition("unknown", "UnsupportedField").orElseThrow();
        assertThat(condition.stringAt("status")).contains("True");
        assertThat(condition.stringAt("message"))
                .hasValueSatisfying(message -> assertThat(message).contains("spec.shinyNewField"));
    }

    @Test
    void aRequestedReconcileIsAcknowledged() {
        TestNamespace target = platform.target("asked");
        String head = push("asked", "all.yaml", configMap("main", "one"));
        platform.declare("asked", platform.automated("cases", "asked", target.name()));
        platform.awaitSynced("asked", head);
        platform.cluster()
                .kubectl(
                        "-n",
                        platform.namespace(),
                        "annotate",
                        "application",
                        "asked",
                        "gitsync.dev/requested-at=round 1");

        platform.awaitStatus(
                "asked",
                "acknowledged",
                status -> status.stringAt("lastHandledReconcileAt").equals(Optional.of("round 1")));
        assertThat(platform.status("asked").itemsAt("history")).hasSize(1);
    }

    @Test
    void aSyncOfOneApplicationHidesNoNewsFromAnotherOfTheSameRepository() {
        TestNamespace target = platform.target("two");
        push("two-a", "all.yaml", configMap("from-a", "one"));
        String head = push("two-b", "all.yaml", configMap("from-b", "one"));
        for (String name : List.of("two-a", "two-b")) {
            platform.declare(name, platform.automated("cases", name, target.name()));
            platform.awaitSynced(name, head);
        }
        String next = push("two-b", "all.yaml", configMap("from-b", "two"));
        gitsync("sync", platform.namespace() + "/two-a"); // asks the repository before the poller does, as a rule

        platform.awaitSynced("two-b", next);
        assertThat(value(target, "from-b")).contains("two");
    }

    /** Runs the command line as a user with the administrator's kubeconfig; prints what it said. */
    private int gitsync(String... arguments) {
        StringWriter out = new StringWriter();
        String[] line = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, line, 0, arguments.length);
        line[arguments.length] = "--kubeconfig";
        line[arguments.length + 1] = platform.cluster().kubeconfig().toString();
        PrintWriter writer = new PrintWriter(out, true);
        int status = Main.run(writer, writer, line);
        writer.flush();
        System.out.print(out);
        return status;
    }
}
