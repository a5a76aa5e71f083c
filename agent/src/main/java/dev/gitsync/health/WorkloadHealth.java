package dev.gitsync.health;

import dev.gitsync.value.Value.MapValue;
import java.util.List;
import java.util.Optional;

/** The kinds that run Pods. Their generation was observed, or their controller has not seen them at all. */
final class WorkloadHealth {
    private WorkloadHealth() {}

    private static boolean isUnseen(MapValue live) {
        return Fields.number(live, "status", "observedGeneration").isEmpty();
    }

    private static Health unseen() {
        return Health.progressing("its controller has not seen it yet");
    }

    private static long replicas(MapValue live) {
        return Fields.number(live, "spec", "replicas").orElse(1);
    }

    /**
     * A paused one is suspended. One whose rollout ended and that lost Pods since is progressing, not degraded: a scale-up looks
     * the same.
     */
    static Health deployment(MapValue live, List<Condition> conditions) {
        if (Fields.isTrue(live, "spec", "paused")) {
            return Health.suspended("the rollout is paused");
        }
        if (isUnseen(live)) {
            return unseen();
        }
        Optional<Condition> late = Condition.find(conditions, "Progressing")
                .filter(progressing -> progressing.reason().equals("ProgressDeadlineExceeded"));
        if (late.isPresent()) {
            return Health.degraded(late.get().text());
        }
        long wanted = replicas(live);
        long updated = Fields.count(live, "updatedReplicas");
        long old = Fields.count(live, "replicas") - updated;
        long available = Fields.count(live, "availableReplicas");
        // What stops Pods from being made at all, such as a quota, would otherwise show only after the deadline.
        String why = Condition.findTrue(conditions, "ReplicaFailure")
                .map(failure -> ": " + failure.text())
                .orElse("");
        if (updated < wanted) {
            return Health.progressing("%d of %d replicas are updated%s".formatted(updated, wanted, why));
        }
        if (old > 0) {
            return Health.progressing("%d old replicas are still there".formatted(old));
        }
        if (available < wanted) {
            return Health.progressing("%d of %d replicas are available%s".formatted(available, wanted, why));
        }
        return Health.healthy("%d replicas are available".formatted(available));
    }

    /** With the strategy {@code OnDelete}, or past its partition, old Pods are what was asked for. */
    static Health statefulSet(MapValue live) {
        if (isUnseen(live)) {
            return unseen();
        }
        long wanted = replicas(live);
        long ready = Fields.count(live, "readyReplicas");
        if (ready < wanted) {
            return Health.progressing("%d of %d replicas are ready".formatted(ready, wanted));
        }
        if (Fields.text(live, "spec", "updateStrategy", "type").equals("OnDelete")) {
            return Health.healthy("%d replicas are ready; updates wait for deletions".formatted(ready));
        }
        long partition = Fields.number(live, "spec", "updateStrategy", "rollingUpdate", "partition")
                .orElse(0);
        long updated = Fields.count(live, "updatedReplicas");
        String current = Fields.text(live, "status", "currentRevision");
        boolean rolling = !current.equals(Fields.text(live, "status", "updateRevision"));
        if (rolling && updated < wanted - partition) {
            return Health.progressing("%d of %d replicas are updated".formatted(updated, wanted - partition));
        }
        if (rolling && partition == 0) {
            return Health.progressing("the update is being completed");
        }
        return Health.healthy("%d replicas are ready".formatted(ready));
    }

    static Health daemonSet(MapValue live) {
        if (isUnseen(live)) {
            return unseen();
        }
        long wanted = Fields.count(live, "desiredNumberScheduled");
        long updated = Fields.count(live, "updatedNumberScheduled");
        long available = Fields.count(live, "numberAvailable");
        boolean onDelete = Fields.text(live, "spec", "updateStrategy", "type").equals("OnDelete");
        if (!onDelete && updated < wanted) {
            return Health.progressing("%d of %d Pods are updated".formatted(updated, wanted));
        }
        if (available < wanted) {
            return Health.progressing("%d of %d Pods are available".formatted(available, wanted));
        }
        return Health.healthy("%d Pods are available".formatted(available));
    }

    static Health replicaSet(MapValue live, List<Condition> conditions) {
        if (isUnseen(live)) {
            return unseen();
        }
        Optional<Condition> failure = Condition.findTrue(conditions, "ReplicaFailure");
        if (failure.isPresent()) {
            return Health.degraded(failure.get().text());
        }
        long wanted = replicas(live);
        long available = Fields.count(live, "availableReplicas");
        return available < wanted
                ? Health.progressing("%d of %d replicas are available".formatted(available, wanted))
                : Health.healthy("%d replicas are available".formatted(available));
    }

    /** One that runs is progressing, as in Argo CD: whoever syncs a Job waits for its end. */
    static Health job(MapValue live, List<Condition> conditions) {
        Optional<Condition> failed = Condition.findTrue(conditions, "Failed");
        if (failed.isPresent()) {
            return Health.degraded(failed.get().text());
        }
        if (Condition.findTrue(conditions, "Complete").isPresent()) {
            return Health.healthy("it completed");
        }
        if (Fields.isTrue(live, "spec", "suspend")) {
            return Health.suspended("it is suspended");
        }
        return Health.progressing("%d active, %d succeeded, %d failed Pods"
                .formatted(
                        Fields.count(live, "active"), Fields.count(live, "succeeded"), Fields.count(live, "failed")));
    }

    /** Its health is that it schedules; a run that failed is the Job's. */
    static Health cronJob(MapValue live) {
        return Fields.isTrue(live, "spec", "suspend") ? Health.suspended("it is suspended") : Health.healthy("");
    }
}
