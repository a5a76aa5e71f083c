package dev.gitsync.testbed;

import static org.awaitility.Awaitility.await;

import dev.gitsync.testbed.AgentProcess.Launch;
import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.value.Value.NullValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * gitsync at work for one test class: the CRDs on the cluster, a Git server, and the agent as a process of its own that
 * serves the Applications of one namespace. Closing it ends the agent and the server, and deletes the namespaces that it
 * made. Used from one thread.
 */
public final class Platform implements AutoCloseable {
    /** Every second the agent asks the Git server for news. */
    public static final List<String> FAST_POLLS = List.of("--poll-interval", "1s");

    private static final Duration SYNCED_WITHIN = Duration.ofSeconds(90);
    private static final Duration LOOK_EVERY = Duration.ofMillis(25);

    private final TestCluster cluster;
    private final String namespace;
    private final Path folder = TemporaryFolders.create("agent");
    private final GitServer git = GitServer.start();
    private final List<TestNamespace> targets = new ArrayList<>();
    private final List<WorkingCopy> copies = new ArrayList<>();
    private final Launch launch;
    private AgentProcess agent;

    private Platform(TestNamespace namespace, List<String> program, List<String> further) {
        this.cluster = namespace.cluster();
        this.namespace = namespace.name();
        installDefinitions(cluster);
        this.launch = new Launch(program, cluster.kubeconfig(), this.namespace, folder, further);
        this.agent = AgentProcess.start(launch);
    }

    /** The agent on this class path, with {@link #FAST_POLLS}. */
    public static Platform start(TestNamespace namespace) {
        return start(namespace, AgentProcess.onClassPath(), FAST_POLLS);
    }

    /** The agent that a program runs, with further arguments. */
    public static Platform start(TestNamespace namespace, List<String> program, List<String> further) {
        return new Platform(namespace, program, further);
    }

    /** Installs the project's own CRDs, and waits until they are served. */
    public static void installDefinitions(TestCluster cluster) {
        String crds = Checkout.root().resolve("deploy/crds").toString();
        cluster.kubectl("apply", "--server-side", "-f", crds);
        cluster.awaitDefinitions();
    }

    public TestCluster cluster() {
        return cluster;
    }

    public RestClient rest() {
        return cluster.rest();
    }

    public GitServer git() {
        return git;
    }

    /** The agent that runs now. */
    public AgentProcess agent() {
        return agent;
    }

    /** The agent's namespace, in which Applications stand. */
    public String namespace() {
        return namespace;
    }

    /** Starts the agent again on the same data directory, after it was {@link AgentProcess#stop stopped} or killed. */
    public AgentProcess startAgentAgain() {
        agent.close();
        agent = AgentProcess.start(launch);
        return agent;
    }

    /** A new repository on the Git server, and a working copy of it. */
    public WorkingCopy repository(String name) {
        WorkingCopy copy = git.create(name).workingCopy(name);
        copies.add(copy);
        return copy;
    }

    /** A new namespace for an Application to sync to, named after the agent's. */
    public TestNamespace target(String suffix) {
        TestNamespace target = TestNamespace.create(cluster, targetName(suffix));
        targets.add(target);
        return target;
    }

    /** The name that {@link #target} gives, for a namespace that gitsync is to make; it is deleted in the end, too. */
    public String targetName(String suffix) {
        return namespace + "-" + suffix;
    }

    /**
     * Declares an Application.
     *
     * @param spec its spec in YAML's flow style, such as {@code {source: {repoURL: …, path: .}, destination: {namespace: web}}}
     */
    public void declare(String name, String spec) {
        cluster.apply("apiVersion: gitsync.dev/v1alpha1\nkind: Application\nmetadata: {name: " + name + ", namespace: "
                + namespace + "}\nspec: " + spec + "\n");
    }

    /** Declares an Application that follows the top folder of a repository into a namespace, with prune and self-heal. */
    public void follow(String name, String repository, String target) {
        declare(name, automated(repository, ".", target));
    }

    /** The spec of an Application that follows a folder of a repository into a namespace, with prune and self-heal. */
    public String automated(String repository, String path, String target) {
        return "{source: {repoURL: '%s', targetRevision: HEAD, path: '%s'}, destination: {namespace: '%s'}, syncPolicy: {automated: {prune: true, selfHeal: true}}}"
                .formatted(git.url(repository), path, target);
    }

    /** The path of an Application on the API server. */
    public String path(String application) {
        return RestClient.path("gitsync.dev/v1alpha1", "applications", namespace, application);
    }

    public Value application(String name) {
        return rest().get(path(name));
    }

    public MapValue status(String name) {
        return application(name).mapAt("status");
    }

    /** A condition of an Application's status, or nothing. */
    public Optional<Value> condition(String name, String type) {
        return status(name).itemsAt("conditions").stream()
                .filter(condition -> condition.stringAt("type").equals(Optional.of(type)))
                .findFirst();
    }

    /** {@code Synced}, {@code OutOfSync}, {@code Unknown}, or empty before the first status. */
    public String syncStatus(String name) {
        return status(name).stringAt("sync", "status").orElse("");
    }

    /** Waits until an Application is Synced to a commit. */
    public void awaitSynced(String name, String commit) {
        awaitStatus(
                name,
                "Synced to " + commit,
                status -> status.stringAt("sync", "status").equals(Optional.of("Synced"))
                        && status.stringAt("sync", "revision").equals(Optional.of(commit)));
    }

    /** Waits until an Application's status is as it should be; what, for the message of the failure. */
    public void awaitStatus(String name, String what, Predicate<MapValue> wanted) {
        MapValue[] last = {MapValue.EMPTY};
        try {
            await(what)
                    .atMost(SYNCED_WITHIN)
                    .pollInterval(LOOK_EVERY)
                    .pollDelay(Duration.ZERO)
                    .until(() -> {
                        last[0] = status(name);
                        return wanted.test(last[0]);
                    });
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            throw new AssertionError(
                    "Application " + name + " is not: " + what + ". Its status:\n" + Json.pretty(last[0])
                            + "\nThe agent's log ends:\n" + endOfLog(),
                    e);
        }
    }

    private String endOfLog() {
        List<String> lines = agent.logText().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }

    @Override
    public void close() {
        // An agent that is about to end can't see to the finalizers.
        String applications = RestClient.path("gitsync.dev/v1alpha1", "applications", namespace);
        for (Value application : rest().list(applications)) {
            rest().mergePatch(
                            applications + "/"
                                    + application.stringAt("metadata", "name").orElseThrow(),
                            Value.map("metadata", Value.map("finalizers", NullValue.NULL)),
                            RestClient.USER_AGENT);
        }
        agent.close();
        copies.forEach(WorkingCopy::close);
        git.close();
        targets.forEach(TestNamespace::close);
        TemporaryFolders.delete(folder);
    }
}
