package dev.gitsync.health;

import dev.gitsync.value.Json;
import dev.gitsync.value.JsonException;
import dev.gitsync.value.Value.MapValue;
import java.util.List;
import java.util.Optional;

/**
 * A HorizontalPodAutoscaler, by whether it can do what Git asks of it.
 *
 * <p>Argo CD calls every autoscaler without metrics degraded, which makes applications fail while their first Pods start, and
 * kstatus calls every one current. Here the reason decides: metrics that the cluster does not serve at all are the cluster's
 * affair, and the autoscaler holds {@code minReplicas} meanwhile, so it is healthy and says so; metrics that are not there yet
 * make it progressing; what only an edit can mend, such as a container without a request, makes it degraded.
 */
final class AutoscalerHealth {
    /** As kube-controller-manager's metrics clients word it where the API of the metrics is not registered. */
    private static final List<String> NOT_SERVED = List.of(
            "could not find the requested resource",
            "no custom metrics API",
            "no external metrics API",
            "no known available metric versions found");

    private AutoscalerHealth() {}

    static Health of(MapValue live, List<Condition> conditions) {
        List<Condition> all = conditions.isEmpty() ? ofVersionOne(live) : conditions;
        if (all.isEmpty()) {
            return Health.progressing("its controller has not seen it yet");
        }
        Optional<Condition> unable = Condition.find(all, "AbleToScale")
                .filter(condition -> condition.isFalse() && condition.reason().startsWith("Failed"));
        if (unable.isPresent()) {
            return Health.degraded(unable.get().text());
        }
        return Condition.find(all, "ScalingActive")
                .filter(Condition::isFalse)
                .map(AutoscalerHealth::inactive)
                .orElseGet(() -> Health.healthy(""));
    }

    /** In {@code autoscaling/v1} the conditions stand in an annotation. */
    private static List<Condition> ofVersionOne(MapValue live) {
        Optional<String> annotation =
                live.stringAt("metadata", "annotations", "autoscaling.alpha.kubernetes.io/conditions");
        if (annotation.isEmpty()) {
            return List.of();
        }
        try {
            return Condition.listOf(Json.parse(annotation.get()).itemsAt());
        } catch (JsonException e) {
            // Anybody may write an annotation; the controller's next status repairs it.
            return List.of();
        }
    }

    private static Health inactive(Condition scaling) {
        if (scaling.reason().equals("ScalingDisabled")) {
            return Health.healthy("it rests: its target is scaled to zero");
        }
        if (!scaling.reason().startsWith("FailedGet") && !scaling.reason().startsWith("FailedCompute")) {
            return Health.degraded(scaling.text());
        }
        String why = scaling.text();
        if (NOT_SERVED.stream().anyMatch(why::contains)) {
            return Health.healthy("the cluster does not serve its metrics, so it only holds minReplicas");
        }
        return why.contains("missing request for") ? Health.degraded(why) : Health.progressing(why);
    }
}
