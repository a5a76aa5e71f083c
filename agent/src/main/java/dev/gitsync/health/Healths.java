package dev.gitsync.health;

import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value.MapValue;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Tells how well a live object does. */
public final class Healths {
    private Healths() {}

    /** The health of an object as the API server has it. Any object has one: without a rule for it, it is healthy by existing. */
    public static Health of(MapValue live) {
        List<Condition> conditions = Condition.of(live);
        return generic(live, conditions)
                .or(() -> ofKind(live, conditions))
                .orElseGet(() -> CustomHealth.of(live, conditions));
    }

    /** What holds for objects of every kind, as kstatus has it, with failure before progress where a controller says both. */
    private static Optional<Health> generic(MapValue live, List<Condition> conditions) {
        if (live.at("metadata", "deletionTimestamp").isPresent()) {
            String finalizers = live.itemsAt("metadata", "finalizers").stream()
                    .flatMap(item -> item.stringAt().stream())
                    .collect(Collectors.joining(", "));
            return Optional.of(
                    Health.progressing(finalizers.isEmpty() ? "Terminating" : "Terminating, waits for " + finalizers));
        }
        OptionalLong generation = Fields.number(live, "metadata", "generation");
        OptionalLong observed = Fields.number(live, "status", "observedGeneration");
        if (generation.isPresent() && observed.isPresent() && observed.getAsLong() < generation.getAsLong()) {
            return Optional.of(Health.progressing("its controller has seen generation %d, not yet %d"
                    .formatted(observed.getAsLong(), generation.getAsLong())));
        }
        return Condition.findTrue(conditions, "Stalled")
                .map(stalled -> Health.degraded(stalled.text()))
                .or(() -> Condition.findTrue(conditions, "Reconciling")
                        .map(reconciling -> Health.progressing(reconciling.text())));
    }

    private static Optional<Health> ofKind(MapValue live, List<Condition> conditions) {
        String group = ObjectKey.groupOf(Fields.text(live, "apiVersion"));
        String kind = Fields.text(live, "kind");
        return Optional.ofNullable(
                switch (group + "/" + kind) {
                    case "apps/Deployment" -> WorkloadHealth.deployment(live, conditions);
                    case "apps/StatefulSet" -> WorkloadHealth.statefulSet(live);
                    case "apps/DaemonSet" -> WorkloadHealth.daemonSet(live);
                    case "apps/ReplicaSet" -> WorkloadHealth.replicaSet(live, conditions);
                    case "/Pod" -> PodHealth.of(live, conditions);
                    case "batch/Job" -> WorkloadHealth.job(live, conditions);
                    case "batch/CronJob" -> WorkloadHealth.cronJob(live);
                    case "autoscaling/HorizontalPodAutoscaler" -> AutoscalerHealth.of(live, conditions);
                    case "/Service" -> ResourceHealth.service(live);
                    case "networking.k8s.io/Ingress" -> ResourceHealth.ingress(live);
                    case "/PersistentVolumeClaim" -> ResourceHealth.volumeClaim(live);
                    case "/PersistentVolume" -> ResourceHealth.volume(live);
                    case "/Namespace" -> ResourceHealth.namespace(live);
                    case "apiregistration.k8s.io/APIService" -> ResourceHealth.apiService(conditions);
                    case "apiextensions.k8s.io/CustomResourceDefinition" ->
                        ResourceHealth.customResourceDefinition(conditions);
                    default -> group.equals("constraints.gatekeeper.sh") ? CustomHealth.constraint(live) : null;
                });
    }
}
