package dev.gitsync.kube;

import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value.IntegerValue;
import dev.gitsync.value.Value.MapValue;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the objects of one resource until it is closed: lists them in pages, then watches from there, with bookmarks.
 * A watch that ends or breaks goes on from the last resource version; where the server no longer has that, or was silent
 * for longer than its bookmarks allow, everything is listed again, and what is missing is reported as deleted.
 *
 * <p>Runs on one virtual thread of its own, which calls the handler: events of one watch come one after another, in the
 * server's order. A slow handler holds up this watch and no other.
 */
public final class ResourceWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ResourceWatch.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** RBAC and CRDs seldom change, but what was just created may take a moment to count. */
    private static final Duration LONGEST_REFUSED_PAUSE = Duration.ofSeconds(30);

    private static final Duration FIRST_REFUSED_PAUSE = Duration.ofMillis(500);

    private static final int SHORTEST_WATCH_SECONDS = 5 * 60;
    private static final int LONGEST_WATCH_SECONDS = 10 * 60;

    /** How a watch stands with its server. */
    public enum State {
        /** Listing, for the first time or anew. */
        LISTING,
        /** Events arrive. */
        LIVE,
        /** The connection broke; it is being tried again, and what was reported may be out of date. */
        DISCONNECTED,
        /** RBAC does not allow it; it is tried again now and then. */
        FORBIDDEN,
        /** The resource is not served, as after its CRD was deleted; it is tried again now and then. */
        NOT_SERVED
    }

    /**
     * What to follow.
     *
     * @param namespace empty for all namespaces
     * @param labelSelector empty for all objects
     */
    public record Scope(ApiResource resource, String namespace, String labelSelector, boolean metadataOnly) {
        ListOptions options() {
            return ListOptions.ALL.withLabelSelector(labelSelector).withMetadataOnly(metadataOnly);
        }

        @Override
        public String toString() {
            return resource
                    + (namespace.isEmpty() ? "" : " in " + namespace)
                    + (labelSelector.isEmpty() ? "" : " with " + labelSelector);
        }
    }

    /** Is told what happens. What it throws is logged, and the watch begins anew. */
    public interface Handler {
        /** An object is there, or changed. After a broken watch it may be the same as before. */
        void onUpsert(ObjectKey key, MapValue object);

        /**
         * An object was deleted, or no longer matches the selector.
         *
         * @param last its last state; null where it went while nobody watched
         */
        void onDelete(ObjectKey key, @Nullable MapValue last);

        /** Everything that a list answered has been reported. */
        default void onSynced() {}

        /**
         * The watch's state, or the reason for it, changed.
         *
         * @param why for a person; empty where all is well
         */
        default void onState(State state, String why) {}
    }

    private final KubeClient client;
    private final Scope scope;
    private final Handler handler;
    private final Thread thread;
    private final Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
    private final Backoff refused = new Backoff(FIRST_REFUSED_PAUSE, LONGEST_REFUSED_PAUSE);

    /** Which objects are known, and in which list or after which list each was last seen. */
    private final Map<ObjectKey, Long> seen = new ConcurrentHashMap<>();

    private final AtomicLong lists = new AtomicLong();
    private volatile boolean closed;
    private volatile @Nullable WatchStream stream;
    private volatile @Nullable State state;
    private String why = "";
    private String resourceVersion = "";

    private ResourceWatch(KubeClient client, Scope scope, Handler handler) {
        this.client = client;
        this.scope = scope;
        this.handler = handler;
        this.thread = Thread.ofVirtual().name("watch " + scope).unstarted(this::run);
    }

    /** Begins to follow. */
    public static ResourceWatch start(KubeClient client, Scope scope, Handler handler) {
        ResourceWatch watch = new ResourceWatch(client, scope, handler);
        watch.thread.start();
        return watch;
    }

    /**
     * Says that an object is there of which the caller learned elsewhere, such as from the answer to a write: should no
     * later list contain it, it is reported as deleted.
     */
    void expect(ObjectKey key) {
        seen.put(key, lists.get());
    }

    private void run() {
        while (!closed) {
            try {
                if (resourceVersion.isEmpty()) {
                    list();
                }
                watch();
                backoff.reset();
            } catch (KubeException e) {
                failed(e);
            } catch (RuntimeException e) {
                LOG.error("the watch of {} failed in its handler and begins anew", scope, e);
                resourceVersion = "";
                pause(backoff.next());
            }
        }
    }

    private void list() throws KubeException {
        lists.incrementAndGet();
        state(State.LISTING, "");
        String version = client.list(scope.resource, scope.namespace, scope.options(), new PageReader());
        long last = lists.get();
        seen.forEach((key, in) -> {
            if (in < last && seen.remove(key, in)) {
                handler.onDelete(key, null);
            }
        });
        resourceVersion = version;
        handler.onSynced();
    }

    /** Reports the items of a list; one that begins anew counts as another list. */
    private final class PageReader implements ListPage.Handler {
        private boolean begun;

        @Override
        public void page(ListPage page) {
            if (page.first() && begun) {
                lists.incrementAndGet();
            }
            begun = true;
            for (MapValue item : page.items()) {
                ObjectKey key = ObjectKey.of(item);
                seen.put(key, lists.get());
                handler.onUpsert(key, item);
            }
        }
    }

    /** Watches until the server ends it in good order. */
    private void watch() throws KubeException {
        Duration atMost =
                Duration.ofSeconds(ThreadLocalRandom.current().nextLong(SHORTEST_WATCH_SECONDS, LONGEST_WATCH_SECONDS));
        long start = System.nanoTime();
        boolean anything = false;
        try (WatchStream opened =
                client.watch(scope.resource, scope.namespace, scope.options(), resourceVersion, atMost)) {
            stream = opened;
            if (closed) {
                return;
            }
            refused.reset();
            state(State.LIVE, "");
            for (MapValue event = opened.next(); event != null; event = opened.next()) {
                handle(event);
                anything = true;
                backoff.reset();
            }
        } catch (KubeException e) {
            if (!anything && System.nanoTime() - start >= Transport.WATCH_SILENCE.toNanos()) {
                // Not even a bookmark: a server restored from a backup waits in silence for versions to come.
                resourceVersion = "";
            }
            throw e;
        } finally {
            stream = null;
        }
        if (!closed && System.nanoTime() - start < Duration.ofSeconds(1).toNanos()) {
            pause(backoff.next());
        }
    }

    private void handle(MapValue event) throws KubeException {
        MapValue object = event.mapAt("object");
        String type = event.stringAt("type").orElse("");
        switch (type) {
            case "ADDED", "MODIFIED" -> {
                MapValue typed = scope.resource.typed(object);
                ObjectKey key = ObjectKey.of(typed);
                seen.put(key, lists.get());
                handler.onUpsert(key, typed);
            }
            case "DELETED" -> {
                MapValue typed = scope.resource.typed(object);
                ObjectKey key = ObjectKey.of(typed);
                seen.remove(key);
                handler.onDelete(key, typed);
            }
            case "BOOKMARK" -> {}
            case "ERROR" -> throw error(object);
            default -> throw KubeException.unanswered("watch " + scope, "an event of the unknown type " + type, null);
        }
        object.stringAt("metadata", "resourceVersion").ifPresent(version -> resourceVersion = version);
    }

    private KubeException error(MapValue status) {
        int code = status.at("code").orElse(null) instanceof IntegerValue(long number) ? (int) number : 500;
        return KubeException.answered("watch " + scope, code, status, null);
    }

    private void failed(KubeException e) {
        if (closed) {
            return;
        }
        String reason = String.valueOf(e.getMessage());
        if (e.isGone()) {
            LOG.debug("{}: listing again", reason);
            resourceVersion = "";
            pause(backoff.next());
        } else if (e.isForbidden()) {
            resourceVersion = "";
            state(State.FORBIDDEN, reason);
            pause(refused.next());
        } else if (e.isNotFound()) {
            resourceVersion = "";
            state(State.NOT_SERVED, reason);
            pause(refused.next());
        } else {
            state(State.DISCONNECTED, reason);
            Duration pause = backoff.next();
            Duration asked = e.retryAfter().orElse(Duration.ZERO);
            pause(asked.compareTo(pause) > 0 ? asked : pause);
        }
    }

    private void state(State next, String reason) {
        if (next != state || !reason.equals(why)) {
            state = next;
            why = reason;
            handler.onState(next, reason);
        }
    }

    private void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            // Only close() interrupts this thread, and run() looks at its flag next.
            LOG.trace("the watch of {} was closed in a pause", scope, e);
        }
    }

    /** Ends it, without waiting; the handler may still be in a call. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        WatchStream open = stream;
        if (open != null) {
            open.close();
        }
    }
}
