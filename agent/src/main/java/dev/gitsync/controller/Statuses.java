package dev.gitsync.controller;

import dev.gitsync.api.Application;
import dev.gitsync.api.ApplicationStatus;
import dev.gitsync.api.ApplicationStatus.Resource;
import dev.gitsync.api.ApplicationStatus.Summary;
import dev.gitsync.api.ApplicationStatus.Sync;
import dev.gitsync.api.Condition;
import dev.gitsync.api.Names;
import dev.gitsync.api.SyncStatus;
import dev.gitsync.diff.FieldChange;
import dev.gitsync.diff.ObjectDiff;
import dev.gitsync.health.Health;
import dev.gitsync.health.HealthStatus;
import dev.gitsync.plan.DesiredState;
import dev.gitsync.plan.ObjectError;
import dev.gitsync.plan.ObjectOptions;
import dev.gitsync.plan.Planner.Drift;
import dev.gitsync.plan.SyncPlan;
import dev.gitsync.value.ObjectKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the status of an Application says, from what is remembered of it. Pure. */
final class Statuses {
    private static final int FIELDS_NAMED = 5;

    private Statuses() {}

    /**
     * What a pass found out.
     *
     * @param failure why it could not go to its end
     * @param withheld what the plan would do and did not
     */
    record Findings(Optional<SyncFailure> failure, List<SyncPlan.Withheld> withheld, Instant now) {}

    /**
     * The status after a pass, without its history.
     *
     * @param redact takes secrets out of what others wrote
     */
    static ApplicationStatus of(ApplicationState app, Findings raw, UnaryOperator<String> redact) {
        Application application = app.application;
        Findings findings = new Findings(
                raw.failure()
                        .map(f -> new SyncFailure(
                                f.reason(),
                                redact.apply(Optional.ofNullable(f.getMessage()).orElse("")))),
                raw.withheld(),
                raw.now());
        List<Resource> resources = resources(app, findings.withheld(), redact);
        Sync sync = sync(app, findings, resources);
        Health worst = health(app);
        Health health = new Health(worst.status(), redact.apply(worst.message()));
        ApplicationStatus status = app.written
                .withObservedGeneration(application.generation())
                .withSync(sync)
                .withObjects(
                        new ApplicationStatus.Health(
                                health.status().text(),
                                health.message().isEmpty() ? Optional.empty() : Optional.of(health.message())),
                        summary(resources),
                        resources);
        return conditions(status, app, findings, health);
    }

    private static List<Resource> resources(
            ApplicationState app, List<SyncPlan.Withheld> withheld, UnaryOperator<String> redact) {
        Map<ObjectKey, String> reasons = new HashMap<>();
        withheld.forEach(item -> reasons.put(item.key(), item.reason()));
        reasons.putAll(app.terminating);
        reasons.putAll(app.errors);
        Map<ObjectKey, Resource> resources = new TreeMap<>();
        boolean deleting = app.application.deleting();
        if (!deleting) {
            app.observed.forEach(
                    (key, observed) -> resources.put(key, resource(key, observed, reasons.get(key), redact)));
        }
        DesiredState desired =
                app.rendered.filter(_ -> !deleting).map(r -> r.desired()).orElse(new DesiredState(Map.of(), List.of()));
        for (ObjectError error : desired.errors()) {
            resources.put(
                    error.key(),
                    Resource.of(error.key(), SyncStatus.OUT_OF_SYNC, HealthStatus.MISSING.text(), error.message()));
        }
        if (deleting || app.rendered.isPresent()) {
            String reason = deleting
                    ? "it goes with its Application, unless spec.prunePolicy protects it"
                    : "it left Git and waits to be deleted";
            for (ObjectKey key : app.held.keySet()) {
                if (!desired.objects().containsKey(key) && !resources.containsKey(key)) {
                    resources.put(key, Resource.of(key, SyncStatus.OUT_OF_SYNC, "", reasons.getOrDefault(key, reason)));
                }
            }
        }
        return new ArrayList<>(resources.values());
    }

    private static Resource resource(
            ObjectKey key, Observed observed, @Nullable String reason, UnaryOperator<String> redact) {
        SyncStatus status = switch (observed.drift()) {
            case Drift.Untouchable ignored -> SyncStatus.UNKNOWN;
            case Drift.Compared compared ->
                switch (compared.diff()) {
                    case ObjectDiff.InSync ignored -> SyncStatus.SYNCED;
                    case ObjectDiff.Undecided ignored -> SyncStatus.UNKNOWN;
                    case ObjectDiff.Missing ignored -> SyncStatus.OUT_OF_SYNC;
                    case ObjectDiff.Changed ignored -> SyncStatus.OUT_OF_SYNC;
                };
        };
        String what = switch (observed.drift()) {
            case Drift.Untouchable(String why) -> why;
            case Drift.Compared compared ->
                switch (compared.diff()) {
                    case ObjectDiff.InSync ignored -> "";
                    case ObjectDiff.Undecided(ObjectKey k, String why) -> why;
                    case ObjectDiff.Missing ignored -> "it does not exist";
                    case ObjectDiff.Changed changed -> fields(changed.changes());
                };
        };
        String health = observed.health().status() == HealthStatus.HEALTHY
                ? ""
                : observed.health().message();
        List<String> parts = new ArrayList<>();
        for (String part : new String[] {what, reason == null ? "" : reason, health}) {
            if (!part.isEmpty() && !parts.contains(part)) {
                parts.add(part);
            }
        }
        String message = parts.isEmpty() ? "" : redact.apply(String.join("; ", parts));
        return Resource.of(key, status, observed.health().status().text(), message);
    }

    /** The fields that differ, by name, class and who wrote them; never their values. */
    static String fields(List<FieldChange> changes) {
        List<FieldChange> differences = changes.stream()
                .filter(change -> change.fieldClass().isDifference())
                .toList();
        String named =
                differences.stream().limit(FIELDS_NAMED).map(Statuses::field).collect(Collectors.joining(", "));
        int more = differences.size() - FIELDS_NAMED;
        return more > 0 ? named + " and " + more + " more fields" : named;
    }

    private static String field(FieldChange change) {
        String by = change.owners().isEmpty()
                ? ""
                : " by "
                        + change.owners().stream()
                                .map(owner -> owner.manager())
                                .distinct()
                                .collect(Collectors.joining(", "));
        return change.path() + " (" + Words.of(change.fieldClass()) + by + ")";
    }

    private static Sync sync(ApplicationState app, Findings findings, List<Resource> resources) {
        Optional<String> revision = app.rendered
                .map(r -> r.commit().id())
                .or(() -> app.written.sync().revision());
        boolean unknown = findings.failure().isPresent()
                || app.rendered.isEmpty()
                || resources.stream().anyMatch(resource -> resource.status() == SyncStatus.UNKNOWN);
        boolean outOfSync = resources.stream().anyMatch(resource -> resource.status() == SyncStatus.OUT_OF_SYNC);
        SyncStatus status = unknown ? SyncStatus.UNKNOWN : outOfSync ? SyncStatus.OUT_OF_SYNC : SyncStatus.SYNCED;
        return new Sync(status, revision);
    }

    private static Health health(ApplicationState app) {
        if (app.rendered.isEmpty()) {
            return new Health(HealthStatus.UNKNOWN, "");
        }
        HealthStatus worst = HealthStatus.HEALTHY;
        Optional<Map.Entry<ObjectKey, Observed>> first = Optional.empty();
        for (Map.Entry<ObjectKey, Observed> entry : app.observed.entrySet()) {
            HealthStatus next = worst.worst(entry.getValue().health().status());
            boolean samePlaceEarlier = next == entry.getValue().health().status()
                    && next != HealthStatus.HEALTHY
                    && (next != worst
                            || first.isEmpty()
                            || entry.getKey().compareTo(first.get().getKey()) < 0);
            if (samePlaceEarlier) {
                first = Optional.of(entry);
            }
            worst = next;
        }
        return new Health(
                worst,
                first.map(entry -> {
                            String message = entry.getValue().health().message();
                            return entry.getKey() + (message.isEmpty() ? "" : ": " + message);
                        })
                        .orElse(""));
    }

    private static Summary summary(List<Resource> resources) {
        Map<String, Integer> health = new HashMap<>();
        Map<SyncStatus, Integer> sync = new HashMap<>();
        for (Resource resource : resources) {
            sync.merge(resource.status(), 1, Integer::sum);
            if (!resource.health().isEmpty()) {
                health.merge(resource.health(), 1, Integer::sum);
            }
        }
        return new Summary(
                resources.size(),
                sync.getOrDefault(SyncStatus.SYNCED, 0),
                sync.getOrDefault(SyncStatus.OUT_OF_SYNC, 0),
                sync.getOrDefault(SyncStatus.UNKNOWN, 0),
                health);
    }

    private static ApplicationStatus conditions(
            ApplicationStatus status, ApplicationState app, Findings findings, Health health) {
        Application application = app.application;
        Condition ready = ready(status, app, findings, health);
        ApplicationStatus next = status.withCondition(ready);
        boolean stalled = findings.failure().filter(f -> f.reason().stalls).isPresent();
        next = stalled
                ? next.withCondition(condition(app, findings, Names.STALLED, true, ready.reason(), ready.message()))
                : next.withoutCondition(Names.STALLED);
        boolean reconciling = !stalled
                && ready.status() != Condition.Status.TRUE
                && (application.deleting()
                        || !app.terminating.isEmpty()
                        || health.status() == HealthStatus.PROGRESSING
                        || !app.errors.isEmpty()
                        || findings.failure().isPresent());
        next = reconciling
                ? next.withCondition(condition(app, findings, Names.RECONCILING, true, ready.reason(), ready.message()))
                : next.withoutCondition(Names.RECONCILING);
        List<String> unsupported = new ArrayList<>(application.unsupportedFields());
        unsupported.addAll(notActedOn(app));
        return unsupported.isEmpty()
                ? next.withoutCondition(Names.UNSUPPORTED_FIELD)
                : next.withCondition(condition(
                        app,
                        findings,
                        Names.UNSUPPORTED_FIELD,
                        true,
                        "NotActedOn",
                        "this version does not act on: " + String.join(", ", unsupported)));
    }

    /** What annotations of objects ask for in vain, each with the first object that asks for it. */
    private static Collection<String> notActedOn(ApplicationState app) {
        Map<String, String> first = new TreeMap<>();
        app.rendered.ifPresent(rendered -> rendered.desired()
                .objects()
                .forEach((key, object) -> ObjectOptions.notActedOn(object.object())
                        .forEach(what -> first.putIfAbsent(what, what + " of " + key))));
        return first.values();
    }

    private static Condition ready(ApplicationStatus status, ApplicationState app, Findings findings, Health health) {
        if (findings.failure().isPresent()) {
            SyncFailure failure = findings.failure().get();
            String message = Optional.ofNullable(failure.getMessage()).orElse("");
            return condition(app, findings, Names.READY, false, failure.reason().name(), message);
        }
        if (!app.errors.isEmpty()) {
            String all = app.errors.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(entry -> entry.getKey() + ": " + entry.getValue())
                    .collect(Collectors.joining("; "));
            return condition(app, findings, Names.READY, false, "SyncFailed", app.errors.size() + " failed: " + all);
        }
        if (app.application.deleting()) {
            return condition(
                    app, findings, Names.READY, false, "Deleting", "its objects go first: " + attention(status));
        }
        List<ObjectError> errors = app.rendered.map(r -> r.desired().errors()).orElse(List.of());
        if (!errors.isEmpty()) {
            String all = errors.stream().map(ObjectError::toString).collect(Collectors.joining("; "));
            return condition(app, findings, Names.READY, false, "SyncFailed", all);
        }
        return switch (status.sync().status()) {
            case UNKNOWN -> condition(app, findings, Names.READY, false, "Unknown", attention(status));
            case OUT_OF_SYNC -> condition(app, findings, Names.READY, false, "OutOfSync", attention(status));
            case SYNCED ->
                switch (health.status()) {
                    case HEALTHY, SUSPENDED ->
                        condition(
                                app,
                                findings,
                                Names.READY,
                                true,
                                "Synced",
                                "synced to " + status.sync().revision().orElse(""));
                    case PROGRESSING, DEGRADED, MISSING, UNKNOWN ->
                        condition(
                                app,
                                findings,
                                Names.READY,
                                false,
                                health.status().text(),
                                health.message());
                };
        };
    }

    private static String attention(ApplicationStatus status) {
        return status.resources().stream()
                .filter(resource -> resource.status() != SyncStatus.SYNCED)
                .limit(FIELDS_NAMED)
                .map(resource -> new ObjectKey(resource.group(), resource.kind(), resource.namespace(), resource.name())
                        + ": " + resource.message())
                .collect(Collectors.joining("; "));
    }

    private static Condition condition(
            ApplicationState app, Findings findings, String type, boolean holds, String reason, String message) {
        return new Condition(
                type,
                holds ? Condition.Status.TRUE : Condition.Status.FALSE,
                reason,
                message,
                findings.now(),
                app.application.generation());
    }
}
