package dev.gitsync.kube;

import com.google.common.collect.ImmutableSet;
import dev.gitsync.kube.ResourceWatch.Scope;
import dev.gitsync.kube.ResourceWatch.State;
import dev.gitsync.value.Json;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value.MapValue;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The managed objects of one kind at one version, by one watch for the whole cluster, or by one for each namespace where
 * RBAC allows no more. Reading takes no lock; changes take this object's monitor, and tell the listener outside it.
 */
final class KindCache implements AutoCloseable {
    /** How long the answer to a write counts for more than an older event. The watch catches up far sooner. */
    private static final Duration ANSWER_OUTRANKS = Duration.ofSeconds(60);

    /**
     * One object.
     *
     * @param json its compact JSON; never changed
     * @param answeredAt when a write answered it, by {@link System#nanoTime}; null once the watch confirmed it
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by version alone, and the array never leaves this class
    private record Entry(
            byte[] json,
            String version,
            String label,
            @Nullable Long answeredAt) {
        static Entry of(MapValue object, @Nullable Long answeredAt) {
            return new Entry(
                    Json.bytes(object),
                    versionOf(object),
                    LiveCache.labelOf(object).orElse(""),
                    answeredAt);
        }

        /** Whether it is what one of our writes made, and news of this version are from before that. */
        boolean outranks(String other) {
            return answeredAt != null
                    && System.nanoTime() - answeredAt < ANSWER_OUTRANKS.toNanos()
                    && ResourceVersions.newer(version, other);
        }
    }

    /** One watch and how it stands. */
    private final class Part implements ResourceWatch.Handler {
        private final String namespace;
        private @Nullable ResourceWatch watch;
        private boolean synced;
        private State state = State.LISTING;
        private String why = "";

        Part(String namespace) {
            this.namespace = namespace;
        }

        @Override
        public void onUpsert(ObjectKey key, MapValue object) {
            // Most events after a sync are the echo of our own writes, whose answers are kept already.
            if (!confirm(key, versionOf(object))) {
                take(key, Entry.of(object, null));
            }
        }

        @Override
        public void onDelete(ObjectKey key, @Nullable MapValue last) {
            String version = last == null
                    ? ""
                    : last.stringAt("metadata", "resourceVersion").orElse("");
            drop(this, key, version);
        }

        @Override
        public void onSynced() {
            synchronized (KindCache.this) {
                synced = true;
            }
            changedState.run();
        }

        @Override
        public void onState(State next, String reason) {
            synchronized (KindCache.this) {
                state = next;
                why = reason;
                if (next == State.FORBIDDEN && namespace.isEmpty()) {
                    fallBack();
                }
            }
            changedState.run();
        }

        boolean ready() {
            return synced && state != State.FORBIDDEN && state != State.NOT_SERVED;
        }
    }

    private final KubeClient client;
    private final ApiResource resource;
    private final LiveCache.Listener listener;
    private final Runnable changedState;
    private final Map<ObjectKey, Entry> entries = new ConcurrentHashMap<>();
    private final Map<String, Part> parts = new HashMap<>();
    private ImmutableSet<String> namespaces = ImmutableSet.of();
    private boolean closed;

    /**
     * A cache without a watch yet.
     *
     * @param changedState is run when {@link #problem} may have changed
     */
    KindCache(KubeClient client, ApiResource resource, LiveCache.Listener listener, Runnable changedState) {
        this.client = client;
        this.resource = resource;
        this.listener = listener;
        this.changedState = changedState;
    }

    ApiResource resource() {
        return resource;
    }

    /** Sees to the watches; the namespaces count where RBAC allows no watch of the whole cluster. */
    synchronized void ensure(ImmutableSet<String> wanted) {
        namespaces =
                ImmutableSet.<String>builder().addAll(namespaces).addAll(wanted).build();
        Part everywhere = parts.get("");
        if (parts.isEmpty()) {
            begin("");
        } else if (everywhere == null) {
            beginNamespaces();
        } else if (everywhere.state == State.FORBIDDEN) {
            fallBack();
        }
    }

    private void begin(String namespace) {
        Part part = new Part(namespace);
        parts.put(namespace, part);
        Scope scope = new Scope(resource, namespace, LiveCache.APPLICATION_LABEL, false);
        ResourceWatch watch = ResourceWatch.start(client, scope, part);
        part.watch = watch;
        // What an earlier watch left behind is believed until this one's list.
        for (ObjectKey key : entries.keySet()) {
            if (key.namespace().equals(namespace)) {
                watch.expect(key);
            }
        }
    }

    private void beginNamespaces() {
        for (String namespace : namespaces) {
            if (!parts.containsKey(namespace)) {
                begin(namespace);
            }
        }
    }

    /** From the whole cluster to single namespaces. */
    private void fallBack() {
        if (closed || !resource.namespaced() || namespaces.isEmpty()) {
            return;
        }
        Part everywhere = parts.remove("");
        if (everywhere != null && everywhere.watch != null) {
            everywhere.watch.close();
        }
        entries.keySet().removeIf(key -> !namespaces.contains(key.namespace()));
        beginNamespaces();
    }

    private static String versionOf(MapValue object) {
        return object.stringAt("metadata", "resourceVersion").orElse("");
    }

    /** Whether an object is kept at this very version; the watch has then confirmed what a write answered. */
    private synchronized boolean confirm(ObjectKey key, String version) {
        Entry kept = entries.get(key);
        if (kept == null || version.isEmpty() || !kept.version.equals(version)) {
            return false;
        }
        if (kept.answeredAt != null) {
            entries.put(key, new Entry(kept.json, kept.version, kept.label, null));
        }
        return true;
    }

    private void take(ObjectKey key, Entry next) {
        Entry old;
        synchronized (this) {
            old = entries.get(key);
            if (closed || (old != null && old.outranks(next.version))) {
                return;
            }
            entries.put(key, next);
        }
        if (old == null || !old.version.equals(next.version)) {
            tell(key, old, next);
        }
    }

    /**
     * An object is gone.
     *
     * @param version of its deletion; empty where it went unseen
     */
    private void drop(Part part, ObjectKey key, String version) {
        Entry old;
        synchronized (this) {
            old = entries.get(key);
            if (old == null) {
                return;
            }
            if (!version.isEmpty() && old.outranks(version)) {
                // It was deleted, and one of our writes has made it anew since.
                if (part.watch != null) {
                    part.watch.expect(key);
                }
                return;
            }
            entries.remove(key);
        }
        tell(key, old, null);
    }

    private void tell(ObjectKey key, @Nullable Entry old, @Nullable Entry next) {
        Optional<String> before = label(old);
        Optional<String> after = label(next);
        if (next == null || after.equals(before)) {
            listener.changed(key, before, next == null);
            return;
        }
        listener.changed(key, after, false);
        if (before.isPresent()) {
            listener.changed(key, before, false);
        }
    }

    private static Optional<String> label(@Nullable Entry entry) {
        return entry == null ? Optional.empty() : Optional.of(entry.label);
    }

    /** Takes what one of our own writes answered, without telling the listener. */
    synchronized void accept(ObjectKey key, MapValue object) {
        Part part = parts.getOrDefault("", parts.get(key.namespace()));
        if (part == null || part.watch == null) {
            return;
        }
        Entry next = Entry.of(object, System.nanoTime());
        Entry old = entries.get(key);
        if (old == null || ResourceVersions.newer(next.version, old.version)) {
            entries.put(key, next);
            part.watch.expect(key);
        }
    }

    /** Drops an object that we deleted ourselves, without telling the listener. */
    synchronized void forget(ObjectKey key) {
        entries.remove(key);
    }

    Optional<MapValue> get(ObjectKey key) {
        Entry entry = entries.get(key);
        return entry == null ? Optional.empty() : Optional.of(decoded(entry));
    }

    private static MapValue decoded(Entry entry) {
        return Json.parse(entry.json) instanceof MapValue object ? object : MapValue.EMPTY;
    }

    Optional<String> version(ObjectKey key) {
        Entry entry = entries.get(key);
        return entry == null ? Optional.empty() : Optional.of(entry.version);
    }

    void forEach(BiConsumer<ObjectKey, String> keyAndLabel) {
        entries.forEach((key, entry) -> keyAndLabel.accept(key, entry.label));
    }

    long bytes() {
        return entries.values().stream().mapToLong(entry -> entry.json.length).sum();
    }

    int size() {
        return entries.size();
    }

    synchronized int watches() {
        return parts.size();
    }

    /** Why it is not in step with the cluster, for a person; nothing where it is. */
    synchronized Optional<String> problem() {
        for (Part part : parts.values()) {
            if (!part.ready()) {
                return Optional.of(part.why.isEmpty() ? "its objects are still being listed" : part.why);
            }
        }
        return Optional.empty();
    }

    /** Whether waiting is of no use, since RBAC does not allow the watch. */
    synchronized boolean forbidden() {
        return parts.values().stream().anyMatch(part -> part.state == State.FORBIDDEN);
    }

    @Override
    public synchronized void close() {
        closed = true;
        for (Part part : parts.values()) {
            if (part.watch != null) {
                part.watch.close();
            }
        }
        parts.clear();
        entries.clear();
    }
}
