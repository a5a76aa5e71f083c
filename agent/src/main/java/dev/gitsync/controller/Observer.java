package dev.gitsync.controller;

import dev.gitsync.api.ApplicationKey;
import dev.gitsync.api.InventoryEntry;
import dev.gitsync.api.Names;
import dev.gitsync.controller.Observed.Basis;
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
import dev.gitsync.plan.ObjectOptions;
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
import org.jspecify.annotations.Nullable;
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
    /** The resources that each application is looked at by; what none is looked at by is not watched. */
    private final Map<ApplicationKey, Set<VersionKind>> uses = new HashMap<>();

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
        Map<ApiResource, Set<String>> namespaces = namespaces(objects, resources);
        watch(app.key, namespaces);
        Map<ApiResource, String> blind = cache.awaitSynced(namespaces.keySet(), WATCH_WITHIN);
        for (DesiredObject object : objects) {
            ApiResource resource = resources.get(object.key());
            if (resource == null) {
                // Its definition comes with this revision, or it would not be desired.
                observed.put(object.key(), missing(object, false));
            } else if (blind.get(resource) instanceof String why) {
                observed.put(object.key(), unseen(why));
            } else if (unchanged(app, object, resource, bases, asking) instanceof Observed last) {
                observed.put(object.key(), last);
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

    private void watch(ApplicationKey application, Map<ApiResource, Set<String>> namespaces) {
        synchronized (uses) {
            Set<VersionKind> used = uses.computeIfAbsent(application, _ -> new HashSet<>());
            namespaces.keySet().forEach(resource -> used.add(VersionKind.of(resource)));
            namespaces.forEach(cache::ensure);
        }
    }

    /** Ends the watches that an application had and needs no more: it needs those of its desired and its held kinds. */
    void settle(ApplicationState app) {
        Set<VersionKind> needed = new HashSet<>();
        app.rendered.ifPresent(rendered -> rendered.desired()
                .objects()
                .values()
                .forEach(object -> needed.add(
                        new VersionKind(object.apiVersion(), object.key().kind()))));
        try {
            for (ObjectKey key : app.held.keySet()) {
                discovery
                        .byGroupKind(key.group(), key.kind())
                        .map(VersionKind::of)
                        .ifPresent(needed::add);
            }
        } catch (KubeException e) {
            log.debug("which watches are needed can't be told now: {}", e.getMessage());
            return;
        }
        synchronized (uses) {
            Set<VersionKind> had = Set.copyOf(uses.getOrDefault(app.key, Set.of()));
            Set<VersionKind> kept = new HashSet<>(had);
            kept.retainAll(needed);
            uses.put(app.key, kept);
            release(had);
        }
    }

    /** Ends the watches that only served an application which is gone. */
    void forget(ApplicationKey application) {
        synchronized (uses) {
            Set<VersionKind> had = uses.remove(application);
            if (had != null) {
                release(had);
            }
        }
    }

    /** What a watch is of. */
    private record VersionKind(String apiVersion, String kind) {
        static VersionKind of(ApiResource resource) {
            return new VersionKind(resource.apiVersion(), resource.kind());
        }
    }

    private void release(Set<VersionKind> candidates) {
        Set<VersionKind> unused = new HashSet<>(candidates);
        uses.values().forEach(unused::removeAll);
        unused.forEach(type -> cache.release(type.apiVersion, type.kind));
    }

    /** What was found out of an object when it was last looked at, if nothing that this depended on has changed. */
    private @Nullable Observed unchanged(
            ApplicationState app,
            DesiredObject object,
            ApiResource resource,
            Map<ObjectKey, Base> bases,
            Asking asking) {
        Observed last = app.observed.get(object.key());
        if (last == null || last.basis().isEmpty()) {
            return null;
        }
        String version = cache.version(
                        resource, object.key().namespace(), object.key().name())
                .orElse("");
        boolean same = basis(app, object, version, bases, asking)
                .filter(last.basis().get()::sameAs)
                .isPresent();
        return same ? last : null;
    }

    /** What a comparison is about to depend on; nothing where that can't be told. */
    private Optional<Basis> basis(
            ApplicationState app, DesiredObject object, String version, Map<ObjectKey, Base> bases, Asking asking) {
        return version.isEmpty()
                ? Optional.empty()
                : differ.schemaOf(object)
                        .map(schema -> new Basis(
                                object,
                                Optional.ofNullable(bases.get(object.key())),
                                version,
                                schema,
                                held(app, object),
                                asking));
    }

    private static boolean held(ApplicationState app, DesiredObject object) {
        InventoryEntry entry = app.held.get(object.key());
        return entry != null && entry.uid().isPresent();
    }

    /** An object that an application holds and Git does not name. */
    sealed interface Orphan {
        /** It does not exist any more. */
        record Gone() implements Orphan {}

        /** It was deleted and something still holds it. */
        record Terminating(String why) implements Orphan {}

        /** It is to stay, by its own annotations. */
        record Kept(String why) implements Orphan {}

        /** It is there, or nobody can say that it is not. */
        record There() implements Orphan {}
    }

    /** Looks whether objects that left Git still exist, and watches their kinds, so that their end is noticed. */
    Map<ObjectKey, Orphan> orphans(ApplicationKey application, Collection<ObjectKey> keys) throws InterruptedException {
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
        watch(application, namespaces);
        cache.awaitSynced(namespaces.keySet(), WATCH_WITHIN);
        resources.forEach((key, resource) -> orphans.put(key, orphan(key, resource)));
        return orphans;
    }

    private Orphan orphan(ObjectKey key, ApiResource resource) {
        return switch (view.look(resource, key)) {
            case Look.Absent _ -> new Orphan.Gone();
            case Look.Failed _ -> new Orphan.There();
            case Look.Present(MapValue live) ->
                ObjectChange.deletion(live)
                        .<Orphan>map(Orphan.Terminating::new)
                        .or(() -> ObjectOptions.keptFromPrune(live).map(Orphan.Kept::new))
                        .orElseGet(Orphan.There::new);
        };
    }

    /** Watches the kinds of objects from now on, also those that the cluster did not serve when the objects were looked at. */
    void follow(ApplicationKey application, Collection<DesiredObject> objects) throws SyncFailure {
        watch(application, namespaces(objects, resources(objects)));
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
        boolean held = held(app, desired);
        return switch (look) {
            case Look.Failed(String reason) -> unseen(reason);
            case Look.Absent ignored -> missing(desired, held);
            case Look.Present(MapValue live) ->
                switch (LiveView.trackerOf(desired.key(), live, app.key)) {
                    case Tracker.Other(String who) ->
                        new Observed(
                                new Drift.Untouchable(
                                        who + " tracks it; remove it from one of the two, or where that application is"
                                                + " gone, take the annotation " + Names.TRACKING_ID_ANNOTATION
                                                + " off the object"),
                                Healths.of(live));
                    case Tracker.Ours ignored -> compared(app, want, live, bases, asking, true);
                    case Tracker.Nobody ignored -> compared(app, want, live, bases, asking, false);
                };
        };
    }

    private Observed compared(
            ApplicationState app,
            Wanted want,
            MapValue live,
            Map<ObjectKey, Base> bases,
            Asking asking,
            boolean tracked) {
        DesiredObject desired = want.desired();
        String version = live.stringAt("metadata", "resourceVersion").orElse("");
        Optional<Basis> basis = basis(app, desired, version, bases, asking);
        Optional<Base> base = Optional.ofNullable(bases.get(desired.key()));
        ObjectDiff diff = differ.diff(desired, want.resource(), Optional.of(live), base, asking);
        boolean lasts = switch (diff) {
            case ObjectDiff.Undecided _ -> false; // the server may answer next time
            case ObjectDiff.InSync _, ObjectDiff.Changed _, ObjectDiff.Missing _ -> true;
        };
        return new Observed(
                new Drift.Compared(diff, tracked, held(app, desired)),
                Healths.of(live),
                lasts ? basis : Optional.empty());
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
