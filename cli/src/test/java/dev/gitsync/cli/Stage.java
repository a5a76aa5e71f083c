package dev.gitsync.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gitsync.testbed.AgentProcess;
import dev.gitsync.testbed.Checkout;
import dev.gitsync.testbed.GitServer;
import dev.gitsync.testbed.RestClient;
import dev.gitsync.testbed.TestCluster;
import dev.gitsync.testbed.TestNamespace;
import dev.gitsync.testbed.WorkingCopy;
import dev.gitsync.value.Value;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An agent as a process, the Git server that it reads from, and the cluster that it writes to. */
final class Stage implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(30);

    final TestCluster cluster;
    final String namespace;
    final GitServer git = GitServer.start();
    private final Path folder;
    private final Map<String, WorkingCopy> copies = new HashMap<>();
    private final List<String> namespaces = new ArrayList<>();
    private @Nullable AgentProcess agent;

    /** Nothing runs yet but the Git server. */
    Stage(TestNamespace namespace, Path folder) {
        this.cluster = namespace.cluster();
        this.namespace = namespace.name();
        this.folder = folder;
        Path crds = Checkout.root().resolve("deploy/crds");
        cluster.kubectl("apply", "--server-side", "-f", crds.toString());
        cluster.awaitDefinitions();
    }

    /** Starts the agent, or starts it again over the same data directory. */
    AgentProcess startAgent(String... flags) {
        return startAgent(cluster.kubeconfig(), flags);
    }

    AgentProcess startAgent(Path kubeconfig, String... flags) {
        List<String> further = new ArrayList<>(List.of("--poll-interval", "1s"));
        further.addAll(List.of(flags));
        AgentProcess started = AgentProcess.start(
                new AgentProcess.Launch(AgentProcess.onClassPath(), kubeconfig, namespace, folder, further));
        agent = started;
        return started;
    }

    Path folder() {
        return folder;
    }

    /** The working copy of a repository, which is created where it isn't there. */
    WorkingCopy repository(String name) {
        return copies.computeIfAbsent(name, _ -> git.create(name).workingCopy(name));
    }

    /** The target namespace of an Application. */
    String target(String application) {
        return namespace + "-" + application;
    }

    /** An Application of a repository of the same name, automated; the further lines stand in its spec. */
    String manifest(String application, String... specLines) {
        return manifestOf(
                application, "repoURL: " + git.url(application) + ", targetRevision: main, path: .", specLines);
    }

    String manifestOf(String application, String source, String... specLines) {
        namespaces.add(target(application));
        String automated = List.of(specLines).stream().anyMatch(line -> line.startsWith("syncPolicy:"))
                ? ""
                : "  syncPolicy: {automated: {prune: true, selfHeal: true}, syncOptions: [CreateNamespace=true]}\n";
        return """
                apiVersion: gitsync.dev/v1alpha1
                kind: Application
                metadata: {name: %s, namespace: %s}
                spec:
                  source: {%s}
                  destination: {namespace: %s}
                """.formatted(application, namespace, source, target(application))
                + automated
                + String.join(
                        "",
                        List.of(specLines).stream()
                                .map(line -> "  " + line + "\n")
                                .toList());
    }

    Optional<Value> application(String name) {
        return cluster.rest().find(RestClient.path("gitsync.dev/v1alpha1", "applications", namespace, name));
    }

    void patch(String application, Value patch) {
        cluster.rest()
                .mergePatch(
                        RestClient.path("gitsync.dev/v1alpha1", "applications", namespace, application),
                        patch,
                        "kubectl");
    }

    /** The condition Ready in a line: its reason and its message; empty where there is none yet. */
    String ready(String name) {
        return application(name).stream()
                .flatMap(found -> found.itemsAt("status", "conditions").stream())
                .filter(condition -> condition.stringAt("type").equals(Optional.of("Ready")))
                .map(condition -> condition.stringAt("reason").orElse("") + ": "
                        + condition.stringAt("message").orElse(""))
                .findFirst()
                .orElse("");
    }

    /** Waits until the condition Ready has a reason. */
    String awaitReady(String application, String reason) {
        return await("Ready of " + application + " is " + reason)
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> ready(application), now -> now.startsWith(reason + ": "));
    }

    /** Waits until a revision is synced and healthy. */
    void awaitSynced(String application, String revision) {
        await(application + " is synced to " + revision)
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(ready(application)).isEqualTo("Synced: synced to " + revision));
    }

    Optional<Value> configMap(String namespace, String name) {
        return cluster.rest().find(RestClient.path("v1", "configmaps", namespace, name));
    }

    static String configMapYaml(String name, String value) {
        return """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: %s}
                data: {value: "%s"}
                """.formatted(name, value);
    }

    AgentProcess agent() {
        return java.util.Objects.requireNonNull(agent);
    }

    @Override
    public void close() {
        if (agent != null) {
            agent.close();
        }
        copies.values().forEach(WorkingCopy::close);
        git.close();
        cluster.kubectl("delete", "applications.gitsync.dev", "--all", "--namespace", namespace);
        namespaces.forEach(name -> cluster.rest().deleteIfPresent("/api/v1/namespaces/" + name));
    }
}
