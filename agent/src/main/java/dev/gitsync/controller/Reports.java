package dev.gitsync.controller;

import dev.gitsync.api.ApplicationKey;
import dev.gitsync.api.ApplicationStatus;
import dev.gitsync.api.Condition;
import dev.gitsync.api.HistoryEntry;
import dev.gitsync.api.Names;
import dev.gitsync.api.SyncStatus;
import dev.gitsync.git.Commit;
import dev.gitsync.health.HealthStatus;
import dev.gitsync.history.Action;
import dev.gitsync.history.HistoryStore;
import dev.gitsync.history.Outcome;
import dev.gitsync.history.StoreException;
import dev.gitsync.history.SyncRecord;
import dev.gitsync.history.Trigger;
import dev.gitsync.kube.ApiResource;
import dev.gitsync.kube.ApplyOptions;
import dev.gitsync.kube.KubeClient;
import dev.gitsync.kube.KubeException;
import dev.gitsync.metrics.AgentMetrics;
import dev.gitsync.metrics.ReconcileOutcome;
import dev.gitsync.sync.ChangeSet;
import dev.gitsync.sync.ObjectChange;
import dev.gitsync.sync.WriteGate;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the world what a pass came to: status, history, Events, metrics. A pass that changed nothing writes nothing. */
final class Reports {
    private static final Logger log = LoggerFactory.getLogger(Reports.class);

    private static final int MOST_UNWRITTEN = 100;
    private static final String REFRESH_POINTER =
            "/metadata/annotations/" + Names.ARGO_REFRESH_ANNOTATION.replace("/", "~1");

    private final KubeClient client;
    private final ApiResource applications;
    private final HistoryStore history;
    private final Events events;
    private final AgentMetrics metrics;
    private final Redactions redactions;
    private final WriteGate gate;
    private final Clock clock;

    Reports(
            KubeClient client,
            ApiResource applications,
            HistoryStore history,
            Events events,
            AgentMetrics metrics,
            Redactions redactions,
            WriteGate gate,
            Clock clock) {
        this.client = client;
        this.applications = applications;
        this.history = history;
        this.events = events;
        this.metrics = metrics;
        this.redactions = redactions;
        this.gate = gate;
        this.clock = clock;
    }

    /** What there is to tell of a pass. */
    record Report(Records.Run run, Optional<Commit> commit, ChangeSet changes, Statuses.Findings findings) {}

    /** Whether all that is to be told stands in the status now; if not, the next pass tells it. */
    boolean write(ApplicationState app, Report report) {
        ApplicationStatus status = Statuses.of(app, report.findings(), redactions::redact);
        Optional<SyncRecord> sync = record(app, report);
        int limit = app.application
                .validSpec()
                .map(spec -> spec.revisionHistoryLimit())
                .orElse(10);
        if (sync.isPresent()) {
            app.unwritten.add(Records.entry(sync.get()));
            append(app, sync.get(), limit);
        }
        for (HistoryEntry entry : app.unwritten) {
            status = status.withHistory(entry, limit);
        }
        boolean stands = writeStatus(app, acknowledged(app, status));
        sync.ifPresent(s -> announce(app, s, report));
        if (stands) {
            app.unwritten.clear();
            stands = clearRequests(app);
        } else if (app.unwritten.size() > MOST_UNWRITTEN) {
            app.unwritten.removeFirst();
        }
        measure(app, status, report, sync);
        return stands;
    }

    private void measure(ApplicationState app, ApplicationStatus status, Report report, Optional<SyncRecord> sync) {
        String application = app.key.toString();
        metrics.application(
                application,
                status.sync().status(),
                HealthStatus.of(status.health().status()));
        Duration took = Duration.between(report.run().started(), report.run().finished());
        metrics.reconciled(outcome(status, report), took);
        sync.ifPresent(s -> metrics.synced(application, s.outcome(), s.finished()));
        long pruned = count(report.changes(), Action.PRUNED);
        if (pruned > 0) {
            metrics.pruned(application, (int) pruned);
        }
        for (long i = count(report.changes(), Action.HEALED); i > 0; i--) {
            metrics.healed(application, took);
        }
    }

    private static long count(ChangeSet changes, Action action) {
        return changes.changes().stream()
                .filter(change -> change.action() == action)
                .count();
    }

    private static ReconcileOutcome outcome(ApplicationStatus status, Report report) {
        if (report.findings().failure().isPresent()
                || !report.changes().failures().isEmpty()) {
            return ReconcileOutcome.FAILED;
        }
        if (report.changes().isWorthARecord()) {
            return ReconcileOutcome.SYNCED;
        }
        return status.sync().status() == SyncStatus.SYNCED ? ReconcileOutcome.UNCHANGED : ReconcileOutcome.OUT_OF_SYNC;
    }

    /** Forgets what is kept of an Application that is gone. */
    void forget(ApplicationKey application) {
        metrics.removeApplication(application.toString());
        redactions.forget(application.toString());
    }

    /** Says that nothing is done; whether that stands. */
    boolean suspended(ApplicationState app) {
        Condition ready = new Condition(
                Names.READY,
                Condition.Status.FALSE,
                "Suspended",
                "spec.suspend is set: nothing is fetched or applied until it is taken back",
                clock.instant(),
                app.application.generation());
        ApplicationStatus status = app.written
                .withObservedGeneration(app.application.generation())
                .withSync(new ApplicationStatus.Sync(
                        SyncStatus.UNKNOWN, app.written.sync().revision()))
                .withCondition(ready)
                .withoutCondition(Names.STALLED)
                .withoutCondition(Names.RECONCILING);
        return writeStatus(app, acknowledged(app, status)) && clearRequests(app);
    }

    private static ApplicationStatus acknowledged(ApplicationState app, ApplicationStatus status) {
        return status.withLastHandledReconcileAt(
                app.application.reconcileRequestedAt().or(() -> status.lastHandledReconcileAt()));
    }

    /** The record of a pass that did something, or that fails in a new way. */
    private Optional<SyncRecord> record(ApplicationState app, Report report) {
        Optional<String> failure = report.findings()
                .failure()
                .map(f -> f.reason() + ": " + redactions.redact(String.valueOf(f.getMessage())));
        Optional<String> failing = failure.or(() -> report.changes().failures().isEmpty()
                ? Optional.empty()
                : Optional.of(report.changes().failures().stream()
                        .map(change -> change.key() + ": " + change.message().orElse(""))
                        .sorted()
                        .reduce("", (a, b) -> a + "\n" + b)));
        boolean news = failing.isPresent() && !failing.equals(app.recordedFailure);
        boolean did = report.changes().changes().stream()
                .anyMatch(change -> change.action() != Action.UNCHANGED && !change.failed());
        boolean tried = !report.changes().changes().isEmpty() || failure.isPresent();
        if (tried || failing.isEmpty()) {
            app.recordedFailure =
                    tried ? failing : failing.or(() -> app.errors.isEmpty() ? Optional.empty() : app.recordedFailure);
        }
        return did || news
                ? Optional.of(Records.of(app, report.run(), report.commit(), report.changes(), failure))
                : Optional.empty();
    }

    private void append(ApplicationState app, SyncRecord sync, int limit) {
        try {
            history.append(sync);
            history.retain(app.key.toString(), Math.max(limit, HISTORY_KEPT));
        } catch (StoreException e) {
            log.warn("the record of this sync can't be kept", e);
        }
    }

    /** The database keeps more than the status shows. */
    private static final int HISTORY_KEPT = 1_000;

    private boolean writeStatus(ApplicationState app, ApplicationStatus status) {
        if (status.equals(app.written)) {
            return true;
        }
        if (!gate.mayWrite()) {
            return false;
        }
        MapValue patch = Value.map(
                "apiVersion", Value.of(dev.gitsync.api.Names.API_VERSION),
                "kind", Value.of(Names.APPLICATION_KIND),
                "metadata",
                        Value.map(
                                "name", Value.of(app.key.name()),
                                "namespace", Value.of(app.key.namespace()),
                                "uid", Value.of(app.application.uid())),
                "status", status.toValue());
        try {
            client.applyStatus(applications, patch, new ApplyOptions(Names.FIELD_MANAGER, true, false));
            app.written = status;
            return true;
        } catch (KubeException e) {
            log.warn("the status can't be written: {}", e.getMessage());
            return false;
        }
    }

    /**
     * An operation that was carried out, and Argo CD's refresh annotation, are acknowledged by being removed: as they were when
     * this pass began, for what was asked anew meanwhile is not done yet.
     */
    private boolean clearRequests(ApplicationState app) {
        MapValue raw = app.application.raw();
        boolean cleared =
                raw.at("operation").map(seen -> clear(app, "/operation", seen)).orElse(true);
        return raw.at("metadata", "annotations", Names.ARGO_REFRESH_ANNOTATION)
                        .map(seen -> clear(app, REFRESH_POINTER, seen))
                        .orElse(true)
                && cleared;
    }

    /** Whether what stood at a pointer is done with: removed, or replaced by something that wakes another pass. */
    private boolean clear(ApplicationState app, String pointer, Value seen) {
        if (!gate.mayWrite()) {
            return false;
        }
        ListValue patch = ListValue.of(List.of(
                Value.map(
                        "op",
                        Value.of("test"),
                        "path",
                        Value.of("/metadata/uid"),
                        "value",
                        Value.of(app.application.uid())),
                Value.map("op", Value.of("test"), "path", Value.of(pointer), "value", seen),
                Value.map("op", Value.of("remove"), "path", Value.of(pointer))));
        try {
            MapValue answered =
                    client.jsonPatch(applications, app.key.namespace(), app.key.name(), patch, Names.FIELD_MANAGER);
            app.cleared(answered);
            return true;
        } catch (KubeException e) {
            boolean replaced = e.isNotFound() || (e.isInvalid() && !stands(app, pointer, seen));
            if (!replaced) {
                log.warn("what was asked for is done, but can't be acknowledged: {}", e.getMessage());
            }
            return replaced;
        }
    }

    /** Whether a request is still there as it was seen: an admission policy may have refused to let it be removed. */
    private boolean stands(ApplicationState app, String pointer, Value seen) {
        String[] path = Stream.of(pointer.substring(1).split("/"))
                .map(name -> name.replace("~1", "/"))
                .toArray(String[]::new);
        try {
            return client.get(applications, app.key.namespace(), app.key.name())
                    .flatMap(now -> now.at(path))
                    .equals(Optional.of(seen));
        } catch (KubeException e) {
            return true;
        }
    }

    private void announce(ApplicationState app, SyncRecord sync, Report report) {
        String summary = Records.summary(report.changes());
        String what = sync.message()
                .map(message -> summary.isEmpty() ? message : summary + ": " + message)
                .orElse(summary);
        boolean healed =
                report.changes().changes().stream().map(ObjectChange::action).anyMatch(a -> a == Action.HEALED);
        boolean failed = sync.outcome() != Outcome.SUCCEEDED;
        if (failed) {
            log.warn("{}", what);
        }
        if (!gate.mayWrite()) {
            return;
        }
        switch (sync.outcome()) {
            case SUCCEEDED -> events.write(app.application, Events.Type.Normal, reason(sync, healed), what);
            case PARTIAL, FAILED, ABANDONED -> events.write(app.application, Events.Type.Warning, "SyncFailed", what);
        }
    }

    private static String reason(SyncRecord sync, boolean healed) {
        return sync.trigger() == Trigger.DELETION ? "Deleting" : healed ? "Healed" : "Synced";
    }
}
