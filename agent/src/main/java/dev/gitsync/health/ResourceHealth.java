package dev.gitsync.health;

import dev.gitsync.value.Value.MapValue;
import java.util.List;
import java.util.Optional;

/** The built-in kinds that run nothing. Those without a rule here are healthy by existing. */
final class ResourceHealth {
    private ResourceHealth() {}

    static Health service(MapValue live) {
        boolean pending = Fields.text(live, "spec", "type").equals("LoadBalancer")
                && live.itemsAt("status", "loadBalancer", "ingress").isEmpty();
        return pending ? Health.progressing("its load balancer has no address yet") : Health.healthy("");
    }

    /** Healthy without an address too: many ingress controllers never publish one, and Argo CD then waits for ever. */
    static Health ingress(MapValue live) {
        return Health.healthy(
                live.itemsAt("status", "loadBalancer", "ingress").isEmpty() ? "no address was published" : "");
    }

    /**
     * A claim that waits for its first consumer can't be told from one that no provisioner serves: the reason stands in its
     * Events only.
     */
    static Health volumeClaim(MapValue live) {
        return switch (Fields.text(live, "status", "phase")) {
            case "Bound" -> Health.healthy("");
            case "Lost" -> Health.degraded("its volume " + Fields.text(live, "spec", "volumeName") + " is lost");
            default ->
                Health.progressing("it is not bound: no volume is provisioned%s, or no Pod uses it yet"
                        .formatted(live.stringAt("spec", "storageClassName")
                                .map(name -> " by StorageClass " + name)
                                .orElse("")));
        };
    }

    static Health volume(MapValue live) {
        return switch (Fields.text(live, "status", "phase")) {
            case "Failed" -> Health.degraded(live.stringAt("status", "message").orElse("its reclamation failed"));
            case "Pending", "" -> Health.progressing("it is not available yet");
            case String phase -> Health.healthy(phase);
        };
    }

    static Health namespace(MapValue live) {
        return Fields.text(live, "status", "phase").equals("Terminating")
                ? Health.progressing("Terminating")
                : Health.healthy("");
    }

    static Health apiService(List<Condition> conditions) {
        return Condition.find(conditions, "Available")
                .map(available -> available.isTrue() ? Health.healthy("") : Health.progressing(available.text()))
                .orElseGet(() -> Health.progressing("its availability is not known yet"));
    }

    static Health customResourceDefinition(List<Condition> conditions) {
        Optional<Condition> refused = Condition.find(conditions, "NamesAccepted")
                .filter(Condition::isFalse)
                .or(() -> Condition.find(conditions, "Established")
                        .filter(established ->
                                established.isFalse() && !established.reason().equals("Installing")))
                .or(() -> Condition.findTrue(conditions, "NonStructuralSchema"));
        if (refused.isPresent()) {
            return Health.degraded(refused.get().text());
        }
        return Condition.findTrue(conditions, "Established").isPresent()
                ? Health.healthy("")
                : Health.progressing("it is being established");
    }
}
