package dev.gitsync.sync;

import dev.gitsync.api.ApplicationKey;
import dev.gitsync.api.InventoryEntry;
import dev.gitsync.history.Action;
import dev.gitsync.kube.Discovery;
import dev.gitsync.kube.KubeClient;
import dev.gitsync.kube.KubeException;
import dev.gitsync.kube.LiveCache;
import dev.gitsync.plan.DesiredObject;
import dev.gitsync.plan.KindOrder;
import dev.gitsync.plan.SyncPlan;
import dev.gitsync.plan.SyncPlan.Apply;
import dev.gitsync.value.ObjectKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Carries a plan out: phase by phase, in parallel within a phase, all errors at once. A phase whose predecessor failed is
 * still tried, since most objects don't depend on each other; nothing is deleted unless all applies went through.
 */
public final class Applier {
    private static final int WRITERS = 16;
    private static final Duration ESTABLISHED_WITHIN = Duration.ofSeconds(15);

    private final Discovery discovery;
    private final ObjectApplier objects;
    private final Pruner pruner;
    private final Fanout fanout = new Fanout(WRITERS);
    private final Definitions definitions;

    public Applier(KubeClient client, Discovery discovery, LiveCache cache, WriteGate gate, String manager) {
        this.discovery = discovery;
        this.objects = new ObjectApplier(client, discovery, cache, gate, manager);
        this.pruner = new Pruner(client, discovery, cache, gate);
        this.definitions = new Definitions(discovery);
    }

    /**
     * What a plan is carried out for.
     *
     * @param all every desired object, also those that need no apply
     * @param held the inventory, by object
     * @param deletion whether the application is being deleted, and its objects with it
     * @param redact takes this sync's secrets out of foreign text
     */
    public record Scope(
            ApplicationKey application,
            Collection<DesiredObject> all,
            Map<ObjectKey, InventoryEntry> held,
            boolean deletion,
            UnaryOperator<String> redact) {}

    /** What each object of the plan came to, in the order of the plan; never throws for what a single object does. */
    public ChangeSet run(SyncPlan plan, Scope scope) throws InterruptedException {
        List<ObjectChange> done = new ArrayList<>();
        for (KindOrder phase : KindOrder.values()) {
            List<Apply> applies = plan.applies().stream()
                    .filter(apply -> apply.phase() == phase)
                    .toList();
            if (!applies.isEmpty()) {
                done.addAll(fanout.map(applies, apply -> objects.apply(apply, scope.all(), scope.redact())));
                if (phase == KindOrder.DEFINITIONS) {
                    awaitDefinitions(applies, done, scope);
                }
            }
        }
        boolean whole = done.stream().noneMatch(ObjectChange::failed);
        if (whole) {
            for (KindOrder phase : List.of(KindOrder.values()).reversed()) {
                List<InventoryEntry> prunes = plan.prunes().stream()
                        .map(SyncPlan.Prune::key)
                        .filter(key -> KindOrder.of(key) == phase)
                        .map(key -> scope.held().get(key))
                        .toList();
                done.addAll(fanout.map(prunes, entry -> pruner.prune(entry, scope)));
            }
        }
        return new ChangeSet(done, whole ? List.of() : plan.prunes());
    }

    private void awaitDefinitions(List<Apply> applies, List<ObjectChange> done, Scope scope)
            throws InterruptedException {
        for (Apply apply : applies) {
            boolean failed = done.stream()
                    .anyMatch(change -> change.key().equals(apply.desired().key()) && change.failed());
            if (failed) {
                continue;
            }
            Optional<String> problem;
            try {
                problem = definitions.awaitServed(apply.desired().object(), ESTABLISHED_WITHIN);
            } catch (KubeException e) {
                problem = Optional.of(scope.redact().apply(String.valueOf(e.getMessage())));
            }
            problem.ifPresent(why -> done.add(ObjectChange.of(apply.desired().key(), Action.FAILED, why)));
        }
        discovery.invalidate();
    }
}
