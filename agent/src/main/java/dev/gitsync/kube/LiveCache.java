package dev.gitsync.kube;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value.MapValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The live state of all managed objects: of each kind that was asked for, those with the label
 * {@value #APPLICATION_LABEL}, kept in step by watches and held as compact JSON.
 *
 * <p>An object that is not here may be absent from the cluster, or be there without the label: look before believing
 * either. Safe for use by many threads.
 */
public final class LiveCache implements AutoCloseable {
    /** Marks managed objects; its value names their application. */
    public static final String APPLICATION_LABEL = "gitsync.dev/application";

    /** Is told of news; called on a watch's thread, which waits for it. */
    @FunctionalInterface
    public interface Listener {
        /**
         * An object appeared, changed or went, and not by a write whose answer the cache was given. An object that passes
         * from one application to another is reported for both.
         *
         * @param application the label's value, before or after
         * @param deleted whether it is gone, or has lost the label
         */
        void changed(ObjectKey key, Optional<String> application, boolean deleted);
    }

    /** How much is held. */
    public record Size(int kinds, int watches, int objects, long bytes) {}

    private record Type(String apiVersion, String kind) {
        static Type of(ApiResource resource) {
            return new Type(resource.apiVersion(), resource.kind());
        }
    }

    private final KubeClient client;
    private final Listener listener;
    private final Map<Type, KindCache> kinds = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stateChanged = lock.newCondition();
    private boolean closed;

    public LiveCache(KubeClient client, Listener listener) {
        this.client = client;
        this.listener = listener;
    }

    static Optional<String> labelOf(MapValue object) {
        return object.stringAt("metadata", "labels", APPLICATION_LABEL);
    }

    /** Sees to it that the objects of resources are kept, each by one watch of the whole cluster. */
    public void ensure(Collection<ApiResource> resources) {
        resources.forEach(resource -> ensure(resource, ImmutableSet.of()));
    }

    /**
     * Sees to it that the objects of a resource are kept: by one watch of the whole cluster, or where RBAC forbids that,
     * by one for each of the namespaces that were named so far.
     */
    public void ensure(ApiResource resource, Collection<String> namespaces) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the cache is closed");
            }
            kinds.computeIfAbsent(Type.of(resource), type -> new KindCache(client, resource, listener, this::signal))
                    .ensure(ImmutableSet.copyOf(namespaces));
        } finally {
            lock.unlock();
        }
    }

    /** Stops to keep the objects of a kind at a version. */
    public void release(String apiVersion, String kindName) {
        lock.lock();
        try {
            KindCache kind = kinds.remove(new Type(apiVersion, kindName));
            if (kind != null) {
                kind.close();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether everything there was of a resource has been seen, and RBAC still allows to see more. */
    public boolean synced(ApiResource resource) {
        return problem(resource).isEmpty();
    }

    /** Why a resource is not in step, for a person; nothing where it is. */
    public Optional<String> problem(ApiResource resource) {
        KindCache kind = kinds.get(Type.of(resource));
        return kind == null ? Optional.of("nobody asked for it") : kind.problem();
    }

    /**
     * Waits until resources are in step, or RBAC is known to forbid it.
     *
     * @return those that are not in step, and why; empty where all is well
     */
    public ImmutableMap<ApiResource, String> awaitSynced(Collection<ApiResource> resources, Duration atMost)
            throws InterruptedException {
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (left > 0 && resources.stream().anyMatch(this::worthWaitingFor)) {
                left = stateChanged.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
        ImmutableMap.Builder<ApiResource, String> problems = ImmutableMap.builder();
        for (ApiResource resource : ImmutableSet.copyOf(resources)) {
            problem(resource).ifPresent(why -> problems.put(resource, why));
        }
        return problems.build();
    }

    private boolean worthWaitingFor(ApiResource resource) {
        KindCache kind = kinds.get(Type.of(resource));
        return kind != null && kind.problem().isPresent() && !kind.forbidden();
    }

    private void signal() {
        lock.lock();
        try {
            stateChanged.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** An object as the resource's version shows it. */
    public Optional<MapValue> get(ApiResource resource, String namespace, String name) {
        KindCache kind = kinds.get(Type.of(resource));
        return kind == null ? Optional.empty() : kind.get(resource.key(namespace, name));
    }

    /** The {@code resourceVersion} of an object; cheap, where the object itself has to be decoded. */
    public Optional<String> version(ApiResource resource, String namespace, String name) {
        KindCache kind = kinds.get(Type.of(resource));
        return kind == null ? Optional.empty() : kind.version(resource.key(namespace, name));
    }

    /** The keys of an application's objects, by the label's value, sorted; labels can be copied, so these are no inventory. */
    public List<ObjectKey> keys(String application) {
        List<ObjectKey> keys = new ArrayList<>();
        for (KindCache kind : kinds.values()) {
            kind.forEach((key, label) -> {
                if (label.equals(application)) {
                    keys.add(key);
                }
            });
        }
        return keys.stream().sorted().distinct().toList();
    }

    /**
     * Takes the answer to one of our own writes, so that the next look need not wait for the watch. The event of the same
     * version is then no news, and an older one is passed over.
     */
    public void accept(MapValue answered) {
        KindCache kind = kind(answered);
        if (kind != null && labelOf(answered).isPresent()) {
            kind.accept(ObjectKey.of(answered), answered);
        }
    }

    private @Nullable KindCache kind(MapValue object) {
        return kinds.get(new Type(
                object.stringAt("apiVersion").orElse(""),
                object.stringAt("kind").orElse("")));
    }

    /** Drops an object that one of our own requests has deleted for good. */
    public void forget(ObjectKey key) {
        for (KindCache kind : kinds.values()) {
            if (holds(kind, key)) {
                kind.forget(key);
            }
        }
    }

    private static boolean holds(KindCache kind, ObjectKey key) {
        return kind.resource().kind().equals(key.kind())
                && kind.resource().group().equals(key.group());
    }

    /** How much is held now. */
    public Size size() {
        int watches = 0;
        int objects = 0;
        long bytes = 0;
        for (KindCache kind : kinds.values()) {
            watches += kind.watches();
            objects += kind.size();
            bytes += kind.bytes();
        }
        return new Size(kinds.size(), watches, objects, bytes);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            kinds.values().forEach(KindCache::close);
            kinds.clear();
        } finally {
            lock.unlock();
        }
    }
}
