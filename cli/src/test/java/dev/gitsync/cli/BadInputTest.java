package dev.gitsync.cli;

import static dev.gitsync.cli.Cli.gitsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.gitsync.cli.Cli.Outcome;
import dev.gitsync.testbed.AgentProcess;
import dev.gitsync.testbed.ClusterExtension;
import dev.gitsync.testbed.GitServer;
import dev.gitsync.testbed.TestCluster;
import dev.gitsync.testbed.TestNamespace;
import dev.gitsync.testbed.TestUser;
import dev.gitsync.testbed.WorkingCopy;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.NullValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is wrong with what gitsync is given: it says so, loses nothing, and goes on with the other Applications. */
@ExtendWith(ClusterExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadInputTest {
    private static final String HEALTHY = "healthy";

    private Stage stage;
    private int pushes;

    @BeforeAll
    void start(TestNamespace namespace, @TempDir Path folder) {
        stage = new Stage(namespace, folder);
        stage.startAgent();
        String revision = stage.repository(HEALTHY)
                .write("app.yaml", Stage.configMapYaml("app", "0"))
                .commitAndPush("Begin");
        stage.cluster.apply(stage.manifest(HEALTHY));
        stage.awaitSynced(HEALTHY, revision);
    }

    @AfterAll
    void stop() {
        stage.close();
    }

    /**
     * A commit that can't be applied.
     *
     * @param reason of the condition Ready
     * @param says what the message must name
     * @param renders whether {@code gitsync render} can print it all the same
     */
    private record Broken(String name, Map<String, String> files, String reason, List<String> says, boolean renders) {}

    private static final List<Broken> COMMITS = List.of(
            new Broken(
                    "malformed-yaml",
                    Map.of(
                            "config/bad.yaml",
                            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bad\ndata: {}\n",
                            "kustomization.yaml",
                            "resources: [keep.yaml, config/bad.yaml]\n"),
                    "RenderFailed",
                    List.of("config/bad.yaml", "4"),
                    false),
            new Broken(
                    "malformed-yaml-in-a-plain-directory",
                    Map.of("bad.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: bad\n   labels: {}\n"),
                    "RenderFailed",
                    List.of("bad.yaml:5"),
                    false),
            new Broken(
                    "unknown-kustomization-field",
                    Map.of("kustomization.yaml", "resources: [keep.yaml]\nresorces: [other.yaml]\n"),
                    "RenderFailed",
                    List.of("kustomization.yaml", "resorces"),
                    false),
            new Broken(
                    "missing-resource",
                    Map.of("kustomization.yaml", "resources: [keep.yaml, gone.yaml]\n"),
                    "RenderFailed",
                    List.of("kustomization.yaml", "gone.yaml"),
                    false),
            new Broken(
                    "duplicate-object",
                    Map.of(
                            "one.yaml",
                            Stage.configMapYaml("twice", "1"),
                            "two.yaml",
                            Stage.configMapYaml("twice", "2")),
                    "RenderFailed",
                    List.of("ConfigMap twice", "one.yaml:1", "two.yaml:1"),
                    false),
            new Broken(
                    "duplicate-by-namespace",
                    Map.of(
                            "one.yaml", Stage.configMapYaml("twice", "1"),
                            "two.yaml",
                                    Stage.configMapYaml("twice", "2")
                                            .replace("{name: twice}", "{name: twice, namespace: TARGET}")),
                    "DuplicateObject",
                    List.of("ConfigMap", "twice", "one.yaml", "two.yaml"),
                    true),
            new Broken(
                    "unknown-kind",
                    Map.of("widget.yaml", "apiVersion: example.org/v1\nkind: Widget\nmetadata: {name: w}\n"),
                    "SyncFailed",
                    List.of("Widget", "example.org/v1"),
                    true),
            new Broken(
                    "unknown-field",
                    Map.of(
                            "service.yaml",
                            "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80, targetPrt: 8080}]}\n"),
                    "SyncFailed",
                    List.of("Service", "web", "targetPrt"),
                    true),
            new Broken(
                    "invalid-object",
                    Map.of(
                            "service.yaml",
                            "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 800000}]}\n"),
                    "SyncFailed",
                    List.of("Service", "web", "spec.ports[0].port", "800000"),
                    true),
            new Broken(
                    "wrong-type",
                    Map.of(
                            "service.yaml",
                            "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: eighty}]}\n"),
                    "SyncFailed",
                    List.of("Service", "web", "port"),
                    true),
            new Broken(
                    "no-kind",
                    Map.of("thing.yaml", "apiVersion: v1\nmetadata: {name: thing}\n"),
                    "RenderFailed",
                    List.of("thing.yaml", "kind"),
                    false));

    @TestFactory
    Stream<DynamicTest> aBrokenCommitIsRefused() {
        return COMMITS.stream().map(broken -> dynamicTest(broken.name(), () -> refused(broken)));
    }

    private void refused(Broken broken) {
        WorkingCopy copy = begun(broken.name());
        broken.files().forEach((path, text) -> copy.write(path, text.replace("TARGET", stage.target(broken.name()))));
        copy.write("keep.yaml", Stage.configMapYaml("keep", "broken commit")).commitAndPush("Break it");

        String message = stage.awaitReady(broken.name(), broken.reason());
        assertThat(message).contains(broken.says());
        assertThat(kept(broken.name())).as("nothing is lost").isPresent();
        Outcome render = gitsync("render", copy.folder().toString());
        if (broken.renders()) {
            assertThat(render.status()).as(render.err()).isZero();
        } else {
            isRefused(render, broken.says());
            assertThat(kept(broken.name()))
                    .as("the broken commit is not applied")
                    .contains("good");
        }
        Outcome diff = gitsync(
                "diff",
                copy.folder().toString(),
                "--kubeconfig",
                stage.cluster.kubeconfig().toString(),
                "-n",
                stage.target(broken.name()));
        assertThat(diff.status()).as("diff: %s%s", diff.out(), diff.err()).isNotZero();
        othersGoOn();

        broken.files().keySet().forEach(copy::remove);
        String mended =
                copy.write("keep.yaml", Stage.configMapYaml("keep", "mended")).commitAndPush("Mend it");
        stage.awaitSynced(broken.name(), mended);
        assertThat(kept(broken.name())).contains("mended");
    }

    /** An Application that is synced to one good object. */
    private WorkingCopy begun(String name, String... specLines) {
        WorkingCopy copy = stage.repository(name);
        String revision =
                copy.write("keep.yaml", Stage.configMapYaml("keep", "good")).commitAndPush("Begin");
        stage.cluster.apply(stage.manifest(name, specLines));
        stage.awaitSynced(name, revision);
        return copy;
    }

    private Optional<String> kept(String application) {
        return stage.configMap(stage.target(application), "keep").flatMap(map -> map.stringAt("data", "value"));
    }

    private static void isRefused(Outcome outcome, List<String> says) {
        assertThat(outcome.status()).as(outcome.err()).isGreaterThanOrEqualTo(2);
        assertThat(outcome.err()).hasLineCount(1).contains(says).doesNotContain("unexpected");
    }

    private void othersGoOn() {
        String value = Integer.toString(++pushes);
        stage.repository(HEALTHY)
                .write("app.yaml", Stage.configMapYaml("app", value))
                .commitAndPush("Go on");
        await("the healthy application goes on")
                .atMost(Stage.SOON)
                .until(() -> stage.configMap(stage.target(HEALTHY), "app")
                        .flatMap(map -> map.stringAt("data", "value"))
                        .equals(Optional.of(value)));
    }

    private Outcome diffOf(String application) {
        return gitsync(
                "diff",
                "--app",
                stage.namespace + "/" + application,
                "--kubeconfig",
                stage.cluster.kubeconfig().toString());
    }

    private void source(String application, String field, String value) {
        stage.patch(application, Value.map("spec", Value.map("source", Value.map(field, Value.of(value)))));
    }

    @Test
    void anEmptyRenderIsRefusedUnlessItIsAllowed() {
        String name = "empty";
        WorkingCopy copy = begun(name);
        copy.remove("keep.yaml").write("README.md", "nothing\n").commitAndPush("Remove all");
        assertThat(stage.awaitReady(name, "EmptyRender")).contains("allowEmpty").contains("path .");
        assertThat(kept(name)).contains("good");
        othersGoOn();

        stage.patch(
                name,
                Value.map(
                        "spec",
                        Value.map("syncPolicy", Value.map("automated", Value.map("allowEmpty", Value.of(true))))));
        stage.awaitSynced(name, copy.head());
        assertThat(kept(name)).isEmpty();
    }

    @Test
    void aMissingBranchOrPathIsNamed() {
        String name = "missing";
        WorkingCopy copy = begun(name);

        source(name, "targetRevision", "no-such-branch");
        assertThat(stage.awaitReady(name, "RevisionNotFound")).contains("no-such-branch", stage.git.url(name));
        isRefused(diffOf(name), List.of("no-such-branch"));
        isRefused(
                gitsync("render", "--repo", stage.git.url(name), "--revision", "no-such-branch"),
                List.of("no-such-branch", stage.git.url(name)));
        source(name, "targetRevision", "main");
        stage.awaitSynced(name, copy.head());

        source(name, "path", "no/such/folder");
        assertThat(stage.awaitReady(name, "RenderFailed")).contains("no/such/folder");
        isRefused(diffOf(name), List.of("no/such/folder"));
        isRefused(
                gitsync("render", "--repo", stage.git.url(name), "--path", "no/such/folder"),
                List.of("no/such/folder"));
        isRefused(gitsync("render", copy.folder() + "/no/such/folder"), List.of("no/such/folder"));
        source(name, "path", ".");
        stage.awaitSynced(name, copy.head());
        assertThat(kept(name)).contains("good");
        othersGoOn();
    }

    @Test
    void aRepositoryOutOfReachIsNamedAndComesBack() {
        String name = "unreachable";
        try (GitServer server = GitServer.start().create(name);
                WorkingCopy copy = server.workingCopy(name)) {
            String first =
                    copy.write("keep.yaml", Stage.configMapYaml("keep", "good")).commitAndPush("Begin");
            stage.cluster.apply(
                    stage.manifestOf(name, "repoURL: " + server.url(name) + ", targetRevision: main, path: ."));
            stage.awaitSynced(name, first);

            server.stop();
            assertThat(stage.awaitReady(name, "SourceFailed")).contains(server.url(name));
            isRefused(diffOf(name), List.of(server.url(name)));
            isRefused(gitsync("render", "--repo", server.url(name)), List.of(server.url(name)));
            assertThat(kept(name)).contains("good");
            othersGoOn();

            server.restart();
            String second = copy.write("keep.yaml", Stage.configMapYaml("keep", "again"))
                    .commitAndPush("Come back");
            stage.awaitSynced(name, second);
        }
    }

    @Test
    void wrongCredentialsAreNamedAndCanBeCorrectedWithoutARestart() {
        String name = "credentials";
        try (GitServer server = GitServer.start().create(name);
                WorkingCopy copy = server.workingCopy(name)) {
            server.allow("reader", "right-password");
            String revision =
                    copy.write("keep.yaml", Stage.configMapYaml("keep", "good")).commitAndPush("Begin");
            stage.cluster.apply(
                    stage.manifestOf(name, "repoURL: " + server.url(name) + ", targetRevision: main, path: ."));
            assertThat(stage.awaitReady(name, "SourceFailed")).contains(server.url(name), "credentials", "Secret");
            isRefused(gitsync("render", "--repo", server.url(name)), List.of(server.url(name)));

            String none = stage.ready(name);
            credentials(server.url(name), "wrong-password");
            await("the wrong password was tried")
                    .atMost(Stage.SOON)
                    .until(() -> stage.ready(name), now -> !now.equals(none));
            assertThat(stage.ready(name))
                    .startsWith("SourceFailed: ")
                    .contains(server.url(name), "credentials")
                    .doesNotContain("wrong-password");
            assertThat(diffOf(name).status()).isGreaterThanOrEqualTo(2);
            othersGoOn();

            credentials(server.url(name), "right-password");
            stage.awaitSynced(name, revision);
            assertThat(kept(name)).contains("good");
            assertThat(diffOf(name).status())
                    .as("the command line has the agent's credentials")
                    .isZero();
        }
    }

    private void credentials(String url, String password) {
        stage.cluster.apply("""
                apiVersion: v1
                kind: Secret
                metadata: {name: reader, namespace: %s, labels: {gitsync.dev/secret-type: repository}}
                stringData: {url: "%s", username: reader, password: %s}
                """.formatted(stage.namespace, url, password));
    }

    @Test
    void anInvalidSpecIsNamedFieldByField() {
        String name = "invalid-spec";
        begun(name);
        assertThatThrownBy(() -> stage.patch(name, Value.map("spec", Value.map("interval", Value.of("often")))))
                .as("what the definition can say, the API server refuses")
                .hasMessageContaining("spec.interval");

        stage.patch(name, destination("server", Value.of("https://elsewhere.example")));
        assertThat(stage.awaitReady(name, "InvalidSpec"))
                .contains("spec.destination.server", "only the agent's own cluster");
        isRefused(diffOf(name), List.of("spec.destination.server"));
        assertThat(kept(name)).contains("good");
        othersGoOn();
        stage.patch(name, destination("server", NullValue.NULL));
        stage.awaitReady(name, "Synced");
    }

    private static Value destination(String field, Value value) {
        return Value.map("spec", Value.map("destination", Value.map(field, value)));
    }

    @Test
    void aDeniedApplyIsNamedAndTheRestIsApplied(TestNamespace shared, @TempDir Path folder) {
        TestCluster cluster = shared.cluster();
        try (TestNamespace own = TestNamespace.create(cluster, shared.name() + "-limited");
                Stage limited = new Stage(own, folder)) {
            TestUser user = cluster.serviceAccount(own.name(), "agent");
            cluster.apply(rights(user));
            WorkingCopy copy = limited.repository("denied");
            copy.write("keep.yaml", Stage.configMapYaml("keep", "good"))
                    .write("role.yaml", """
                            apiVersion: rbac.authorization.k8s.io/v1
                            kind: Role
                            metadata: {name: reader}
                            rules: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]
                            """)
                    .commitAndPush("Ask for too much");
            limited.startAgent(user.kubeconfig());
            limited.cluster.apply(limited.manifest("denied"));

            assertThat(limited.awaitReady("denied", "SyncFailed"))
                    .contains("Role", "reader")
                    .containsIgnoringCase("forbidden");
            assertThat(limited.configMap(limited.target("denied"), "keep"))
                    .as("the rest is applied")
                    .isPresent();
            String mended = copy.remove("role.yaml").commitAndPush("Ask for less");
            limited.awaitSynced("denied", mended);
        }
    }

    /** What an agent needs, and ConfigMaps; it may read Roles and not write them. */
    private static String rights(TestUser user) {
        return """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: %1$s}
                rules:
                - {apiGroups: [gitsync.dev], resources: ["*"], verbs: ["*"]}
                - {apiGroups: [coordination.k8s.io], resources: [leases], verbs: ["*"]}
                - {apiGroups: ["", events.k8s.io], resources: [configmaps, namespaces, events], verbs: ["*"]}
                - {apiGroups: [""], resources: [secrets], verbs: [get, list, watch]}
                - {apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: [get, list, watch]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: %1$s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %1$s}
                subjects: [{kind: ServiceAccount, name: %2$s, namespace: %1$s}]
                """.formatted(user.namespace(), user.name());
    }

    @Test
    void anAgentWithoutItsNamespaceDoesNotStart(@TempDir Path folder) {
        assertThatThrownBy(() -> AgentProcess.start(new AgentProcess.Launch(
                        AgentProcess.onClassPath(),
                        stage.cluster.kubeconfig(),
                        "no-such-namespace",
                        folder,
                        List.of())))
                .hasMessageContaining("ended with status 3")
                .hasMessageContaining("namespace no-such-namespace does not exist")
                .hasMessageContaining("--namespace");
    }

    @Test
    void anAgentWithoutItsDefinitionsDoesNotStart(@TempDir Path folder) {
        try (TestCluster bare = TestCluster.local()) {
            assertThatThrownBy(() -> AgentProcess.start(new AgentProcess.Launch(
                            AgentProcess.onClassPath(), bare.kubeconfig(), "default", folder, List.of())))
                    .hasMessageContaining("ended with status 3")
                    .hasMessageContaining("applications.gitsync.dev")
                    .hasMessageContaining("kubectl apply --server-side -f deploy/crds");
            isRefused(gitsync("list", "--kubeconfig", bare.kubeconfig().toString()), List.of("kubectl apply"));
        }
    }

    @Test
    void anAgentDoesNotShareItsDataDirectory(@TempDir Path folder) {
        try (AgentProcess first = start(folder)) {
            assertThat(first.isAlive()).isTrue();
            assertThatThrownBy(() -> start(folder))
                    .hasMessageContaining("ended with status 3")
                    .hasMessageContaining("is in use by another agent")
                    .hasMessageContaining("--data-dir");
        }
    }

    private AgentProcess start(Path folder) {
        return AgentProcess.start(new AgentProcess.Launch(
                AgentProcess.onClassPath(), stage.cluster.kubeconfig(), stage.namespace, folder, List.of()));
    }
}
