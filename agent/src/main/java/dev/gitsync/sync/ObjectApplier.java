package dev.gitsync.sync;

import dev.gitsync.diff.FieldChange;
import dev.gitsync.diff.FieldClass;
import dev.gitsync.fieldpath.FieldPaths;
import dev.gitsync.history.Action;
import dev.gitsync.kube.ApiResource;
import dev.gitsync.kube.ApplyOptions;
import dev.gitsync.kube.Discovery;
import dev.gitsync.kube.KubeClient;
import dev.gitsync.kube.KubeException;
import dev.gitsync.kube.LiveCache;
import dev.gitsync.plan.DesiredObject;
import dev.gitsync.plan.SyncPlan.Apply;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Applies one object: hands over what a controller steers, removes what others left of ours, then applies. */
final class ObjectApplier {
    private final KubeClient client;
    private final Discovery discovery;
    private final LiveCache cache;
    private final WriteGate gate;
    private final Autoscalers autoscalers;
    private final String manager;

    ObjectApplier(KubeClient client, Discovery discovery, LiveCache cache, WriteGate gate, String manager) {
        this.client = client;
        this.discovery = discovery;
        this.cache = cache;
        this.gate = gate;
        this.autoscalers = new Autoscalers(client, discovery);
        this.manager = manager;
    }

    /** Applies an object; a refusal is a value. */
    ObjectChange apply(Apply apply, Collection<DesiredObject> all, UnaryOperator<String> redact) {
        DesiredObject desired = apply.desired();
        try {
            Optional<ApiResource> resource =
                    discovery.resource(desired.apiVersion(), desired.key().kind());
            return resource.isPresent()
                    ? apply(apply, resource.get(), all)
                    : ObjectChange.of(
                            desired.key(),
                            Action.FAILED,
                            "the cluster serves no kind " + desired.key().kind() + " in " + desired.apiVersion() + " ("
                                    + desired.source()
                                    + "); install its CustomResourceDefinition or correct apiVersion and kind");
        } catch (KubeException e) {
            return new ObjectChange(
                    desired.key(),
                    Action.FAILED,
                    apply.changes(),
                    Optional.of(redact.apply(e.getMessage() + " (declared in " + desired.source() + ")")),
                    Optional.empty(),
                    false);
        }
    }

    private ObjectChange apply(Apply apply, ApiResource resource, Collection<DesiredObject> all) throws KubeException {
        DesiredObject desired = apply.desired();
        List<FieldChange> changes = apply.changes();
        Optional<String> remark = Optional.empty();
        Optional<FieldChange> replicas = Autoscalers.givesUpReplicas(changes);
        if (replicas.isPresent() && autoscalers.steers(desired.key(), all)) {
            handOver(desired, resource, replicas.get());
            remark = Optional.of("spec.replicas was handed over to the HorizontalPodAutoscaler that steers it");
            changes = changes.stream()
                    .filter(change -> !change.equals(replicas.get()))
                    .toList();
        }
        Optional<String> before =
                cache.version(resource, desired.key().namespace(), desired.key().name());
        removeLeftBehind(desired, resource, changes);
        gate.require("apply " + desired.key());
        MapValue answered = client.apply(resource, desired.object(), new ApplyOptions(manager, true, false))
                .object();
        cache.accept(answered);
        boolean noChange = remark.isEmpty()
                && before.isPresent()
                && before.equals(answered.stringAt("metadata", "resourceVersion"));
        return new ObjectChange(
                desired.key(),
                noChange ? Action.UNCHANGED : remark.isPresent() ? Action.HANDED_OVER : action(apply),
                apply.changes(),
                remark,
                Optional.of(new ObjectChange.Applied(desired, answered)),
                false);
    }

    private static Action action(Apply apply) {
        return switch (apply.reason()) {
            case CREATE -> Action.CREATED;
            case ADOPT -> Action.ADOPTED;
            case CONFIGURE -> Action.CONFIGURED;
            case HEAL -> Action.HEALED;
        };
    }

    /** Orders pointers so that of two into one list the one to the later item comes first. */
    static int laterItemsFirst(String one, String other) {
        String[] left = one.split("/", -1);
        String[] right = other.split("/", -1);
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
            boolean place = left[i].matches("[0-9]{1,9}");
            boolean otherPlace = right[i].matches("[0-9]{1,9}");
            int order = place && otherPlace
                    ? Integer.compare(Integer.parseInt(right[i]), Integer.parseInt(left[i]))
                    // The keys of a map may look like places or not: one order for both, or there would be none.
                    : place != otherPlace ? Boolean.compare(otherPlace, place) : left[i].compareTo(right[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(right.length, left.length);
    }

    private void handOver(DesiredObject desired, ApiResource resource, FieldChange replicas) throws KubeException {
        if (replicas.live().isPresent()) {
            MapValue claim = Autoscalers.claim(desired, replicas.live().get());
            gate.require("hand over the replicas of " + desired.key());
            client.apply(resource, claim, new ApplyOptions(Autoscalers.HANDOVER_MANAGER, true, false));
        }
    }

    /** An apply can't remove what we no longer own: each such field goes by name, if nobody changed the object meanwhile. */
    private void removeLeftBehind(DesiredObject desired, ApiResource resource, List<FieldChange> changes)
            throws KubeException {
        List<FieldChange> left = changes.stream()
                .filter(change -> change.fieldClass() == FieldClass.LEFT_BEHIND)
                .toList();
        if (left.isEmpty()) {
            return;
        }
        Optional<MapValue> live =
                client.get(resource, desired.key().namespace(), desired.key().name());
        if (live.isEmpty()) {
            return;
        }
        List<Value> operations = new ArrayList<>();
        live.get()
                .stringAt("metadata", "resourceVersion")
                .ifPresent(version -> operations.add(Value.map(
                        "op", Value.of("test"),
                        "path", Value.of("/metadata/resourceVersion"),
                        "value", Value.of(version))));
        List<String> pointers = new ArrayList<>();
        for (FieldChange change : left) {
            FieldPaths.pointer(live.get(), change.path()).ifPresent(pointers::add);
        }
        // Later items of a list first, so that the places of the earlier ones hold.
        pointers.sort(ObjectApplier::laterItemsFirst);
        pointers.forEach(pointer -> operations.add(Value.map("op", Value.of("remove"), "path", Value.of(pointer))));
        if (!pointers.isEmpty()) {
            gate.require("remove fields of " + desired.key());
            cache.accept(client.jsonPatch(
                    resource, desired.key().namespace(), desired.key().name(), ListValue.of(operations), manager));
        }
    }
}
