package dev.gitsync.sync;

import dev.gitsync.api.ApplicationKey;
import dev.gitsync.api.InventoryEntry;
import dev.gitsync.history.Action;
import dev.gitsync.kube.ApiResource;
import dev.gitsync.kube.DeleteOptions;
import dev.gitsync.kube.Discovery;
import dev.gitsync.kube.KubeClient;
import dev.gitsync.kube.KubeException;
import dev.gitsync.kube.LiveCache;
import dev.gitsync.plan.ObjectOptions;
import dev.gitsync.sync.Applier.Scope;
import dev.gitsync.sync.LiveView.Tracker;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value.MapValue;
import java.util.Optional;

/** Deletes one object that left Git: only if it is the very object that the inventory holds, and nobody else tracks it. */
final class Pruner {
    private final KubeClient client;
    private final Discovery discovery;
    private final LiveCache cache;
    private final WriteGate gate;

    Pruner(KubeClient client, Discovery discovery, LiveCache cache, WriteGate gate) {
        this.client = client;
        this.discovery = discovery;
        this.cache = cache;
        this.gate = gate;
    }

    /**
     * Deletes the object of an inventory entry.
     *
     * @return {@link Action#PRUNED} when this request deleted it, {@link Action#UNCHANGED} when it was gone or its deletion had
     *     begun before, {@link Action#SKIPPED} when it is not ours any more, {@link Action#FAILED} when the server refused
     */
    ObjectChange prune(InventoryEntry entry, Scope scope) {
        ObjectKey key = entry.object();
        try {
            Optional<ApiResource> resource = discovery.byGroupKind(key.group(), key.kind());
            if (resource.isEmpty()) {
                return ObjectChange.of(key, Action.SKIPPED, "its kind is no longer served, so it is gone");
            }
            Optional<MapValue> live = client.get(resource.get(), key.namespace(), key.name());
            if (live.isEmpty()) {
                cache.forget(key);
                return ObjectChange.of(key, Action.UNCHANGED, "it was gone already");
            }
            Optional<String> refusal = refusal(entry, live.get(), scope.application())
                    .or(() -> scope.deletion()
                            ? ObjectOptions.keptFromDeletion(live.get())
                            : ObjectOptions.keptFromPrune(live.get()));
            if (refusal.isPresent()) {
                return ObjectChange.of(key, Action.SKIPPED, refusal.get());
            }
            if (ObjectChange.deletion(live.get()).isPresent()) {
                return ObjectChange.terminating(key, Action.UNCHANGED, live.get());
            }
            gate.require("delete " + key);
            String uid = live.get().stringAt("metadata", "uid").orElseThrow();
            return switch (client.delete(
                    resource.get(), key.namespace(), key.name(), DeleteOptions.BACKGROUND.withUid(uid))) {
                case ABSENT -> ObjectChange.of(key, Action.UNCHANGED, "it was gone already");
                case DONE -> ObjectChange.of(key, Action.PRUNED);
                case BEGUN -> ObjectChange.terminating(key, Action.PRUNED, live.get());
            };
        } catch (KubeException e) {
            return ObjectChange.of(key, Action.FAILED, scope.redact().apply(String.valueOf(e.getMessage())));
        }
    }

    private static Optional<String> refusal(InventoryEntry entry, MapValue live, ApplicationKey application) {
        return switch (LiveView.trackerOf(entry.object(), live, application)) {
            case Tracker.Ours ignored -> Optional.empty();
            case Tracker.Other(String who) -> Optional.of("it is left alone: " + who + " tracks it now");
            case Tracker.Nobody ignored ->
                live.stringAt("metadata", "uid").equals(entry.uid())
                        ? Optional.empty()
                        : Optional.of(
                                "it is left alone: another object of this name has taken its place, and it is not ours");
        };
    }
}
