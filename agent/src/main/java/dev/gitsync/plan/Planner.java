package dev.gitsync.plan;

import com.google.common.collect.ImmutableSet;
import dev.gitsync.api.ApplicationSpec;
import dev.gitsync.diff.FieldChange;
import dev.gitsync.diff.FieldClass;
import dev.gitsync.diff.ObjectDiff;
import dev.gitsync.plan.SyncPlan.Apply;
import dev.gitsync.plan.SyncPlan.Prune;
import dev.gitsync.plan.SyncPlan.Reason;
import dev.gitsync.plan.SyncPlan.Withheld;
import dev.gitsync.value.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decides what a sync does, from the diffs, the inventory and the policy. Pure. */
public final class Planner {

    /**
     * What is known when a plan is made.
     *
     * @param drifts of every desired object that could be compared
     * @param held what the inventory holds
     * @param mode how much may be done
     * @param prune whether the policy, or the person who asked for this sync, lets it delete
     */
    public record Input(
            ApplicationSpec spec,
            DesiredState desired,
            Map<ObjectKey, Drift> drifts,
            Set<ObjectKey> held,
            Mode mode,
            boolean prune) {
        public Input {
            drifts = Map.copyOf(drifts);
            held = ImmutableSet.copyOf(held);
        }
    }

    /** How one desired object stands. */
    public sealed interface Drift {
        /** It was compared. */
        record Compared(ObjectDiff diff, boolean tracked, boolean held) implements Drift {}

        /** It belongs to somebody else, or could not be looked at. */
        record Untouchable(String reason) implements Drift {}
    }

    /** What set the sync off, as far as it decides what may be done. */
    public enum Mode {
        /** Nothing is written. */
        REPORT,
        /** The revision is the one last synced: drift is healed only where self-heal is on. */
        SAME_REVISION,
        /** A new revision, or a person, asks for a whole sync. */
        FULL
    }

    private Planner() {}

    public static SyncPlan plan(Input input) {
        List<Apply> applies = new ArrayList<>();
        List<Withheld> withheld = new ArrayList<>();
        for (DesiredObject desired : input.desired().objects().values()) {
            Drift drift = input.drifts().get(desired.key());
            switch (drift) {
                case null -> withheld.add(new Withheld(desired.key(), "it was not compared"));
                case Drift.Untouchable(String reason) -> withheld.add(new Withheld(desired.key(), reason));
                case Drift.Compared compared ->
                    apply(desired, compared).ifPresent(apply -> {
                        Optional<String> objection = objection(input, apply);
                        objection.ifPresentOrElse(
                                reason -> withheld.add(new Withheld(desired.key(), reason)), () -> applies.add(apply));
                    });
            }
        }
        List<Prune> prunes = prunes(input, withheld);
        return new SyncPlan(applies, prunes, withheld);
    }

    private static Optional<Apply> apply(DesiredObject desired, Drift.Compared compared) {
        return switch (compared.diff()) {
            case ObjectDiff.InSync ignored -> Optional.empty();
            case ObjectDiff.Undecided ignored -> Optional.empty();
            case ObjectDiff.Missing ignored ->
                Optional.of(new Apply(desired, compared.held() ? Reason.HEAL : Reason.CREATE, List.of()));
            case ObjectDiff.Changed changed ->
                Optional.of(new Apply(desired, reason(compared, changed.changes()), changed.changes()));
        };
    }

    private static Reason reason(Drift.Compared compared, List<FieldChange> changes) {
        if (!compared.tracked() && !compared.held()) {
            return Reason.ADOPT;
        }
        boolean byGit = changes.stream()
                .map(FieldChange::fieldClass)
                .anyMatch(c -> c.isDifference() && c != FieldClass.DRIFTED && c != FieldClass.UNKNOWN);
        return byGit ? Reason.CONFIGURE : Reason.HEAL;
    }

    private static Optional<String> objection(Input input, Apply apply) {
        return switch (input.mode()) {
            case FULL -> Optional.empty();
            case REPORT -> Optional.of("spec.syncPolicy.automated is not on");
            case SAME_REVISION ->
                apply.reason() == Reason.HEAL && !input.spec().syncPolicy().selfHeal()
                        ? Optional.of("spec.syncPolicy.automated.selfHeal is not on")
                        : Optional.empty();
        };
    }

    private static List<Prune> prunes(Input input, List<Withheld> withheld) {
        ApplicationSpec spec = input.spec();
        List<ObjectKey> candidates = input.held().stream()
                .filter(key -> !input.desired().objects().containsKey(key))
                .sorted((a, b) -> KindOrder.of(b).compareTo(KindOrder.of(a)))
                .toList();
        List<ObjectKey> allowed = new ArrayList<>();
        for (ObjectKey key : candidates) {
            refusal(input, key)
                    .ifPresentOrElse(reason -> withheld.add(new Withheld(key, reason)), () -> allowed.add(key));
        }
        Optional<String> overBudget = PruneGuards.budget(allowed, input.held().size(), spec);
        if (overBudget.isPresent()) {
            allowed.forEach(key -> withheld.add(new Withheld(key, overBudget.get())));
            return List.of();
        }
        return allowed.stream().map(Prune::new).toList();
    }

    private static Optional<String> refusal(Input input, ObjectKey key) {
        ApplicationSpec spec = input.spec();
        if (input.mode() == Mode.REPORT) {
            return Optional.of("spec.syncPolicy.automated is not on");
        }
        if (!input.prune()) {
            return Optional.of("it left Git, and spec.syncPolicy.automated.prune is not on");
        }
        if (!input.desired().errors().isEmpty()) {
            return Optional.of("nothing is deleted while a manifest can't be used: "
                    + input.desired().errors().getFirst());
        }
        if (input.desired().objects().isEmpty() && !spec.syncPolicy().allowEmpty()) {
            return Optional.of("the render is empty and spec.syncPolicy.automated.allowEmpty is not on");
        }
        return PruneGuards.precious(key, spec);
    }
}
