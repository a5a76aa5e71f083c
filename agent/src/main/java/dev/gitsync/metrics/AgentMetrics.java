package dev.gitsync.metrics;

import dev.gitsync.api.SyncStatus;
import dev.gitsync.health.HealthStatus;
import dev.gitsync.history.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/**
 * The agent's metrics. Labels take few values: applications (forgotten when they go), and words of this program; whatever else
 * comes in counts as {@code other}. Thread-safe.
 */
public final class AgentMetrics implements AutoCloseable {
    private static final String APPLICATION = "application";
    private static final String OUTCOME = "outcome";
    private static final Set<String> VERBS =
            Set.of("get", "list", "watch", "create", "update", "patch", "apply", "delete", "dry-run");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, Meter.Id> states = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> lastSyncs = new ConcurrentHashMap<>();

    public AgentMetrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** One reconcile ended, whether or not it synced. */
    public void reconciled(ReconcileOutcome outcome, Duration took) {
        timer("gitsync.reconcile.duration", Tags.of(OUTCOME, word(outcome)), List.of(10, 100, 1_000, 10_000, 60_000))
                .record(took);
    }

    /**
     * One sync ended.
     *
     * @param application {@code namespace/name}, here and below
     */
    public void synced(String application, Outcome outcome, Instant finished) {
        Counter.builder("gitsync.syncs")
                .tags(APPLICATION, application, OUTCOME, word(outcome))
                .register(registry)
                .increment();
        lastSyncs
                .computeIfAbsent(application, name -> {
                    AtomicLong seconds = new AtomicLong();
                    Gauge.builder("gitsync.application.last.sync.timestamp", seconds, AtomicLong::doubleValue)
                            .baseUnit("seconds")
                            .tags(APPLICATION, name)
                            .register(registry);
                    return seconds;
                })
                .set(finished.getEpochSecond());
    }

    /** Drift of one object was reverted, so long after it was seen. */
    public void healed(String application, Duration sinceSeen) {
        Counter.builder("gitsync.heals")
                .tags(APPLICATION, application)
                .register(registry)
                .increment();
        timer("gitsync.heal.duration", Tags.empty(), List.of(50, 100, 250, 500, 1_000, 5_000, 30_000))
                .record(sinceSeen);
    }

    /** Objects that had left Git were deleted. */
    public void pruned(String application, int objects) {
        Counter.builder("gitsync.prunes")
                .tags(APPLICATION, application)
                .register(registry)
                .increment(objects);
    }

    /** A request to a Git server ended. */
    public void gitRequest(GitRequest kind, boolean succeeded, Duration took) {
        timer(
                        "gitsync.git.request.duration",
                        Tags.of("kind", word(kind), OUTCOME, succeeded ? "succeeded" : "failed"),
                        List.of(50, 100, 500, 1_000, 5_000, 30_000))
                .record(took);
    }

    /**
     * A request to an API server ended; of a watch, its beginning did.
     *
     * @param verb as RBAC names it, {@code apply} or {@code dry-run}
     * @param code the HTTP status, or 0 where no answer came
     */
    public void kubeRequest(String verb, int code, Duration took) {
        timer(
                        "gitsync.kube.request.duration",
                        Tags.of("verb", VERBS.contains(verb) ? verb : "other", "code", code(code)),
                        List.of(5, 10, 50, 100, 500, 1_000, 10_000))
                .record(took);
    }

    private static String code(int code) {
        if (code == 0) {
            return "none";
        }
        return code >= 100 && code <= 599 ? Integer.toString(code) : "other";
    }

    /** How an application stands, in place of how it stood. */
    public void application(String application, SyncStatus sync, HealthStatus health) {
        states.compute(application, (name, old) -> {
            boolean same = old != null
                    && sync.text().equals(old.getTag("sync_status"))
                    && health.text().equals(old.getTag("health_status"));
            if (same) {
                return old;
            }
            Gauge gauge = Gauge.builder("gitsync.application.state", () -> 1)
                    .tags(APPLICATION, name, "sync_status", sync.text(), "health_status", health.text())
                    .register(registry);
            if (old != null) {
                registry.remove(old);
            }
            return gauge.getId();
        });
    }

    /** Forgets all that was counted of an application that is gone. */
    public void removeApplication(String application) {
        states.remove(application);
        lastSyncs.remove(application);
        for (Meter meter : registry.getMeters()) {
            if (application.equals(meter.getId().getTag(APPLICATION))) {
                registry.remove(meter);
            }
        }
    }

    /** Tells where to read how many applications wait to be reconciled. Once only. */
    public void queueDepth(IntSupplier depth) {
        Gauge.builder("gitsync.queue.depth", depth::getAsInt)
                .strongReference(true)
                .register(registry);
    }

    /** Tells where to read how much of the cluster is watched, and how many objects are kept of it. Once only. */
    public void liveState(IntSupplier watches, IntSupplier objects) {
        Gauge.builder("gitsync.watches", watches::getAsInt)
                .strongReference(true)
                .register(registry);
        Gauge.builder("gitsync.live.objects", objects::getAsInt)
                .strongReference(true)
                .register(registry);
    }

    /** The registry, for meters of libraries. */
    public MeterRegistry registry() {
        return registry;
    }

    /** All metrics in Prometheus' text format 0.0.4. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        registry.close();
    }

    private Timer timer(String name, Tags tags, List<Integer> bucketsInMilliseconds) {
        return Timer.builder(name)
                .tags(tags)
                .serviceLevelObjectives(
                        bucketsInMilliseconds.stream().map(Duration::ofMillis).toArray(Duration[]::new))
                .register(registry);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
