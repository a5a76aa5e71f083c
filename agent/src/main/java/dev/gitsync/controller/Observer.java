package dev.gitsync.controller;

import dev.gitsync.api.InventoryEntry;
import dev.gitsync.controller.SyncFailure.Reason;
import dev.gitsync.diff.Base;
import dev.gitsync.diff.ObjectDiff;
import dev.gitsync.health.Health;
import dev.gitsync.health.HealthStatus;
import dev.gitsync.health.Healths;
import dev.gitsync.kube.ApiResource;
import dev.gitsync.kube.Discovery;
import dev.gitsync.kube.KubeException;
import dev.gitsync.kube.LiveCache;
import dev.gitsync.plan.DesiredObject;
import dev.gitsync.plan.Planner.Drift;
import dev.gitsync.sync.Differ;
import dev.gitsync.sync.Differ.Asking;
import dev.gitsync.sync.LiveView;
import dev.gitsync.sync.LiveView.Look;
import dev.gitsync.sync.LiveView.Tracker;
import dev.gitsync.sync.LiveView.Wanted;
import dev.gitsync.sync.ObjectChange;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value.MapValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at objects and says how each stands: the diff and the health of the pipeline. */
final class Observer {
    private static final Logger log = LoggerFactory.getLogger(Observer.class);
    private static final Duration WATCH_WITHIN = Duration.ofSeconds(20);

    private final Discovery discovery;
    private final LiveCache cache;
    private final LiveView view;
    private final Differ differ;
    private final Semaphore cores = new Semaphore(Runtime.getRuntime().availableProcessors());

    Observer(Discovery discovery, LiveCache cache, LiveView view, Differ differ) {
        this.discovery = discovery;
        this.cache = cache;
        this.view = view;
        this.differ = differ;
    }

    /**
     * Looks at objects of an application.
     *
     * @param bases what is known of the last applies
     * @return how each stands
     */
    Map<ObjectKey, Observed> observe(
            ApplicationState app, Collection<DesiredObject> objects, Map<ObjectKey, Base> bases, Asking asking)
            throws SyncFailure, InterruptedException {
        Map<ObjectKey, Observed> observed = new HashMap<>();
        List<Wanted> wanted = new ArrayList<>();
        Map<ObjectKey, ApiResource> resources = resources(objects);
        Map<ApiResource, String> blind = watch(objects, resources);
        for (DesiredObject object : objects) {
            ApiResource resource = resources.get(object.key());
            if (resource == null) {
                // Its definition comes with this revision, or it would not be desired.
                observed.put(object.key(), missing(object, false));
            } else if (blind.get(resource) instanceof String why) {
                observed.put(object.key(), unseen(why));
            } else {
                wanted.add(new Wanted(object, resource));
            }
        }
        Map<ObjectKey, Look> looks = view.look(wanted);
        cores.acquire();
        try {
            for (Wanted want : wanted) {
                Look look = looks.get(want.desired().key());
                if (look != null) {
                    observed.put(want.desired().key(), observed(app, want, look, bases, asking));
                }
            }
        } finally {
            cores.release();
        }
        return observed;
    }

    /** An object that an application holds and Git does not name. */
    sealed interface Orphan {
        /** It does not exist any more. */
        record Gone() implements Orphan {}

        /** It was deleted and something still holds it. */
        record Terminating(String why) implements Orphan {}

        /** It is there, or nobody can say that it is not. */
        record There() implements Orphan {}
    }

    /** Looks whether objects that left Git still exist, and watches their kinds, so that their end is noticed. */
    Map<ObjectKey, Orphan> orphans(Collection<ObjectKey> keys) throws InterruptedException {
        Map<ObjectKey, Orphan> orphans = new HashMap<>();
        Map<ObjectKey, ApiResource> resources = new HashMap<>();
        Map<ApiResource, Set<String>> namespaces = new HashMap<>();
        for (ObjectKey key : keys) {
            orphans.put(key, new Orphan.There());
            try {
                discovery.byGroupKind(key.group(), key.kind()).ifPresent(resource -> {
                    resources.put(key, resource);
                    namespaces.computeIfAbsent(resource, r -> new HashSet<>()).add(key.namespace());
                });
            } catch (KubeException e) {
                log.debug("whether {} still exists can't be asked: {}", key, e.getMessage());
            }
        }
        namespaces.forEach(cache::ensure);
        cache.awaitSynced(namespaces.keySet(), WATCH_WITHIN);
        resources.forEach((key, resource) -> orphans.put(key, orphan(key, resource)));
        return orphans;
    }

    private Orphan orphan(ObjectKey key, ApiResource resource) {
        return switch (view.look(resource, key)) {
            case Look.Absent _ -> new Orphan.Gone();
            case Look.Failed _ -> new Orphan.There();
            case Look.Present(MapValue live) ->
                ObjectChange.deletion(live).<Orphan>map(Orphan.Terminating::new).orElseGet(Orphan.There::new);
        };
    }

    /** Watches the kinds of objects from now on, also those that the cluster did not serve when the objects were looked at. */
    void follow(Collection<DesiredObject> objects) throws SyncFailure {
        namespaces(objects, resources(objects)).forEach(cache::ensure);
    }

    private Map<ObjectKey, ApiResource> resources(Collection<DesiredObject> objects) throws SyncFailure {
        Map<ObjectKey, ApiResource> resources = new HashMap<>();
        try {
            for (DesiredObject object : objects) {
                discovery
                        .resource(object.apiVersion(), object.key().kind())
                        .ifPresent(resource -> resources.put(object.key(), resource));
            }
        } catch (KubeException e) {
            throw new SyncFailure(Reason.ClusterUnavailable, String.valueOf(e.getMessage()));
        }
        return resources;
    }

    /** Watches the kinds of objects; the reason for each kind that can't be seen. */
    private Map<ApiResource, String> watch(Collection<DesiredObject> objects, Map<ObjectKey, ApiResource> resources)
            throws InterruptedException {
        Map<ApiResource, Set<String>> namespaces = namespaces(objects, resources);
        namespaces.forEach(cache::ensure);
        return cache.awaitSynced(namespaces.keySet(), WATCH_WITHIN);
    }

    private static Map<ApiResource, Set<String>> namespaces(
            Collection<DesiredObject> objects, Map<ObjectKey, ApiResource> resources) {
        Map<ApiResource, Set<String>> namespaces = new HashMap<>();
        for (DesiredObject object : objects) {
            ApiResource resource = resources.get(object.key());
            if (resource != null) {
                namespaces
                        .computeIfAbsent(resource, r -> new HashSet<>())
                        .add(object.key().namespace());
            }
        }
        return namespaces;
    }

    private Observed observed(ApplicationState app, Wanted want, Look look, Map<ObjectKey, Base> bases, Asking asking) {
        DesiredObject desired = want.desired();
        InventoryEntry entry = app.held.get(desired.key());
        boolean held = entry != null && entry.uid().isPresent();
        return switch (look) {
            case Look.Failed(String reason) -> unseen(reason);
            case Look.Absent ignored -> missing(desired, held);
            case Look.Present(MapValue live) ->
                switch (LiveView.trackerOf(desired.key(), live, app.key)) {
                    case Tracker.Other(String who) ->
                        new Observed(
                                new Drift.Untouchable(who + " tracks it; remove it from one of the two"),
                                Healths.of(live));
                    case Tracker.Ours ignored -> compared(want, live, bases, asking, true, held);
                    case Tracker.Nobody ignored -> compared(want, live, bases, asking, false, held);
                };
        };
    }

    private Observed compared(
            Wanted want, MapValue live, Map<ObjectKey, Base> bases, Asking asking, boolean tracked, boolean held) {
        Optional<Base> base = Optional.ofNullable(bases.get(want.desired().key()));
        ObjectDiff diff = differ.diff(want.desired(), want.resource(), Optional.of(live), base, asking);
        return new Observed(new Drift.Compared(diff, tracked, held), Healths.of(live));
    }

    private static Observed missing(DesiredObject object, boolean held) {
        return new Observed(
                new Drift.Compared(new ObjectDiff.Missing(object.key()), false, held),
                new Health(HealthStatus.MISSING, ""));
    }

    private static Observed unseen(String reason) {
        return new Observed(new Drift.Untouchable(reason), new Health(HealthStatus.UNKNOWN, reason));
    }
}
