package dev.gitsync.cli;

import static dev.gitsync.cli.Cli.gitsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gitsync.cli.Cli.Outcome;
import dev.gitsync.testbed.ClusterExtension;
import dev.gitsync.testbed.TestNamespace;
import dev.gitsync.testbed.WorkingCopy;
import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands print and end with, against a cluster with an agent. */
@ExtendWith(ClusterExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CommandLineTest {
    private static final String APPLICATION = "shop";

    private Stage stage;
    private WorkingCopy copy;
    private String revision;

    @BeforeAll
    void start(TestNamespace namespace, @TempDir Path folder) {
        stage = new Stage(namespace, folder);
        stage.startAgent();
        copy = stage.repository(APPLICATION);
        copy.write("app/a.yaml", Stage.configMapYaml("a", "1")).commitAndPush("Begin");
        revision = copy.write("app/a.yaml", Stage.configMapYaml("a", "2"))
                .write("app/b.yaml", Stage.configMapYaml("b", "1"))
                .commitAndPush("Add b");
        stage.cluster.apply(manifest());
        stage.awaitSynced(APPLICATION, revision);
    }

    private String manifest() {
        return stage.manifestOf(
                APPLICATION, "repoURL: " + stage.git.url(APPLICATION) + ", targetRevision: main, path: app");
    }

    @AfterAll
    void stop() {
        stage.close();
    }

    private Outcome withCluster(String... line) {
        List<String> all = new ArrayList<>(List.of(line));
        all.addAll(List.of("--kubeconfig", stage.cluster.kubeconfig().toString()));
        return gitsync(all.toArray(String[]::new));
    }

    private String app() {
        return stage.namespace + "/" + APPLICATION;
    }

    private Outcome diff(String... line) {
        List<String> all = new ArrayList<>(List.of("diff"));
        all.addAll(List.of(line));
        return withCluster(all.toArray(String[]::new));
    }

    @Test
    void diffOfADirectorySaysWhetherThereAreDifferences(@TempDir Path folder) throws IOException {
        String path = copy.folder().resolve("app").toString();
        Outcome same = diff(path, "-n", stage.target(APPLICATION));
        assertThat(same.status()).as(same.out() + same.err()).isZero();

        Files.writeString(folder.resolve("a.yaml"), Stage.configMapYaml("a", "3"));
        Files.writeString(folder.resolve("c.yaml"), Stage.configMapYaml("c", "1"));
        Outcome changed = diff(folder.toString(), "-n", stage.target(APPLICATION));
        assertThat(changed.status()).isEqualTo(1);
        assertThat(changed.out()).contains("data.value", "\"2\"", "\"3\"", "ConfigMap", "/c");
        assertThat(changed.err()).isEmpty();
    }

    @Test
    void diffAsJsonHasTheDocumentedShape(@TempDir Path folder) throws IOException {
        stage.cluster.apply(Stage.configMapYaml("others", "2")
                .replace("{name: others}", "{name: others, namespace: " + stage.namespace + "}"));
        Files.writeString(folder.resolve("others.yaml"), Stage.configMapYaml("others", "3"));
        Outcome outcome = diff(folder.toString(), "-n", stage.namespace, "-o", "json");
        assertThat(outcome.status()).isEqualTo(1);
        Value report = Json.parse(outcome.out());
        assertThat(report.stringAt("format")).hasValue("gitsync.dev/diff/v1");
        assertThat(report.at("differences")).hasValue(Value.of(true));
        assertThat(report.at("summary", "changed")).hasValue(Value.of(1));
        Value object = report.itemsAt("objects").getFirst();
        assertThat(object.stringAt("kind")).hasValue("ConfigMap");
        assertThat(object.stringAt("name")).hasValue("others");
        assertThat(object.stringAt("state")).hasValue("changed");
        Value change = object.itemsAt("changes").getFirst();
        assertThat(change.stringAt("path")).hasValue("data.value");
        assertThat(change.stringAt("live")).hasValue("2");
        assertThat(change.stringAt("desired")).hasValue("3");
        assertThat(change.itemsAt("owners").getFirst().stringAt("manager")).hasValue("kubectl");
    }

    @Test
    void diffOfAnApplicationOfTheClusterAndOfAFileAgree(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("app.yaml"), manifest());
        assertThat(diff("--app", app()).status()).isZero();
        assertThat(diff("-n", stage.namespace, "--app", APPLICATION).status()).isZero();
        assertThat(diff("-f", file.toString()).status()).isZero();

        Path other = Files.writeString(folder.resolve("other.yaml"), manifest().replace("path: app", "path: ."));
        copy.branch("more");
        copy.write("app/c.yaml", Stage.configMapYaml("c", "1")).commitAndPush("Add c");
        copy.checkout("main");
        Files.writeString(other, manifest().replace("targetRevision: main", "targetRevision: more"));
        Outcome more = diff("-f", other.toString());
        assertThat(more.status()).as(more.err()).isEqualTo(1);
        assertThat(more.out()).contains("/c");
        assertThat(diff("-f", other.toString(), "-o", "json").status()).isEqualTo(1);
    }

    @Test
    void diffOfRevisionsNeedsNoCluster(@TempDir Path folder) throws IOException {
        String path = copy.folder().resolve("app").toString();
        Outcome same = gitsync("diff", path, "--against", "HEAD");
        assertThat(same.status()).as(same.out() + same.err()).isZero();
        Outcome before = gitsync("diff", path, "--against", revision + "~1");
        assertThat(before.status()).as(before.err()).isEqualTo(1);
        assertThat(before.out()).contains("data.value", "ConfigMap b");
        assertThat(Json.parse(gitsync("diff", path, "--against", revision + "~1", "-o", "json")
                                .out())
                        .at("summary", "created"))
                .hasValue(Value.of(1));

        Path file = Files.writeString(folder.resolve("app.yaml"), manifest());
        assertThat(gitsync("diff", "-f", file.toString(), "--against", revision).status())
                .isZero();
        assertThat(gitsync("diff", "-f", file.toString(), "--against", copy.git("rev-parse", revision + "~1"))
                        .status())
                .isEqualTo(1);
        assertThat(withCluster("diff", "--app", app(), "--against", copy.git("rev-parse", revision + "~1"))
                        .status())
                .isEqualTo(1);
    }

    @Test
    void anErrorIsOneLineAndAStatusOfTwoOrMore(@TempDir Path folder) throws IOException {
        String path = copy.folder().resolve("app").toString();
        Path dead = Files.writeString(
                folder.resolve("dead.kubeconfig"),
                "{apiVersion: v1, kind: Config, clusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}], users: [{name: u, user: {token: t}}],"
                        + " contexts: [{name: c, context: {cluster: c, user: u}}], current-context: c}");
        Path noApp = Files.writeString(folder.resolve("cm.yaml"), Stage.configMapYaml("x", "1"));
        isOneLine(diff(), "PATH");
        isOneLine(diff(path, "--app", app()), "PATH");
        isOneLine(diff("--app", stage.namespace + "/nobody"), "nobody");
        isOneLine(diff("-f", folder.resolve("none.yaml").toString()), "none.yaml");
        isOneLine(diff("-f", noApp.toString()), "cm.yaml");
        isOneLine(diff(folder.resolve("none").toString()), "none");
        isOneLine(gitsync("diff", path, "--against", "no-such-revision"), "no-such-revision");
        isOneLine(gitsync("diff", path, "--kubeconfig", dead.toString()), "127.0.0.1:1");
        isOneLine(gitsync("list", "--kubeconfig", dead.toString()), "127.0.0.1:1");
        isOneLine(gitsync("list", "--kubeconfig", folder.resolve("none").toString()), "none");
        isOneLine(withCluster("list", "--context", "elsewhere"), "elsewhere");
        isOneLine(withCluster("get", "-n", stage.namespace, "nobody"), "nobody");
        isOneLine(withCluster("get", "a/b/c"), "a/b/c");
        isOneLine(withCluster("history", stage.namespace + "/nobody"), "nobody");
        isOneLine(withCluster("sync", stage.namespace + "/nobody"), "nobody");
        isOneLine(gitsync("render"), "PATH");
        isOneLine(gitsync("render", path, "-o", "xml"), "xml");
        isOneLine(gitsync("rendr"), "rendr");
        isOneLine(gitsync("diff", "--nonsense", path), "--nonsense");
        isOneLine(gitsync("agent", "--poll-interval", "soon"), "soon");
        isOneLine(gitsync("agent", "--listen", "nowhere", "--kubeconfig", dead.toString()), "--listen");
    }

    private static void isOneLine(Outcome outcome, String names) {
        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isGreaterThanOrEqualTo(2);
        assertThat(outcome.err())
                .startsWith("gitsync: ")
                .contains(names)
                .doesNotContain("unexpected")
                .hasLineCount(1);
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void listShowsATableAndFormsForMachines() {
        Outcome table = withCluster("list", "-n", stage.namespace);
        assertThat(table.status()).isZero();
        assertThat(table.out().lines().toList())
                .satisfiesExactly(
                        header -> assertThat(header).matches("NAMESPACE +NAME +SYNC +HEALTH +REVISION +MESSAGE"),
                        row -> assertThat(row)
                                .startsWith(stage.namespace + " ")
                                .contains(" shop ", " Synced ", " Healthy ", revision.substring(0, 10)));
        assertThat(withCluster("ls", "-A").out()).contains(stage.namespace);
        Value list = Json.parse(
                withCluster("list", "-n", stage.namespace, "-o", "json").out());
        assertThat(list.stringAt("kind")).hasValue("List");
        assertThat(list.itemsAt("items").getFirst().stringAt("metadata", "name"))
                .hasValue(APPLICATION);
        assertThat(withCluster("list", "-n", stage.namespace, "-o", "yaml").out())
                .contains("kind: Application");
    }

    @Test
    void getShowsTheStateAndTheObjects() {
        Outcome text = withCluster("get", app());
        assertThat(text.status()).isZero();
        assertThat(text.out())
                .contains(
                        stage.git.url(APPLICATION), "Synced at " + revision, "Healthy", "Condition: Ready True Synced")
                .containsPattern("KIND +NAMESPACE +NAME +SYNC +HEALTH +MESSAGE")
                .containsPattern("ConfigMap +" + stage.target(APPLICATION) + " +a +Synced")
                .containsPattern("ConfigMap +" + stage.target(APPLICATION) + " +b +Synced");
        assertThat(Json.parse(withCluster("get", app(), "-o", "json").out()).stringAt("status", "sync", "status"))
                .hasValue("Synced");
    }

    @Test
    void historyShowsWhatRan() {
        Outcome text = withCluster("history", app());
        assertThat(text.status()).isZero();
        assertThat(text.out()).contains("Succeeded", revision.substring(0, 10), "Add b", "Alex Example");
        Value newest =
                first(Json.parse(withCluster("history", app(), "-o", "json").out()));
        assertThat(newest.stringAt("revision")).hasValue(revision);
        assertThat(newest.stringAt("outcome")).hasValue("Succeeded");
    }

    private static Value first(Value list) {
        return ((Value.ListValue) list).items().getFirst();
    }

    @Test
    void syncWaitsAndReports() {
        Outcome done = withCluster("sync", app());
        assertThat(done.status()).as(done.err()).isZero();
        assertThat(done.out()).contains("Synced at " + revision);

        WorkingCopy manual = stage.repository("manual");
        String first = manual.write("m.yaml", Stage.configMapYaml("m", "1")).commitAndPush("Begin");
        stage.cluster.kubectl("create", "namespace", stage.target("manual"));
        stage.cluster.apply(stage.manifest("manual", "syncPolicy: {}"));
        stage.awaitReady("manual", "OutOfSync");
        assertThat(stage.configMap(stage.target("manual"), "m"))
                .as("without automated it only reports")
                .isEmpty();
        Outcome synced = withCluster("sync", stage.namespace + "/manual");
        assertThat(synced.status()).as(synced.out() + synced.err()).isZero();
        assertThat(synced.out()).contains("Synced at " + first);
        assertThat(stage.configMap(stage.target("manual"), "m")).isPresent();

        manual.write("m.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: UPPER}\n")
                .commitAndPush("Break it");
        Outcome failed = withCluster("sync", stage.namespace + "/manual");
        assertThat(failed.status()).as(failed.out() + failed.err()).isEqualTo(1);
        assertThat(failed.out()).contains("SyncFailed", "UPPER");
        await("the pass after the one that failed")
                .atMost(Stage.SOON)
                .until(() -> stage.application("manual")
                        .orElseThrow()
                        .at("metadata", "generation")
                        .equals(stage.application("manual").orElseThrow().at("status", "observedGeneration")));
        assertThat(stage.ready("manual")).as("what failed is not forgotten").startsWith("SyncFailed: ");
        stage.cluster.kubectl("delete", "application", "manual", "-n", stage.namespace);
    }

    @Test
    void syncWithoutAnAgentSaysSo() {
        String elsewhere = stage.target("agentless");
        stage.cluster.kubectl("create", "namespace", elsewhere);
        stage.cluster.apply(stage.manifest("agentless")
                .replace("namespace: " + stage.namespace + "}", "namespace: " + elsewhere + "}"));
        Outcome outcome = withCluster("sync", elsewhere + "/agentless", "--timeout", "1");
        assertThat(outcome.status()).isEqualTo(3);
        assertThat(outcome.err()).hasLineCount(1).contains("no agent has answered", elsewhere);
    }

    @Test
    void renderPrintsManifests() {
        String path = copy.folder().resolve("app").toString();
        Outcome yaml = gitsync("render", path);
        assertThat(yaml.status()).isZero();
        assertThat(yaml.out()).contains("kind: ConfigMap", "name: a", "name: b");
        Value list = Json.parse(gitsync("render", path, "-o", "json").out());
        assertThat(list.itemsAt("items")).hasSize(2);
        Outcome remote =
                gitsync("render", "--repo", stage.git.url(APPLICATION), "--revision", revision, "--path", "app");
        assertThat(remote.out()).isEqualTo(yaml.out());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "render",
                "diff",
                "list",
                "get",
                "history",
                "sync",
                "agent",
                "demo",
                "generate-completion",
                "help"
            })
    void everyCommandHasHelp(String command) {
        Outcome help = gitsync(command, "--help");
        assertThat(help.status()).isZero();
        assertThat(help.out()).contains("Usage: gitsync " + command);
        assertThat(help.err()).isEmpty();
        assertThat(gitsync("--help").out()).contains("  " + command);
    }

    @Test
    void completionIsGenerated() {
        Outcome script = gitsync("generate-completion");
        assertThat(script.status()).isZero();
        assertThat(script.out()).contains("complete ", "gitsync", "--against").doesNotContain("train");
    }

    @Test
    void theVersionIsPrinted() {
        Outcome version = gitsync("--version");
        assertThat(version.status()).isZero();
        assertThat(Optional.of(version.out().strip()))
                .hasValueSatisfying(text -> assertThat(text).startsWith("gitsync "));
    }
}
