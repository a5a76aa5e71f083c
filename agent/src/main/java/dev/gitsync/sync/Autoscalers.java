package dev.gitsync.sync;

import dev.gitsync.diff.FieldChange;
import dev.gitsync.diff.FieldClass;
import dev.gitsync.fieldpath.FieldPath;
import dev.gitsync.kube.ApiResource;
import dev.gitsync.kube.Discovery;
import dev.gitsync.kube.KubeClient;
import dev.gitsync.kube.KubeException;
import dev.gitsync.kube.ListOptions;
import dev.gitsync.plan.DesiredObject;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Finds the counts that a HorizontalPodAutoscaler steers. Where Git stops naming one, dropping it from our apply would make
 * the server fill in its default; it is handed over first, as Kubernetes' own guide to server-side apply does it
 * ("Transferring ownership").
 */
final class Autoscalers {
    /** The field manager that holds what was handed over until the autoscaler writes it. */
    static final String HANDOVER_MANAGER = "gitsync-handover";

    private static final FieldPath REPLICAS = FieldPath.of("spec", "replicas");

    private final KubeClient client;
    private final Discovery discovery;

    Autoscalers(KubeClient client, Discovery discovery) {
        this.client = client;
        this.discovery = discovery;
    }

    /** The change by which Git gives up a replica count, if there is one. */
    static Optional<FieldChange> givesUpReplicas(List<FieldChange> changes) {
        return changes.stream()
                .filter(change -> change.path().equals(REPLICAS))
                .filter(change ->
                        change.fieldClass() == FieldClass.REMOVED || change.fieldClass() == FieldClass.LEFT_BEHIND)
                .findFirst();
    }

    /** Whether an autoscaler of this revision, or of the cluster, has the object as its target. */
    boolean steers(ObjectKey target, Collection<DesiredObject> desired) throws KubeException {
        boolean inGit = desired.stream()
                .filter(object -> isAutoscaler(object.key()))
                .anyMatch(object -> targets(object.object(), target));
        return inGit || inCluster(target);
    }

    private boolean inCluster(ObjectKey target) throws KubeException {
        Optional<ApiResource> resource = discovery.byGroupKind("autoscaling", "HorizontalPodAutoscaler");
        if (resource.isEmpty()) {
            return false;
        }
        List<MapValue> found = new ArrayList<>();
        client.list(
                resource.get(),
                target.namespace(),
                ListOptions.ALL,
                page -> page.items().stream()
                        .filter(autoscaler -> targets(autoscaler, target))
                        .forEach(found::add));
        return !found.isEmpty();
    }

    private static boolean isAutoscaler(ObjectKey key) {
        return key.group().equals("autoscaling") && key.kind().equals("HorizontalPodAutoscaler");
    }

    private static boolean targets(MapValue autoscaler, ObjectKey target) {
        MapValue reference = autoscaler.mapAt("spec", "scaleTargetRef");
        // Items of a list carry no namespace doubt: the list was of the target's own namespace.
        return reference.stringAt("kind").filter(target.kind()::equals).isPresent()
                && reference.stringAt("name").filter(target.name()::equals).isPresent()
                && ObjectKey.groupOf(reference.stringAt("apiVersion").orElse(""))
                        .equals(target.group())
                && autoscaler
                        .stringAt("metadata", "namespace")
                        .orElse(target.namespace())
                        .equals(target.namespace());
    }

    /** What the hand-over manager applies so that the live count keeps an owner. */
    static MapValue claim(DesiredObject desired, Value liveReplicas) {
        return Value.map(
                "apiVersion", Value.of(desired.apiVersion()),
                "kind", Value.of(desired.key().kind()),
                "metadata",
                        Value.map(
                                "name", Value.of(desired.key().name()),
                                "namespace", Value.of(desired.key().namespace())),
                "spec", Value.map("replicas", liveReplicas));
    }
}
