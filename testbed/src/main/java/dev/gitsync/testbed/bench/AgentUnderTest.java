package dev.gitsync.testbed.bench;

import dev.gitsync.testbed.AgentProcess;
import dev.gitsync.testbed.AuditLog;
import dev.gitsync.testbed.AuditLog.Request;
import dev.gitsync.testbed.AuditLog.Requests;
import dev.gitsync.testbed.RestClient;
import dev.gitsync.testbed.TestCluster;
import dev.gitsync.testbed.WorkingCopy;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** An agent at work, and what the API server, its audit log and the agent's metrics say of it. */
final class AgentUnderTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String APPLICATIONS = RestClient.path("gitsync.dev/v1alpha1", "applications", "gitsync");
    private static final Pattern RECONCILES =
            Pattern.compile("(?m)^gitsync_reconcile_duration_seconds_sum\\{outcome=\"unchanged\"}\\s+(\\S+)$");

    private final TestCluster cluster;
    private final BareClient bare;
    private final AgentProcess agent;
    private final WorkingCopy copy;
    private final String url;

    AgentUnderTest(TestCluster cluster, BareClient bare, AgentProcess agent, WorkingCopy copy, String url) {
        this.cluster = cluster;
        this.bare = bare;
        this.agent = agent;
        this.copy = copy;
        this.url = url;
    }

    /** A first sync: the Application, how long until its status said Synced, and between its first and its last apply. */
    record Synced(String name, Duration synced, Duration applying, Cpu cpu, String requests) {}

    /** A pass with nothing to do: from the annotation to its acknowledgement, and the pass itself. */
    record NoOp(Duration answered, Duration reconciled, String requests) {}

    /** A changed file: from the end of the push until the object is live, and what the agent sent for it. */
    record Change(Duration live, int count, String requests) {}

    long pid() {
        return agent.pid();
    }

    /** Creates an Application for a namespace, whose name it takes, and waits until it is Synced. */
    Synced sync(String namespace) {
        awaitIdle();
        try (ObjectWatch watch = ObjectWatch.start(bare, APPLICATIONS, namespace)) {
            AuditLog.Mark mark = cluster.audit().mark();
            Cpu before = cpu(agent.pid());
            long start = System.nanoTime();
            cluster.rest().create(APPLICATIONS, application(namespace));
            long end = watch.await("Synced", AgentUnderTest::isSynced, LIMIT);
            Cpu cpu = cpu(agent.pid()).minus(before);
            awaitIdle();
            Requests requests = requestsSince(mark);
            List<Instant> applies = requests.verb("patch").on("configmaps").list().stream()
                    .map(Request::time)
                    .sorted()
                    .toList();
            return new Synced(
                    namespace,
                    Duration.ofNanos(end - start),
                    Duration.between(applies.getFirst(), applies.getLast()),
                    cpu,
                    counts(requests));
        }
    }

    private Value application(String name) {
        return Value.map(
                "apiVersion", Value.of("gitsync.dev/v1alpha1"),
                "kind", Value.of("Application"),
                "metadata", Value.map("name", Value.of(name), "namespace", Value.of("gitsync")),
                "spec",
                        Value.map(
                                "project", Value.of("default"),
                                "source",
                                        Value.map(
                                                "repoURL", Value.of(url),
                                                "targetRevision", Value.of("HEAD"),
                                                "path", Value.of(ConfigMaps.FOLDER)),
                                "destination", Value.map("namespace", Value.of(name)),
                                "syncPolicy",
                                        Value.map(
                                                "automated",
                                                Value.map(
                                                        "prune",
                                                        Value.BooleanValue.TRUE,
                                                        "selfHeal",
                                                        Value.BooleanValue.TRUE))));
    }

    private static boolean isSynced(MapValue application) {
        return application.stringAt("status", "sync", "status").equals(Optional.of("Synced"))
                && application.at("status", "summary", "synced").equals(Optional.of(Value.of(ConfigMaps.COUNT)));
    }

    /** Takes an Application and its objects away, so that the next one finds the cluster as small as this one did. */
    void leave(Synced application) {
        cluster.rest().delete(APPLICATIONS + "/" + application.name());
        clear(application.name());
    }

    void clear(String namespace) {
        cluster.rest().delete(RestClient.path("v1", "configmaps", namespace));
    }

    NoOp noOp(Synced application, int number) {
        awaitIdle();
        String request = "bench-" + number;
        try (ObjectWatch watch = ObjectWatch.start(bare, APPLICATIONS, application.name())) {
            AuditLog.Mark mark = cluster.audit().mark();
            double before = secondsReconciling();
            long start = System.nanoTime();
            cluster.rest()
                    .mergePatch(
                            APPLICATIONS + "/" + application.name(),
                            Value.map(
                                    "metadata",
                                    Value.map("annotations", Value.map("gitsync.dev/requested-at", Value.of(request)))),
                            "bench");
            long end = watch.await(
                    "acknowledgement of " + request,
                    object ->
                            object.stringAt("status", "lastHandledReconcileAt").equals(Optional.of(request)),
                    LIMIT);
            awaitIdle();
            return new NoOp(
                    Duration.ofNanos(end - start),
                    Duration.ofNanos(Math.round((secondsReconciling() - before) * 1e9)),
                    counts(requestsSince(mark)));
        }
    }

    private double secondsReconciling() {
        Matcher matcher = RECONCILES.matcher(agent.get("/metrics").body());
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
    }

    Change change(Synced application, int number) {
        awaitIdle();
        int object = 100 * (number + 1);
        String text = "number " + number;
        copy.write(ConfigMaps.file(object), ConfigMaps.yaml(object, text));
        copy.commit("Change one of the settings");
        String path = RestClient.path("v1", "configmaps", application.name());
        try (ObjectWatch watch = ObjectWatch.start(bare, path, ConfigMaps.name(object))) {
            AuditLog.Mark mark = cluster.audit().mark();
            copy.push();
            long pushed = System.nanoTime();
            long live =
                    watch.await(text, state -> state.stringAt("data", "change").equals(Optional.of(text)), LIMIT);
            awaitSynced(application, copy.head());
            awaitIdle();
            Requests requests = requestsSince(mark);
            return new Change(Duration.ofNanos(Math.max(live - pushed, 0)), requests.count(), counts(requests));
        }
    }

    private void awaitSynced(Synced application, String commit) {
        try (ObjectWatch watch = ObjectWatch.start(bare, APPLICATIONS, application.name())) {
            watch.await(
                    "Synced to " + commit,
                    object -> isSynced(object)
                            && object.stringAt("status", "sync", "revision").equals(Optional.of(commit)),
                    LIMIT);
        }
    }

    /** The CPU time so far of a client, and of the API server. */
    Cpu cpu(long client) {
        return new Cpu(Processes.cpu(client), Processes.cpu(apiServer()));
    }

    /** Returns when neither the agent nor the API server has anything to do any more. */
    void awaitIdle() {
        Processes.awaitIdle(List.of(agent.pid(), apiServer()));
    }

    private long apiServer() {
        try {
            Path file = cluster.controlPlane().logs().resolve("kube-apiserver.pid");
            return Long.parseLong(Files.readString(file).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the agent sent, but for the Lease, which it renews by the clock. */
    private Requests requestsSince(AuditLog.Mark mark) {
        return cluster.audit()
                .since(mark)
                .by("gitsync/")
                .that(request -> !request.resource().equals("leases"));
    }

    private static String counts(Requests requests) {
        Map<String, Long> counts = requests.list().stream()
                .collect(Collectors.groupingBy(AgentUnderTest::name, TreeMap::new, Collectors.counting()));
        return counts.isEmpty()
                ? "none"
                : counts.entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey())
                        .collect(Collectors.joining(", "));
    }

    private static String name(Request request) {
        String below = request.subresource().isEmpty() ? "" : "/" + request.subresource();
        String what = request.resource().isEmpty() ? request.uri() : request.resource() + below;
        return request.verb().toLowerCase(Locale.ROOT) + " " + what;
    }
}
