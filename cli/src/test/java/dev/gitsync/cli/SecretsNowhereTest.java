package dev.gitsync.cli;

import static dev.gitsync.cli.Cli.gitsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gitsync.diff.Base;
import dev.gitsync.history.Stores;
import dev.gitsync.testbed.ClusterExtension;
import dev.gitsync.testbed.GitServer;
import dev.gitsync.testbed.RestClient;
import dev.gitsync.testbed.TestNamespace;
import dev.gitsync.testbed.WorkingCopy;
import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Values of Secrets, seeded wherever they can come from, are in nothing that gitsync says, writes or keeps. */
@ExtendWith(ClusterExtension.class)
final class SecretsNowhereTest {
    /** Every seeded value begins with it, so that its Base64 form begins with {@link #ENCODED}. */
    private static final String CANARY = "CaNaRy";

    private static final String ENCODED = base64(CANARY);
    private static final String ENCODED_TWICE = base64(base64(CANARY + "12")).substring(0, 10);

    /** Folders of the repository that can't be applied, by the name of their Application; each holds a value. */
    private static final Map<String, Map<String, String>> BROKEN = new TreeMap<>(Map.of(
            "invalid-base64", Map.of("s.yaml", secret("s", "data: {token: \"CaNaRy-not!base64\"}")),
            "wrong-type", Map.of("s.yaml", secret("s", "data: {token: [" + base64("CaNaRy-list") + "]}")),
            "wrong-type-of-string", Map.of("s.yaml", secret("s", "stringData: {token: {deep: CaNaRy-map}}")),
            "invalid-key", Map.of("s.yaml", secret("s", "stringData: {\"bad key\": CaNaRy-key}")),
            "unknown-field",
                    Map.of("s.yaml", secret("s", "stringData: {a: CaNaRy-a}\nstrngData: {token: CaNaRy-field}")),
            "malformed", Map.of("s.yaml", secret("s", "stringData:\n  token: CaNaRy-yaml: \"x\n")),
            "duplicate-key", Map.of("s.yaml", secret("s", "stringData: {token: CaNaRy-one, token: CaNaRy-two}")),
            "literal", Map.of("kustomization.yaml", "secretGenerator: [{name: s, literals: [CaNaRy-literal]}]\n"),
            "envs",
                    Map.of(
                            "kustomization.yaml", "secretGenerator: [{name: s, envs: [s.env]}]\n",
                            "s.env", "GOOD=CaNaRy-good\nCaNaRy env without a sign\n=CaNaRy-nokey\n"),
            "patch",
                    Map.of(
                            "kustomization.yaml",
                            "resources: [s.yaml]\npatches: [{target: {kind: Secret}, patch: '[{op: test, path: /stringData/token,"
                                    + " value: CaNaRy-test}]'}]\n",
                            "s.yaml",
                            secret("s", "stringData: {token: CaNaRy-tested}"))));

    private static final Map<String, Map<String, String>> REFUSED = refusals();

    private static Map<String, Map<String, String>> refusals() {
        Map<String, Map<String, String>> all = new TreeMap<>(BROKEN);
        all.put("list-of-string", Map.of("s.yaml", secret("s", "stringData: {token: [CaNaRylist]}")));
        all.put("alias", Map.of("s.yaml", secret("s", "stringData:\n  token: *CaNaRyalias")));
        return all;
    }

    private static String secret(String name, String content) {
        return "apiVersion: v1\nkind: Secret\nmetadata: {name: " + name + "}\n" + content + "\n";
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What was looked into, by where it was found. */
    private final Map<String, String> seen = new TreeMap<>();

    @Test
    void valuesOfSecretsAppearNowhere(TestNamespace namespace, @TempDir Path folder) throws Exception {
        try (Stage stage = new Stage(namespace, folder);
                GitServer closed = GitServer.start().create("private")) {
            stage.startAgent("--log-level", "debug");
            good(stage);
            drift(stage);
            immutable(stage);
            adopted(stage);
            refused(stage);
            credentials(stage, closed);
            lookEverywhere(stage, folder);
        }
        List<String> leaks = new ArrayList<>();
        seen.forEach((place, text) -> Stream.of(CANARY, ENCODED, ENCODED_TWICE)
                .filter(text::contains)
                .forEach(form -> leaks.add(place + ": " + around(text, form))));
        System.out.printf(
                "Looked for secrets in %d places, %d characters%n",
                seen.size(), seen.values().stream().mapToInt(String::length).sum());
        assertThat(leaks).isEmpty();
    }

    private static String around(String text, String form) {
        int at = text.indexOf(form);
        return text.substring(Math.max(0, at - 120), Math.min(text.length(), at + 60));
    }

    /** Secrets as people have them, then changed and removed: all that works. */
    private static void good(Stage stage) {
        WorkingCopy copy = stage.repository("good");
        String first = copy.write(
                        "kustomization.yaml",
                        "resources: [plain.yaml, data.yaml, gone.yaml]\nsecretGenerator: [{name: generated, literals: [token=CaNaRy-generated-1]}]\n")
                .write(
                        "plain.yaml",
                        secret("plain", "stringData: {token: CaNaRy-plain-1, file: \"CaNaRy\\nof \\\"two\\\" lines\"}"))
                .write("data.yaml", secret("data", "data: {token: " + base64("CaNaRy-data-1") + "}"))
                .write("gone.yaml", secret("gone", "stringData: {token: CaNaRy-gone}"))
                .commitAndPush("Begin");
        stage.cluster.apply(stage.manifest("good"));
        stage.awaitSynced("good", first);
        String second = copy.write(
                        "kustomization.yaml",
                        "resources: [plain.yaml, data.yaml]\nsecretGenerator: [{name: generated, literals: [token=CaNaRy-generated-2]}]\n")
                .write("plain.yaml", secret("plain", "stringData: {token: CaNaRy-plain-2}"))
                .write("data.yaml", secret("data", "data: {token: " + base64("CaNaRy-data-2") + "}"))
                .remove("gone.yaml")
                .commitAndPush("Change and remove");
        stage.awaitSynced("good", second);
    }

    private static String secretPath(Stage stage, String application, String name) {
        return RestClient.path("v1", "secrets", stage.target(application), name);
    }

    private static Value data(String value) {
        return Value.map("data", Value.map("token", Value.of(base64(value))));
    }

    /** Live edits: one that is healed, one that is only reported. */
    private static void drift(Stage stage) {
        stage.cluster.rest().mergePatch(secretPath(stage, "good", "data"), data("CaNaRy-edited"), "kubectl-edit");
        await("healed")
                .atMost(Stage.SOON)
                .until(() -> stage.cluster
                        .rest()
                        .get(secretPath(stage, "good", "data"))
                        .stringAt("data", "token")
                        .orElse("")
                        .equals(base64("CaNaRy-data-2")));
        stage.cluster.kubectl("create", "namespace", stage.target("reported"));
        stage.cluster.apply(secret("data", "data: {token: " + base64("CaNaRy-live") + "}")
                .replace("{name: data}", "{name: data, namespace: " + stage.target("reported") + "}"));
        stage.repository("reported")
                .write("data.yaml", secret("data", "data: {token: " + base64("CaNaRy-git") + "}"))
                .write("new.yaml", secret("new", "stringData: {token: CaNaRy-new}"))
                .commitAndPush("Begin");
        stage.cluster.apply(stage.manifest("reported", "syncPolicy: {}"));
        stage.awaitReady("reported", "OutOfSync");
    }

    /** A change that the API server refuses. */
    private static void immutable(Stage stage) {
        WorkingCopy copy = stage.repository("immutable");
        String first = copy.write("s.yaml", secret("s", "immutable: true\nstringData: {token: CaNaRy-immutable-1}"))
                .commitAndPush("Begin");
        stage.cluster.apply(stage.manifest("immutable"));
        stage.awaitSynced("immutable", first);
        copy.write("s.yaml", secret("s", "immutable: true\nstringData: {token: CaNaRy-immutable-2}"))
                .commitAndPush("Change what can't be changed");
        assertThat(stage.awaitReady("immutable", "SyncFailed")).contains("Secret", "immutable");
    }

    /** A Secret that was applied on the client's side, whose annotation holds its values once more. */
    private static void adopted(Stage stage) {
        stage.cluster.kubectl("create", "namespace", stage.target("adopted"));
        stage.cluster.kubectlWithInput(
                secret("s", "stringData: {token: CaNaRy-client-side}"),
                "--namespace",
                stage.target("adopted"),
                "apply",
                "-f",
                "-");
        String revision = stage.repository("adopted")
                .write("s.yaml", secret("s", "stringData: {token: CaNaRy-adopted}"))
                .commitAndPush("Begin");
        stage.cluster.apply(stage.manifest("adopted"));
        stage.awaitSynced("adopted", revision);
    }

    private static void refused(Stage stage) {
        REFUSED.forEach((name, files) -> {
            WorkingCopy copy = stage.repository(name);
            files.forEach(copy::write);
            copy.write("other.yaml", Stage.configMapYaml("other", "1")).commitAndPush("Begin");
            stage.cluster.apply(stage.manifest(name));
        });
        REFUSED.keySet()
                .forEach(name -> await(name + " is refused")
                        .atMost(Stage.SOON)
                        .until(
                                () -> stage.ready(name),
                                now -> now.startsWith("SyncFailed: ") || now.startsWith("RenderFailed: ")));
    }

    /** A password that the Git server refuses, and one in a URL. */
    private static void credentials(Stage stage, GitServer closed) {
        closed.allow("reader", "another");
        String url = closed.url("private");
        stage.cluster.apply(
                secret("reader", "stringData: {url: \"" + url + "\", username: reader, password: CaNaRy-password}")
                        .replace(
                                "{name: reader}",
                                "{name: reader, namespace: " + stage.namespace
                                        + ", labels: {gitsync.dev/secret-type: repository}}"));
        stage.cluster.apply(stage.manifestOf("private", "repoURL: " + url + ", path: ."));
        stage.awaitReady("private", "SourceFailed");
        stage.cluster.apply(stage.manifestOf(
                "url", "repoURL: " + url.replace("http://", "http://reader:CaNaRy-in-url@") + ", path: ."));
        await("refused").atMost(Stage.SOON).until(() -> !stage.ready("url").isEmpty());
    }

    private void lookEverywhere(Stage stage, Path folder) throws IOException {
        seen.put("/metrics", stage.agent().get("/metrics").body());
        for (String kind : List.of("applications", "inventories")) {
            for (Value object :
                    stage.cluster.rest().list(RestClient.path("gitsync.dev/v1alpha1", kind, stage.namespace))) {
                String name = object.stringAt("metadata", "name").orElseThrow();
                // The URL with a password in it is the user's own; what is said of it is not.
                seen.put(kind + " " + name, name.equals("url") ? Json.text(object.mapAt("status")) : Json.text(object));
            }
        }
        seen.put("events", Json.text(stage.cluster.rest().get("/api/v1/events")));
        seen.put("events.k8s.io", Json.text(stage.cluster.rest().get("/apis/events.k8s.io/v1/events")));
        List<String> applications = new ArrayList<>(List.of("good", "reported", "immutable", "adopted", "private"));
        applications.addAll(REFUSED.keySet());
        for (String name : applications) {
            commands(stage, name);
        }
        stage.cluster.kubectl("delete", "application", "url", "--namespace", stage.namespace);
        command(stage, "list", "-n", stage.namespace, "-o", "yaml");
        String log = stage.agent().logText();
        stage.agent().stop();
        assertThat(log)
                .as("the debug log speaks of every Application")
                .contains(applications)
                .contains("\"DEBUG\"");
        seen.put("log", stage.agent().logText());
        database(stage, folder.resolve("data"));
    }

    private void commands(Stage stage, String name) {
        String app = stage.namespace + "/" + name;
        command(stage, "get", app);
        command(stage, "get", app, "-o", "json");
        command(stage, "history", app);
        command(stage, "history", app, "-o", "json");
        command(stage, "diff", "--app", app, "--notes");
        command(stage, "diff", "--app", app, "-o", "json", "--notes");
        if (!name.equals("private")) {
            String path = stage.repository(name).folder().toString();
            for (String form : List.of("text", "json")) {
                command(stage, "diff", path, "-n", stage.target(name), "-o", form);
                put("diff --against", gitsync("diff", path, "--against", "HEAD~1", "-o", form));
                put("diff --against HEAD", gitsync("diff", path, "--against", "HEAD", "-o", form));
            }
        }
    }

    private void command(Stage stage, String... line) {
        List<String> all = new ArrayList<>(List.of(line));
        all.addAll(List.of("--kubeconfig", stage.cluster.kubeconfig().toString()));
        put("", gitsync(all.toArray(String[]::new)), line);
    }

    private void put(String name, Cli.Outcome outcome, String... line) {
        seen.put("gitsync " + name + String.join(" ", line) + " #" + seen.size(), outcome.out() + outcome.err());
    }

    /** The files as they are, and the rows that are deflated in them. */
    private void database(Stage stage, Path data) throws IOException {
        List<String> uids =
                stage
                        .cluster
                        .rest()
                        .list(RestClient.path("gitsync.dev/v1alpha1", "applications", stage.namespace))
                        .stream()
                        .map(application ->
                                application.stringAt("metadata", "uid").orElseThrow())
                        .toList();
        int bases = 0;
        try (Stores stores = Stores.open(data)) {
            for (String uid : uids) {
                for (Base base : stores.bases().load(uid).values()) {
                    seen.put("base " + uid + bases++, Json.text(base.declared()) + Json.text(base.answered()));
                }
            }
        }
        assertThat(bases).as("bases of the Secrets that were applied").isGreaterThan(4);
        try (Stream<Path> files = Files.list(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                seen.put(file.toString(), new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(seen.keySet()).anyMatch(place -> place.endsWith("history.db"));
    }
}
