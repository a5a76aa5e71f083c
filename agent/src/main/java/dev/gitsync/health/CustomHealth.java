package dev.gitsync.health;

import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Custom resources, and whatever else has no rule of its own: by the conditions that controllers have in common. */
final class CustomHealth {
    /** Conditions that say, while true, that the object does its work. */
    private static final Set<String> GOOD =
            Set.of("Ready", "Available", "Healthy", "Synced", "Accepted", "Programmed", "Reconciled");

    /** Conditions that say, while true, that it does not. */
    private static final Set<String> BAD = Set.of("Degraded", "Failed");

    /** Conditions that say, while true, that a good condition which is false may still become true. */
    private static final Set<String> UNDER_WAY = Set.of("Progressing", "Issuing", "Creating", "Installing");

    /** Reasons of a good condition that is false and may still become true. */
    private static final Set<String> UNDER_WAY_REASONS = Set.of(
            "Progressing", "InProgress", "Pending", "Creating", "Provisioning", "Installing", "Issuing", "Waiting");

    /** Kinds whose controllers always write a status, so that one without was not seen yet. */
    private static final Set<String> ALWAYS_REPORTED = Set.of(
            "bitnami.com/SealedSecret",
            "external-secrets.io/ExternalSecret",
            "external-secrets.io/SecretStore",
            "external-secrets.io/ClusterSecretStore",
            "cert-manager.io/Certificate",
            "cert-manager.io/Issuer",
            "cert-manager.io/ClusterIssuer");

    private CustomHealth() {}

    /**
     * Bad where any condition is bad, else what the good ones say, the worst of them. A good one that is false is degraded unless
     * it or another condition says that it is under way; one that is unknown is progressing.
     */
    static Health of(MapValue live, List<Condition> conditions) {
        if (Fields.isTrue(live, "spec", "suspend")) {
            return Health.suspended("it is suspended");
        }
        Optional<Condition> bad = conditions.stream()
                .filter(condition -> BAD.contains(condition.type()) && condition.isTrue())
                .findFirst();
        if (bad.isPresent()) {
            return Health.degraded(bad.get().text());
        }
        boolean underWay =
                conditions.stream().anyMatch(condition -> UNDER_WAY.contains(condition.type()) && condition.isTrue());
        return conditions.stream()
                .filter(condition -> GOOD.contains(condition.type()))
                .map(condition -> ofGood(condition, underWay))
                .reduce(Health::worst)
                .orElseGet(() -> withoutConditions(live));
    }

    private static Health ofGood(Condition good, boolean underWay) {
        if (good.isTrue()) {
            return Health.healthy(good.message());
        }
        return good.isFalse() && !underWay && !UNDER_WAY_REASONS.contains(good.reason())
                ? Health.degraded(good.text())
                : Health.progressing(good.text());
    }

    private static Health withoutConditions(MapValue live) {
        String kind = ObjectKey.groupOf(Fields.text(live, "apiVersion")) + "/" + Fields.text(live, "kind");
        return ALWAYS_REPORTED.contains(kind)
                ? Health.progressing("its controller has not seen it yet")
                : Health.healthy("");
    }

    /**
     * A Gatekeeper constraint, by what each of Gatekeeper's Pods says in {@code status.byPod}. What violates it is not its own
     * ill health.
     */
    static Health constraint(MapValue live) {
        List<Value> pods = live.itemsAt("status", "byPod");
        if (pods.isEmpty()) {
            return Health.progressing("Gatekeeper has not seen it yet");
        }
        Optional<Value> error =
                pods.stream().flatMap(pod -> pod.itemsAt("errors").stream()).findFirst();
        if (error.isPresent()) {
            return Health.degraded(error.get().stringAt("message").orElse("Gatekeeper reports an error"));
        }
        long generation = Fields.number(live, "metadata", "generation").orElse(0);
        boolean behind = pods.stream()
                .anyMatch(pod -> !Fields.isTrue(pod, "enforced")
                        || Fields.number(pod, "observedGeneration").orElse(generation) < generation);
        if (behind) {
            return Health.progressing("not every Pod of Gatekeeper enforces it yet");
        }
        long violations = Fields.number(live, "status", "totalViolations").orElse(0);
        return Health.healthy(violations == 0 ? "" : violations + " violations");
    }
}
