package dev.gitsync.sync;

import dev.gitsync.api.ApplicationKey;
import dev.gitsync.api.Names;
import dev.gitsync.api.TrackingId;
import dev.gitsync.kube.ApiResource;
import dev.gitsync.kube.KubeClient;
import dev.gitsync.kube.KubeException;
import dev.gitsync.kube.ListOptions;
import dev.gitsync.kube.LiveCache;
import dev.gitsync.plan.DesiredObject;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value.MapValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The live objects that an application cares about: those that carry our label from the watch cache, at no cost, and the
 * others by asking.
 *
 * <p>The cache can't tell an absent object from one without our label. Up to {@value #ASK_ONE_BY_ONE} unknown objects of a
 * kind and namespace cost one request each, more of them one metadata-only list.
 */
public final class LiveView {
    private static final int ASK_ONE_BY_ONE = 1;

    private final KubeClient client;
    private final LiveCache cache;

    public LiveView(KubeClient client, LiveCache cache) {
        this.client = client;
        this.cache = cache;
    }

    /** A live object, or why it can't be seen. */
    public sealed interface Look {
        record Present(MapValue object) implements Look {}

        record Absent() implements Look {}

        record Failed(String reason) implements Look {}
    }

    /** An object to look for, and the resource that serves it. */
    public record Wanted(DesiredObject desired, ApiResource resource) {}

    /** Looks for every object; each gets an answer. */
    public Map<ObjectKey, Look> look(Collection<Wanted> wanted) {
        Map<ObjectKey, Look> found = new LinkedHashMap<>();
        Map<Place, List<Wanted>> unknown = new LinkedHashMap<>();
        for (Wanted want : wanted) {
            ObjectKey key = want.desired().key();
            cache.get(want.resource(), key.namespace(), key.name())
                    .ifPresentOrElse(
                            live -> found.put(key, new Look.Present(live)),
                            () -> unknown.computeIfAbsent(
                                            new Place(want.resource(), key.namespace()), place -> new ArrayList<>())
                                    .add(want));
        }
        unknown.forEach((place, objects) -> found.putAll(ask(place, objects)));
        return found;
    }

    private record Place(ApiResource resource, String namespace) {}

    private Map<ObjectKey, Look> ask(Place place, List<Wanted> objects) {
        Map<ObjectKey, Look> found = new HashMap<>();
        try {
            Set<String> existing = objects.size() > ASK_ONE_BY_ONE ? names(place) : Set.of();
            for (Wanted want : objects) {
                ObjectKey key = want.desired().key();
                boolean mayExist = objects.size() <= ASK_ONE_BY_ONE || existing.contains(key.name());
                found.put(key, mayExist ? get(want.resource(), key) : new Look.Absent());
            }
        } catch (KubeException e) {
            objects.forEach(want -> found.putIfAbsent(
                    want.desired().key(), new Look.Failed("the cluster can't be asked about it: " + e.getMessage())));
        }
        return found;
    }

    private Set<String> names(Place place) throws KubeException {
        Set<String> names = new HashSet<>();
        client.list(
                place.resource(),
                place.namespace(),
                ListOptions.ALL.withMetadataOnly(true),
                page -> page.items()
                        .forEach(object -> object.stringAt("metadata", "name").ifPresent(names::add)));
        return names;
    }

    /** Looks for one object. */
    public Look look(ApiResource resource, ObjectKey key) {
        Optional<MapValue> known = cache.get(resource, key.namespace(), key.name());
        if (known.isPresent()) {
            return new Look.Present(known.get());
        }
        try {
            return get(resource, key);
        } catch (KubeException e) {
            return new Look.Failed("the cluster can't be asked about it: " + e.getMessage());
        }
    }

    private Look get(ApiResource resource, ObjectKey key) throws KubeException {
        return client.get(resource, key.namespace(), key.name())
                .<Look>map(Look.Present::new)
                .orElseGet(Look.Absent::new);
    }

    /** Looks at one object afresh, past the cache. */
    public Optional<MapValue> fresh(ApiResource resource, ObjectKey key) throws KubeException {
        return client.get(resource, key.namespace(), key.name());
    }

    /** Who tracks a live object. */
    public sealed interface Tracker {
        /** The application itself. */
        record Ours() implements Tracker {}

        /** Nobody: it may be adopted. */
        record Nobody() implements Tracker {}

        /** Another application, by the words of its tracking id. */
        record Other(String who) implements Tracker {}
    }

    /**
     * Who tracks an object, by its tracking id alone: labels are copied by controllers and prove nothing. A tracking id that
     * names another object was copied with the rest of that object's annotations, and counts as none.
     */
    public static Tracker trackerOf(ObjectKey key, MapValue live, ApplicationKey application) {
        Optional<TrackingId> id = live.stringAt("metadata", "annotations", Names.TRACKING_ID_ANNOTATION)
                .flatMap(TrackingId::parse)
                .filter(tracking -> tracking.object().equals(key));
        if (id.isEmpty()) {
            return new Tracker.Nobody();
        }
        return id.get().application().equals(application)
                ? new Tracker.Ours()
                : new Tracker.Other("the application " + id.get().application());
    }
}
