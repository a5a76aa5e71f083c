package dev.gitsync.controller;

import dev.gitsync.api.Application;
import dev.gitsync.api.ApplicationKey;
import dev.gitsync.api.InventoryException;
import dev.gitsync.controller.SyncFailure.Reason;
import dev.gitsync.history.BaseStore;
import dev.gitsync.history.StoreException;
import dev.gitsync.kube.ApiResource;
import dev.gitsync.kube.KubeClient;
import dev.gitsync.kube.KubeException;
import dev.gitsync.sync.ChangeSet;
import dev.gitsync.sync.InventoryStore;
import dev.gitsync.sync.WriteGate;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of an Application. With our finalizer its objects are deleted first, under the guards of a prune; without it they
 * stay, and only what gitsync itself kept goes.
 */
final class Deletions {
    private static final Logger log = LoggerFactory.getLogger(Deletions.class);
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final KubeClient client;
    private final ApiResource applications;
    private final SyncRun syncs;
    private final InventoryStore inventories;
    private final BaseStore bases;
    private final Reports reports;
    private final WriteGate gate;
    private final Clock clock;

    Deletions(
            KubeClient client,
            ApiResource applications,
            SyncRun syncs,
            InventoryStore inventories,
            BaseStore bases,
            Reports reports,
            WriteGate gate,
            Clock clock) {
        this.client = client;
        this.applications = applications;
        this.syncs = syncs;
        this.inventories = inventories;
        this.bases = bases;
        this.reports = reports;
        this.gate = gate;
        this.clock = clock;
    }

    /** Takes an Application that is being deleted to its end; the delay after which to try again where it can't be reached. */
    Optional<Duration> run(ApplicationState app) throws InterruptedException {
        Application application = app.application;
        if (!application.cascadesDeletion()) {
            return Optional.empty(); // it waits for somebody else's finalizer
        }
        Instant started = clock.instant();
        Optional<SyncFailure> failure = Optional.empty();
        ChangeSet changes = ChangeSet.NOTHING;
        try {
            if (app.inventory.isEmpty()) {
                app.holds(inventories.load(app.key));
            }
            changes = syncs.deleteAll(app);
            if (changes.failures().isEmpty() && app.terminating.isEmpty()) {
                forget(app.key, Set.of(app.application.uid()), true);
                report(app, started, changes, failure);
                releaseFinalizer(application);
                return Optional.empty();
            }
        } catch (SyncFailure e) {
            failure = Optional.of(e);
        } catch (KubeException e) {
            failure = Optional.of(new SyncFailure(Reason.ClusterUnavailable, String.valueOf(e.getMessage())));
        } catch (InventoryException e) {
            failure = Optional.of(new SyncFailure(Reason.InventoryInvalid, String.valueOf(e.getMessage())));
        }
        report(app, started, changes, failure);
        return Optional.of(RETRY);
    }

    private void report(ApplicationState app, Instant started, ChangeSet changes, Optional<SyncFailure> failure) {
        Instant now = clock.instant();
        reports.write(
                app,
                new Reports.Report(
                        new Records.Run(Records.newId(started), dev.gitsync.history.Trigger.DELETION, started, now),
                        Optional.empty(),
                        changes,
                        new Statuses.Findings(failure, List.of(), now)));
    }

    private void releaseFinalizer(Application application) throws KubeException {
        gate.require("release " + application.key());
        List<Value> remaining = application.finalizers().stream()
                .filter(finalizer -> !application.cascadingFinalizers().contains(finalizer))
                .map(Value::of)
                .toList();
        MapValue patch = Value.map("metadata", Value.map("finalizers", ListValue.of(remaining)));
        client.mergePatch(
                applications,
                application.key().namespace(),
                application.key().name(),
                patch,
                dev.gitsync.api.Names.FIELD_MANAGER);
    }

    /**
     * Forgets Applications of one name that are gone: their bases and what was measured of them, and the inventory. Their
     * history stays.
     *
     * @param vacant whether there is no Application of this name now, to which the inventory would belong
     */
    void forget(ApplicationKey application, Set<String> uids, boolean vacant) {
        try {
            uids.forEach(bases::remove);
            if (vacant) {
                reports.forget(application);
                inventories.remove(application);
            }
        } catch (KubeException | StoreException e) {
            log.warn("what gitsync kept of the deleted Application {} stays: {}", application, e.getMessage());
        }
    }

    /**
     * Removes the inventories of Applications that don't exist.
     *
     * @return whether it came to its end; if not, it has to be done again
     */
    boolean forgetAllBut(Predicate<ApplicationKey> exists) {
        try {
            for (ApplicationKey application : inventories.applications()) {
                if (!exists.test(application)) {
                    log.info("Application {} was deleted while no agent ran; its objects stay", application);
                    inventories.remove(application);
                }
            }
            return true;
        } catch (KubeException e) {
            log.warn("the inventories of deleted Applications stay for now: {}", e.getMessage());
            return false;
        }
    }
}
