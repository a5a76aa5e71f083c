package dev.gitsync.controller;

import dev.gitsync.api.Application;
import dev.gitsync.api.ApplicationKey;
import dev.gitsync.api.ApplicationSpec;
import dev.gitsync.api.HistoryEntry;
import dev.gitsync.api.InventoryException;
import dev.gitsync.api.Operation;
import dev.gitsync.api.RetryPolicy;
import dev.gitsync.controller.ApplicationState.Target;
import dev.gitsync.controller.Observer.Orphan;
import dev.gitsync.controller.Sources.Rendered;
import dev.gitsync.controller.SyncFailure.Reason;
import dev.gitsync.diff.Base;
import dev.gitsync.diff.ObjectDiff;
import dev.gitsync.diff.Redactor;
import dev.gitsync.git.Commit;
import dev.gitsync.history.BaseStore;
import dev.gitsync.history.StoreException;
import dev.gitsync.history.Trigger;
import dev.gitsync.kube.KubeException;
import dev.gitsync.log.LogContext;
import dev.gitsync.plan.DesiredObject;
import dev.gitsync.plan.DesiredState;
import dev.gitsync.plan.Planner;
import dev.gitsync.plan.Planner.Drift;
import dev.gitsync.plan.Planner.Mode;
import dev.gitsync.plan.SyncPlan;
import dev.gitsync.plan.SyncPlan.Apply;
import dev.gitsync.plan.SyncPlan.Withheld;
import dev.gitsync.sync.ChangeSet;
import dev.gitsync.sync.Differ.Asking;
import dev.gitsync.sync.InventoryStore;
import dev.gitsync.value.ObjectKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass over one application: source, render, diff, plan, apply, health, record. What fails on the way becomes status at
 * the end of {@link #reconcile}, and nowhere else.
 */
final class Reconciler {
    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);
    private static final Duration RETRY_CLUSTER = Duration.ofSeconds(2);
    private static final Duration RETRY_RARELY = Duration.ofMinutes(1);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

    private final Sources sources;
    private final Observer observer;
    private final SyncRun syncs;
    private final InventoryStore inventories;
    private final BaseStore bases;
    private final Reports reports;
    private final Redactions redactions;
    private final NamespaceMaker namespaces;
    private final Clock clock;

    Reconciler(
            Sources sources,
            Observer observer,
            SyncRun syncs,
            InventoryStore inventories,
            BaseStore bases,
            Reports reports,
            Redactions redactions,
            NamespaceMaker namespaces,
            Clock clock) {
        this.sources = sources;
        this.observer = observer;
        this.syncs = syncs;
        this.inventories = inventories;
        this.bases = bases;
        this.reports = reports;
        this.redactions = redactions;
        this.namespaces = namespaces;
        this.clock = clock;
    }

    /** What one pass learns on its way; each step adds to it. */
    private static final class Pass {
        final Wake wake;
        final Instant started;
        final String id;
        Optional<SyncFailure> failure = Optional.empty();
        List<Withheld> withheld = List.of();
        ChangeSet changes = ChangeSet.NOTHING;
        Optional<Instant> again = Optional.empty();
        /** The commit that this pass is about, also where it does not render. */
        Optional<Commit> commit = Optional.empty();

        Pass(Wake wake, Instant started) {
            this.wake = wake;
            this.started = started;
            this.id = Records.newId(started);
        }
    }

    /**
     * Takes an application as far as it gets.
     *
     * @return when to look again although nothing may have happened; nothing where only an event can matter
     */
    Optional<Duration> reconcile(ApplicationState app, Wake wake) throws InterruptedException {
        Application application = app.application;
        Pass pass = new Pass(wake, clock.instant());
        app.touched.addAll(wake.touched());
        try (LogContext _ = LogContext.application(app.key.toString());
                LogContext _ = LogContext.sync(pass.id)) {
            try {
                ApplicationSpec spec = application
                        .validSpec()
                        .orElseThrow(
                                () -> new SyncFailure(Reason.InvalidSpec, String.join("; ", application.invalid())));
                if (spec.suspend()) {
                    return reports.suspended(app) ? Optional.empty() : Optional.of(RETRY_CLUSTER);
                }
                run(app, spec, pass);
            } catch (SyncFailure failure) {
                pass.failure = Optional.of(failure);
            } catch (RuntimeException | StackOverflowError | LinkageError e) {
                // A defect must not leave the application without a word in its status, nor without another try.
                log.error("this pass failed unexpectedly", e);
                pass.failure = Optional.of(new SyncFailure(Reason.InternalError, "a defect of gitsync: " + e));
            }
            retryFailure(app, pass);
            if (!reports.write(app, report(app, pass))) {
                again(pass, clock.instant().plus(RETRY_CLUSTER));
            }
            log.debug(
                    "a pass because of {} ended after {} ms: {}",
                    pass.wake.foremost(),
                    Duration.between(pass.started, clock.instant()).toMillis(),
                    app.written.sync().status().text());
            return pass.again.map(at -> max(Duration.between(clock.instant(), at), Duration.ofMillis(10)));
        }
    }

    /** No event says that what failed would go now: only where a person has to change something first, that is the event. */
    private void retryFailure(ApplicationState app, Pass pass) {
        if (pass.failure.isEmpty()) {
            app.failedPasses = 0;
            return;
        }
        RetryPolicy policy = app.application
                .validSpec()
                .map(spec -> spec.syncPolicy().retry())
                .orElse(RetryPolicy.DEFAULT);
        Optional<Duration> delay = switch (pass.failure.get().reason()) {
            case ClusterUnavailable -> Optional.of(RETRY_CLUSTER);
            case SourceFailed, RevisionNotFound, SyncFailed -> Optional.of(policy.delay(app.failedPasses));
            case InventoryInvalid, InternalError -> Optional.of(RETRY_RARELY);
            case InvalidSpec, RenderFailed, EmptyRender, DuplicateObject -> Optional.empty();
        };
        app.failedPasses++;
        delay.ifPresent(after -> again(pass, clock.instant().plus(after)));
    }

    private void run(ApplicationState app, ApplicationSpec spec, Pass pass) throws SyncFailure, InterruptedException {
        loadWhatIsRecorded(app);
        Optional<Rendered> before = app.rendered;
        render(app, spec, pass);
        if (app.rendered.isEmpty()) {
            return;
        }
        Rendered rendered = app.rendered.get();
        DesiredState desired = rendered.desired();
        boolean anew =
                before.isEmpty() || (rendered.news() && !before.equals(app.rendered)) || pass.wake.has(Trigger.MANUAL);
        if (anew) {
            redactions.know(app.key.toString(), secretsOf(desired));
            app.lookAtAll = true;
        }
        forgetFailures(app, pass);
        boolean lookAtAll = app.lookAtAll;
        Set<ObjectKey> touched = Set.copyOf(app.touched);
        observe(app, spec, pass);
        observeOrphans(app, desired, rendered.commit(), key -> lookAtAll || touched.contains(key));

        Mode mode = mode(app, spec, pass);
        SyncPlan plan = held(
                app,
                pass,
                Planner.plan(new Planner.Input(
                        spec, desired, drifts(app), app.held.keySet(), mode, mayPrune(app, spec, pass))));
        pass.withheld = plan.withheld();
        if (!plan.isEmpty()) {
            namespaces.ensure(app, spec, desired);
            try (LogContext _ = LogContext.revision(rendered.commit().id())) {
                syncs.begin(app, rendered.commit().id(), plan);
                pass.changes = syncs.run(app, desired, plan);
                String summary = Records.summary(pass.changes);
                if (!summary.isEmpty()) {
                    log.info("{}", summary);
                }
                syncs.end(app, rendered.commit().id(), pass.changes);
                observer.follow(app.key, desired.objects().values());
            }
        } else if (mode != Mode.REPORT) {
            syncs.adoptTracked(app, desired, rendered.commit().id());
        }
        observer.settle(app);
        settle(app, pass, mode);
    }

    /** Ends what only served an application that is gone. */
    void forget(ApplicationKey application) {
        observer.forget(application);
    }

    /** What failed of another revision, or before a person asked, says nothing of this one. */
    private static void forgetFailures(ApplicationState app, Pass pass) {
        Optional<Target> target = app.rendered.map(Target::of);
        if (!target.equals(app.target) || app.application.operation().isPresent()) {
            app.errors.clear();
            app.backoff.forgetFailures();
            app.target = target;
        } else if (pass.wake.has(Trigger.MANUAL)) {
            app.backoff.forgetFailures();
        }
    }

    /** Inventory, and what was last applied: from the cluster and the disk, once in the life of this process. */
    private void loadWhatIsRecorded(ApplicationState app) throws SyncFailure {
        if (app.inventory.isEmpty()) {
            try {
                app.holds(inventories.load(app.key));
            } catch (KubeException e) {
                throw new SyncFailure(Reason.ClusterUnavailable, "the inventory can't be read: " + e.getMessage());
            } catch (InventoryException e) {
                throw new SyncFailure(Reason.InventoryInvalid, String.valueOf(e.getMessage()));
            }
        }
        if (app.bases.isEmpty()) {
            try {
                app.bases = Optional.of(bases.load(app.application.uid()));
            } catch (StoreException e) {
                log.warn("what was last applied can't be read, so ownership decides", e);
                app.bases = Optional.of(Map.of());
            }
        }
    }

    /** Renders the newest revision; where it is broken or out of reach, goes on with the last one that rendered. */
    private void render(ApplicationState app, ApplicationSpec spec, Pass pass)
            throws SyncFailure, InterruptedException {
        try {
            Optional<String> asked = app.application.operation().flatMap(Operation::revision);
            Commit commit = sources.commit(spec, asked, atMostOld(app, pass));
            pass.commit = Optional.of(commit);
            Rendered rendered = sources.render(app.application, spec, commit, app.rendered);
            if (rendered.manifests().isEmpty() && !spec.syncPolicy().allowEmpty()) {
                throw new SyncFailure(
                        Reason.EmptyRender,
                        "commit " + commit.id() + " renders to no objects at path "
                                + spec.source().path()
                                + ", which would delete everything: refused. If that is meant, set"
                                + " spec.syncPolicy.automated.allowEmpty");
            }
            app.rendered = Optional.of(rendered);
        } catch (SyncFailure failure) {
            pass.failure = Optional.of(failure);
            if (app.rendered.isEmpty()) {
                app.rendered = lastGood(app, spec);
            }
        }
    }

    /** The poller keeps the answers fresh enough, unless somebody has just asked for something that may need the newest. */
    private static Duration atMostOld(ApplicationState app, Pass pass) {
        boolean asksForNews = pass.wake.has(Trigger.MANUAL)
                || pass.wake.has(Trigger.WEBHOOK)
                || pass.wake.has(Trigger.SPEC)
                || (pass.wake.has(Trigger.START)
                        && app.written.sync().revision().isEmpty());
        return asksForNews ? Duration.ZERO : Duration.ofDays(1);
    }

    /** After a restart, the revision that was synced last, if it still is at hand and renders. */
    private Optional<Rendered> lastGood(ApplicationState app, ApplicationSpec spec) throws InterruptedException {
        return rendered(app, spec, app.written.sync().revision());
    }

    /** What was last applied whole; the revision of the status may have been looked at only. */
    private Optional<Rendered> lastSynced(ApplicationState app, ApplicationSpec spec) throws InterruptedException {
        return rendered(
                app,
                spec,
                app.written.history().stream()
                        .filter(entry -> entry.outcome().equals("Succeeded"))
                        .findFirst()
                        .map(HistoryEntry::revision));
    }

    private Optional<Rendered> rendered(ApplicationState app, ApplicationSpec spec, Optional<String> revision)
            throws InterruptedException {
        Optional<Commit> commit = revision.flatMap(id -> sources.recorded(spec, id));
        if (commit.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(sources.render(app.application, spec, commit.get(), Optional.empty()));
        } catch (SyncFailure e) {
            log.info("the revision that was synced last does not render any more: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private static Redactor secretsOf(DesiredState desired) {
        return Redactor.ofSecretsIn(
                desired.objects().values().stream().map(DesiredObject::object).toList());
    }

    private void observe(ApplicationState app, ApplicationSpec spec, Pass pass)
            throws SyncFailure, InterruptedException {
        DesiredState rendered = app.rendered.orElseThrow().desired();
        Map<ObjectKey, DesiredObject> desired = rendered.objects();
        if (app.lookAtAll) {
            app.observed.keySet().retainAll(desired.keySet());
        }
        List<DesiredObject> look = new ArrayList<>();
        for (DesiredObject object : desired.values()) {
            Observed last = app.observed.get(object.key());
            if (app.lookAtAll || last == null || unsettled(last) || app.touched.contains(object.key())) {
                look.add(object);
            }
        }
        // Where gitsync may write, the apply itself is the server's answer.
        Asking asking = spec.syncPolicy().automated() ? Asking.NEVER : Asking.WHERE_IT_DECIDES;
        Map<ObjectKey, Base> known = knownBases(app, spec, look);
        app.observed.putAll(observer.observe(app, look, known, asking));
        // Only now: what a failed look was for, the next one is for.
        app.lookAtAll = false;
        app.touched.clear();
        forgetSettled(app, desired);
        boolean unsettled = app.observed.values().stream().anyMatch(Reconciler::unsettled);
        if (unsettled || !rendered.errors().isEmpty()) {
            // Nothing tells when a kind becomes known, or an object another application's no more.
            again(pass, clock.instant().plus(LOOK_AGAIN));
        }
    }

    /** What left Git and has not gone yet: it may go by itself, or by somebody else's hand. */
    private void observeOrphans(ApplicationState app, DesiredState desired, Commit commit, Predicate<ObjectKey> look)
            throws SyncFailure, InterruptedException {
        app.terminating.keySet().removeAll(desired.objects().keySet());
        app.kept.keySet().removeAll(desired.objects().keySet());
        Set<ObjectKey> orphans = new HashSet<>(app.held.keySet());
        orphans.removeAll(desired.objects().keySet());
        orphans.removeIf(key -> !look.test(key) && !app.terminating.containsKey(key));
        if (orphans.isEmpty()) {
            return;
        }
        Set<ObjectKey> gone = new HashSet<>();
        observer.orphans(app.key, orphans).forEach((key, orphan) -> {
            app.terminating.remove(key);
            app.kept.remove(key);
            switch (orphan) {
                case Orphan.Gone _ -> gone.add(key);
                case Orphan.Terminating(String why) -> app.terminating.put(key, why);
                case Orphan.Kept(String why) -> app.kept.put(key, why);
                case Orphan.There _ -> {}
            }
        });
        syncs.forgetGone(app, gone, commit.id());
    }

    /** What failed and is as it should be all the same: its answer was lost, or somebody else has done it. */
    private static void forgetSettled(ApplicationState app, Map<ObjectKey, DesiredObject> desired) {
        List<ObjectKey> settled = app.errors.keySet().stream()
                .filter(key -> desired.containsKey(key) ? isInSync(app.observed.get(key)) : !app.held.containsKey(key))
                .toList();
        settled.forEach(key -> {
            app.errors.remove(key);
            app.backoff.succeeded(key);
        });
    }

    private static boolean isInSync(@Nullable Observed observed) {
        return observed != null
                && observed.drift() instanceof Drift.Compared compared
                && compared.diff() instanceof ObjectDiff.InSync;
    }

    private static boolean unsettled(Observed observed) {
        return switch (observed.drift()) {
            case Drift.Untouchable ignored -> true;
            case Drift.Compared compared -> compared.diff() instanceof ObjectDiff.Undecided;
        };
    }

    /** The bases of objects; those that the disk lost come back by rendering the revision that was last synced. */
    private Map<ObjectKey, Base> knownBases(
            ApplicationState app, ApplicationSpec spec, Collection<DesiredObject> objects) throws InterruptedException {
        Map<ObjectKey, Base> known = app.bases.orElse(Map.of());
        boolean lost = known.isEmpty() && !app.held.isEmpty() && !objects.isEmpty();
        if (!lost) {
            return known;
        }
        Map<ObjectKey, Base> rebuilt = new HashMap<>();
        lastSynced(app, spec)
                .ifPresent(rendered -> rendered.desired().objects().values().stream()
                        .filter(object -> app.held.containsKey(object.key()))
                        .forEach(object -> rebuilt.put(object.key(), new Base(object.masked(), object.masked()))));
        app.bases = Optional.of(rebuilt);
        return rebuilt;
    }

    private static Map<ObjectKey, Drift> drifts(ApplicationState app) {
        Map<ObjectKey, Drift> drifts = new HashMap<>();
        app.observed.forEach((key, observed) -> drifts.put(key, observed.drift()));
        return drifts;
    }

    private static Mode mode(ApplicationState app, ApplicationSpec spec, Pass pass) {
        Optional<Operation> operation = app.application.operation();
        boolean onlyLooks = operation
                .filter(asked -> asked.dryRun() || !asked.errors().isEmpty())
                .isPresent();
        if (onlyLooks) {
            return Mode.REPORT;
        }
        // What was asked for can't be had: then another revision is not what was asked for.
        if (operation.isPresent() && pass.failure.isEmpty()) {
            return Mode.FULL;
        }
        if (!spec.syncPolicy().automated()) {
            return Mode.REPORT;
        }
        Target now = Target.of(app.rendered.orElseThrow());
        boolean isNew = app.done.map(done -> !done.equals(now)).orElseGet(() -> !wasDone(app));
        return isNew && pass.failure.isEmpty() ? Mode.FULL : Mode.SAME_REVISION;
    }

    /** Whether, by the status that an earlier process wrote, this very revision was carried out whole. */
    private static boolean wasDone(ApplicationState app) {
        return app.written
                        .sync()
                        .revision()
                        .equals(app.rendered.map(r -> r.commit().id()))
                && app.written.observedGeneration() == app.application.generation()
                && app.written.history().stream()
                        .findFirst()
                        .filter(last -> last.outcome().equals("Succeeded"))
                        .isPresent();
    }

    private static boolean mayPrune(ApplicationState app, ApplicationSpec spec, Pass pass) {
        boolean asked = app.application.operation().map(Operation::prune).orElse(false);
        return pass.failure.isEmpty() && (asked || spec.syncPolicy().prune());
    }

    /** The plan without what has to wait, and the earliest time at which something has waited long enough. */
    private static SyncPlan held(ApplicationState app, Pass pass, SyncPlan plan) {
        List<Apply> now = new ArrayList<>();
        List<Withheld> withheld = new ArrayList<>(plan.withheld());
        for (Apply apply : plan.applies()) {
            Optional<ApplyBackoff.Pause> pause = app.backoff.pause(apply);
            if (pause.isEmpty()) {
                now.add(apply);
                continue;
            }
            withheld.add(new Withheld(apply.desired().key(), pause.get().reason()));
            if (!pause.get().until().equals(Instant.MAX)) {
                again(pass, pause.get().until());
            }
        }
        // What failed and waits holds back the prunes as it does when it fails.
        boolean waits = now.size() < plan.applies().size();
        List<SyncPlan.Prune> prunes = new ArrayList<>();
        for (SyncPlan.Prune prune : plan.prunes()) {
            Optional<ApplyBackoff.Pause> pause = app.backoff.pause(prune.key());
            if (app.terminating.containsKey(prune.key())) {
                withheld.add(new Withheld(prune.key(), app.terminating.get(prune.key())));
            } else if (app.kept.containsKey(prune.key())) {
                withheld.add(new Withheld(prune.key(), app.kept.get(prune.key())));
            } else if (waits) {
                withheld.add(new Withheld(
                        prune.key(), "nothing is deleted while another object of this sync can't be applied"));
            } else if (pause.isPresent()) {
                withheld.add(new Withheld(prune.key(), pause.get().reason()));
            } else {
                prunes.add(prune);
            }
        }
        return new SyncPlan(now, prunes, withheld);
    }

    private static void again(Pass pass, Instant at) {
        if (pass.again.isEmpty() || at.isBefore(pass.again.get())) {
            pass.again = Optional.of(at);
        }
    }

    /** Draws the conclusions from what was done. */
    private void settle(ApplicationState app, Pass pass, Mode mode) {
        boolean whole = app.errors.isEmpty() && pass.failure.isEmpty();
        if (mode != Mode.REPORT && whole) {
            app.done = app.rendered.map(Target::of);
        }
        if (mode != Mode.REPORT) {
            app.backoff.nextTry().ifPresent(at -> again(pass, at));
        }
        if (!app.terminating.isEmpty()) {
            // Its kind may be one that is not watched any more.
            again(pass, clock.instant().plus(LOOK_AGAIN));
        }
    }

    private Reports.Report report(ApplicationState app, Pass pass) {
        return new Reports.Report(
                new Records.Run(pass.id, pass.wake.foremost(), pass.started, clock.instant()),
                pass.commit.or(() -> app.rendered.map(Rendered::commit)),
                pass.changes,
                new Statuses.Findings(pass.failure, pass.withheld, clock.instant()));
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
