package dev.gitsync.controller;

import dev.gitsync.api.Application;
import dev.gitsync.api.ApplicationSpec;
import dev.gitsync.api.Inventory;
import dev.gitsync.api.InventoryEntry;
import dev.gitsync.api.PrunePolicy;
import dev.gitsync.api.RetryPolicy;
import dev.gitsync.controller.SyncFailure.Reason;
import dev.gitsync.diff.Base;
import dev.gitsync.diff.ObjectDiff;
import dev.gitsync.health.Health;
import dev.gitsync.health.Healths;
import dev.gitsync.history.Action;
import dev.gitsync.history.BaseStore;
import dev.gitsync.history.StoreException;
import dev.gitsync.kube.KubeException;
import dev.gitsync.plan.DesiredObject;
import dev.gitsync.plan.DesiredState;
import dev.gitsync.plan.Planner.Drift;
import dev.gitsync.plan.SyncPlan;
import dev.gitsync.sync.Applier;
import dev.gitsync.sync.ChangeSet;
import dev.gitsync.sync.Differ;
import dev.gitsync.sync.InventoryStore;
import dev.gitsync.sync.ObjectChange;
import dev.gitsync.sync.ObjectChange.Applied;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value.MapValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries a plan out with the inventory around it: recorded before the first write, corrected after the last. */
final class SyncRun {
    private static final Logger log = LoggerFactory.getLogger(SyncRun.class);

    private final Applier applier;
    private final InventoryStore inventories;
    private final BaseStore bases;
    private final Differ differ;
    private final Redactions redactions;

    SyncRun(Applier applier, InventoryStore inventories, BaseStore bases, Differ differ, Redactions redactions) {
        this.applier = applier;
        this.inventories = inventories;
        this.bases = bases;
        this.differ = differ;
        this.redactions = redactions;
    }

    /**
     * Records what a plan will write: the first step.
     *
     * @throws SyncFailure if the inventory could not be written: then nothing may be
     */
    void begin(ApplicationState app, String commit, SyncPlan plan) throws SyncFailure {
        record(app, commit, ahead(app, plan));
    }

    /** Carries a plan out and brings what is remembered of the application up to date: the second step. */
    ChangeSet run(ApplicationState app, DesiredState desired, SyncPlan plan) throws InterruptedException {
        ChangeSet changes = applier.run(
                plan, new Applier.Scope(app.key, desired.objects().values(), app.held, false, redactions::redact));
        remember(app, plan, changes);
        return changes;
    }

    /**
     * Records what was written and deleted: the last step. The disk and the API server write at the same time.
     *
     * @throws SyncFailure if the inventory could not be written: it then lists more than there is, which does no harm
     */
    void end(ApplicationState app, String commit, ChangeSet changes) throws SyncFailure, InterruptedException {
        FutureTask<Void> saving = saving(app, changes);
        Thread.startVirtualThread(saving);
        try {
            record(app, commit, behind(app, changes));
        } finally {
            await(saving);
        }
    }

    private FutureTask<Void> saving(ApplicationState app, ChangeSet changes) {
        Map<ObjectKey, Base> known = app.bases.orElse(Map.of());
        Map<ObjectKey, Base> applied = new HashMap<>();
        Set<ObjectKey> gone = new HashSet<>();
        for (ObjectChange change : changes.changes()) {
            Base base = known.get(change.key());
            if (change.applied().isPresent() && base != null) {
                applied.put(change.key(), base);
            } else if (change.gone()) {
                gone.add(change.key());
            }
        }
        String uid = app.application.uid();
        return new FutureTask<>(() -> bases.save(uid, applied, gone), null);
    }

    private static void await(FutureTask<Void> saving) throws InterruptedException {
        try {
            saving.get();
        } catch (ExecutionException e) {
            log.warn("what was applied can't be kept on disk and is known only until the agent ends", e.getCause());
        }
    }

    /** What the inventory holds before the first write: all that it held, and all that will be written. */
    private static Map<ObjectKey, InventoryEntry> ahead(ApplicationState app, SyncPlan plan) {
        Map<ObjectKey, InventoryEntry> entries = new HashMap<>(app.held);
        for (SyncPlan.Apply apply : plan.applies()) {
            entries.computeIfAbsent(
                    apply.desired().key(), key -> new InventoryEntry(key, version(apply.desired()), Optional.empty()));
        }
        return entries;
    }

    private static Map<ObjectKey, InventoryEntry> behind(ApplicationState app, ChangeSet changes) {
        Map<ObjectKey, InventoryEntry> entries = new HashMap<>(app.held);
        for (ObjectChange change : changes.changes()) {
            change.applied()
                    .ifPresent(applied -> entries.put(
                            change.key(),
                            new InventoryEntry(
                                    change.key(),
                                    version(applied.desired()),
                                    applied.answered().stringAt("metadata", "uid"))));
            if (change.gone()) {
                entries.remove(change.key());
            }
        }
        return entries;
    }

    private static String version(DesiredObject desired) {
        String apiVersion = desired.apiVersion();
        return apiVersion.substring(apiVersion.indexOf('/') + 1);
    }

    private void record(ApplicationState app, String commit, Map<ObjectKey, InventoryEntry> entries)
            throws SyncFailure {
        if (entries.equals(app.held)) {
            return;
        }
        Application application = app.application;
        Inventory next = new Inventory(app.key, application.uid(), commit, List.copyOf(entries.values()));
        try {
            app.holds(inventories.save(next, app.inventory.orElseThrow()));
        } catch (KubeException e) {
            app.inventory = Optional.empty(); // whatever is stored now is read anew
            throw new SyncFailure(Reason.ClusterUnavailable, "the inventory can't be written: " + e.getMessage());
        }
    }

    private void remember(ApplicationState app, SyncPlan plan, ChangeSet changes) {
        Map<ObjectKey, Base> changed = new HashMap<>();
        Set<ObjectKey> gone = new HashSet<>();
        RetryPolicy retry = app.application
                .validSpec()
                .map(ApplicationSpec::syncPolicy)
                .map(policy -> policy.retry())
                .orElse(RetryPolicy.DEFAULT);
        for (ObjectChange change : changes.changes()) {
            ObjectKey key = change.key();
            if (change.failed()) {
                app.namespaceSeen = ""; // it may be gone
                app.errors.put(key, change.message().orElse("it failed"));
                app.touched.add(key); // the request may have been carried out, and only its answer lost
                app.backoff.failed(key, retry);
                continue;
            }
            app.errors.remove(key);
            app.backoff.succeeded(key);
            app.terminating.remove(key);
            if (change.applied().isPresent()) {
                Applied applied = change.applied().get();
                changed.put(key, differ.base(applied.desired(), applied.answered()));
                app.observed.put(key, inSync(key, applied.answered()));
            } else if (change.gone()) {
                gone.add(key);
                app.observed.remove(key);
            } else {
                app.terminating.put(key, change.message().orElse(""));
            }
        }
        plan.applies().stream()
                .filter(apply -> apply.reason() == SyncPlan.Reason.HEAL
                        && !app.errors.containsKey(apply.desired().key()))
                .forEach(app.backoff::healed);
        rememberBases(app, changed, gone);
    }

    private static void rememberBases(ApplicationState app, Map<ObjectKey, Base> changed, Set<ObjectKey> gone) {
        Map<ObjectKey, Base> known = new HashMap<>(app.bases.orElse(Map.of()));
        known.putAll(changed);
        known.keySet().removeAll(gone);
        app.bases = Optional.of(known);
    }

    /** After an apply the server's answer is what is live: as we sent it, or as the server changed it, which is noted. */
    private static Observed inSync(ObjectKey key, MapValue answered) {
        Health health = Healths.of(answered);
        return new Observed(new Drift.Compared(new ObjectDiff.InSync(key, List.of()), true, true), health);
    }

    /** Takes the objects that are live as desired into the inventory, where a crash or a restored cluster lost them. */
    void adoptTracked(ApplicationState app, DesiredState desired, String commit) throws SyncFailure {
        Map<ObjectKey, InventoryEntry> entries = new HashMap<>(app.held);
        for (DesiredObject object : desired.objects().values()) {
            Observed observed = app.observed.get(object.key());
            if (observed != null && observed.drift() instanceof Drift.Compared compared && compared.tracked()) {
                entries.computeIfAbsent(
                        object.key(), key -> new InventoryEntry(key, version(object), Optional.empty()));
            }
        }
        record(app, commit, entries);
    }

    /** Takes the objects that don't exist any more out of the inventory: that needs no leave to delete. */
    void forgetGone(ApplicationState app, Set<ObjectKey> gone, String commit) throws SyncFailure {
        if (gone.isEmpty()) {
            return;
        }
        Map<ObjectKey, InventoryEntry> entries = new HashMap<>(app.held);
        entries.keySet().removeAll(gone);
        gone.forEach(key -> {
            app.errors.remove(key);
            app.backoff.succeeded(key);
        });
        rememberBases(app, Map.of(), gone);
        try {
            bases.save(app.application.uid(), Map.of(), gone);
        } catch (StoreException e) {
            log.warn("what was known of objects that are gone stays on disk", e);
        }
        record(app, commit, entries);
    }

    /** Deletes all that an application holds, except what is protected; what stays is said. */
    ChangeSet deleteAll(ApplicationState app) throws SyncFailure, InterruptedException {
        List<SyncPlan.Prune> prunes = new ArrayList<>();
        List<ObjectChange> kept = new ArrayList<>();
        PrunePolicy policy =
                app.application.validSpec().map(ApplicationSpec::prunePolicy).orElse(PrunePolicy.DEFAULT);
        for (ObjectKey key : app.held.keySet()) {
            boolean protects = policy.protects(key);
            if (protects) {
                kept.add(new ObjectChange(
                        key,
                        Action.SKIPPED,
                        List.of(),
                        Optional.of("it stays: spec.prunePolicy.kinds does not list " + key.kind()),
                        Optional.empty(),
                        false));
            } else {
                prunes.add(new SyncPlan.Prune(key));
            }
        }
        SyncPlan plan = new SyncPlan(List.of(), prunes, List.of());
        ChangeSet changes =
                applier.run(plan, new Applier.Scope(app.key, List.of(), app.held, true, redactions::redact));
        remember(app, plan, changes);
        end(app, "", changes);
        List<ObjectChange> all = new ArrayList<>(changes.changes());
        boolean over = changes.failures().isEmpty() && app.terminating.isEmpty();
        if (over) {
            all.addAll(kept); // once, not with each try
        }
        return new ChangeSet(all, changes.prunesWithheld());
    }
}
