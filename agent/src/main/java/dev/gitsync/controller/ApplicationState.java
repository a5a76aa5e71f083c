package dev.gitsync.controller;

import com.google.common.collect.ImmutableMap;
import dev.gitsync.api.Application;
import dev.gitsync.api.ApplicationKey;
import dev.gitsync.api.ApplicationSpec;
import dev.gitsync.api.ApplicationStatus;
import dev.gitsync.api.HistoryEntry;
import dev.gitsync.api.InventoryEntry;
import dev.gitsync.api.StoredInventory;
import dev.gitsync.controller.Sources.Rendered;
import dev.gitsync.diff.Base;
import dev.gitsync.kube.ResourceVersions;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value.MapValue;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;

/**
 * What the agent remembers of one application between passes; all of it can be found out again. Only {@link #latest} may be
 * touched outside the application's own pass.
 */
final class ApplicationState {
    final ApplicationKey key;
    /** As the watch last saw it. */
    volatile Application latest;
    /** As it was when this pass began: what a pass acknowledges is what it has seen. */
    Application application;

    /** The last revision that rendered; what self-heal goes by while a newer one is broken. */
    Optional<Rendered> rendered = Optional.empty();

    Optional<StoredInventory> inventory = Optional.empty();
    /** The entries of the inventory, by object. */
    Map<ObjectKey, InventoryEntry> held = Map.of();

    Optional<Map<ObjectKey, Base>> bases = Optional.empty();
    /** How each desired object stood when it was last looked at. */
    final Map<ObjectKey, Observed> observed = new HashMap<>();
    /** The message of each object whose last apply or prune failed. */
    final Map<ObjectKey, String> errors = new HashMap<>();

    /** Objects that are deleted and still there, and what each waits for. */
    final Map<ObjectKey, String> terminating = new HashMap<>();

    /** Objects that left Git and are to stay, by their own annotations. */
    final Map<ObjectKey, String> kept = new HashMap<>();

    /** Whether all objects have to be looked at: the revision changed, and no look at all of them has succeeded since. */
    boolean lookAtAll = true;
    /** Objects that have to be looked at: they were touched, and no look at them has succeeded since. */
    final Set<ObjectKey> touched = new HashSet<>();

    final ApplyBackoff backoff;
    /** What the failures in {@link #errors} and {@link #backoff} are about. */
    Optional<Target> target = Optional.empty();
    /** How many passes in a row failed before they came to the plan. */
    int failedPasses;
    /** What was last carried out whole. */
    Optional<Target> done = Optional.empty();
    /** What the API server has, so far as this process knows. */
    ApplicationStatus written;
    /** Syncs that the status does not show yet, because it could not be written; the latest last. */
    final List<HistoryEntry> unwritten = new ArrayList<>();
    /** The failure that was last recorded: one that lasts is recorded once. */
    Optional<String> recordedFailure = Optional.empty();

    /** The resource version at which the requests of {@link #application} were removed, because they are carried out. */
    private String cleared = "";

    /** The namespace that was last seen to exist, or made. */
    String namespaceSeen = "";
    /** The look that is due although nothing may happen. */
    Optional<Future<?>> timer = Optional.empty();

    /** Begins a pass: what is acted on from here to its end. A request that the watch still shows is not carried out again. */
    void begin() {
        Application now = latest;
        boolean stale = ResourceVersions.newer(cleared, now.resourceVersion());
        application = stale ? now.withoutRequests() : now;
    }

    /** Remembers that requests were removed, by the answer of the API server. */
    void cleared(MapValue answered) {
        cleared = answered.stringAt("metadata", "resourceVersion").orElse("");
    }

    /** Takes over an inventory as it is stored now. */
    void holds(StoredInventory stored) {
        inventory = Optional.of(stored);
        ImmutableMap.Builder<ObjectKey, InventoryEntry> entries = ImmutableMap.builder();
        if (stored.isWrittenBy(application.uid())) {
            stored.inventory().ifPresent(i -> i.entries().forEach(entry -> entries.put(entry.object(), entry)));
        }
        held = entries.buildOrThrow();
        terminating.keySet().retainAll(held.keySet());
        kept.keySet().retainAll(held.keySet());
    }

    /**
     * A revision and the spec for which it was rendered. The spec itself: its generation also counts an operation that comes
     * and goes.
     */
    record Target(String commit, ApplicationSpec spec) {
        static Target of(Rendered rendered) {
            return new Target(rendered.commit().id(), rendered.spec());
        }
    }

    ApplicationState(Application application, Clock clock) {
        this.key = application.key();
        this.latest = application;
        this.application = application;
        this.written = application.status();
        this.backoff = new ApplyBackoff(clock);
    }
}
