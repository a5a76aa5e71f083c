package dev.gitsync.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitsync.api.ApplicationSpec;
import dev.gitsync.api.Destination;
import dev.gitsync.api.PrunePolicy;
import dev.gitsync.api.RetryPolicy;
import dev.gitsync.api.Source;
import dev.gitsync.api.SyncPolicy;
import dev.gitsync.diff.FieldChange;
import dev.gitsync.diff.FieldClass;
import dev.gitsync.diff.ObjectDiff;
import dev.gitsync.fieldpath.FieldPath;
import dev.gitsync.plan.Planner.Drift;
import dev.gitsync.plan.Planner.Mode;
import dev.gitsync.plan.SyncPlan.Reason;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PlannerTest {
    private static final ObjectKey WEB = new ObjectKey("apps", "Deployment", "shop", "web");
    private static final ObjectKey OLD = new ObjectKey("", "ConfigMap", "shop", "old");

    @ParameterizedTest
    @CsvSource({
        "PENDING, true, true, CONFIGURE",
        "CONFLICT, true, true, CONFIGURE",
        "REMOVED, true, true, CONFIGURE",
        "LEFT_BEHIND, true, true, CONFIGURE",
        "DRIFTED, true, true, HEAL",
        "UNKNOWN, true, true, HEAL",
        "DRIFTED, false, true, HEAL",
        "DRIFTED, true, false, HEAL",
        "PENDING, false, false, ADOPT",
        "DRIFTED, false, false, ADOPT",
    })
    void aChangeIsAppliedForItsReason(FieldClass change, boolean tracked, boolean held, Reason reason) {
        SyncPlan plan = plan(Mode.FULL, policy(true, true), changed(change, tracked, held));

        assertThat(plan.applies()).singleElement().satisfies(apply -> {
            assertThat(apply.reason()).isEqualTo(reason);
            assertThat(apply.changes()).hasSize(1);
        });
    }

    @ParameterizedTest
    @CsvSource({"false, CREATE", "true, HEAL"})
    void whatIsMissingIsMadeAndWhatWasThereIsHealed(boolean held, Reason reason) {
        SyncPlan plan = plan(Mode.FULL, policy(true, true), missing(held));

        assertThat(plan.applies()).extracting(SyncPlan.Apply::reason).containsExactly(reason);
    }

    @ParameterizedTest
    @CsvSource({
        // mode, selfHeal, class, applied
        "FULL, false, DRIFTED, true",
        "SAME_REVISION, false, DRIFTED, false",
        "SAME_REVISION, true, DRIFTED, true",
        "SAME_REVISION, false, PENDING, true",
        "SAME_REVISION, false, CONFLICT, true",
        "REPORT, true, PENDING, false",
        "REPORT, true, DRIFTED, false",
    })
    void theModeDecidesWhatMayBeApplied(Mode mode, boolean selfHeal, FieldClass change, boolean applied) {
        SyncPlan plan = plan(mode, policy(selfHeal, true), changed(change, true, true));

        assertThat(plan.applies()).hasSize(applied ? 1 : 0);
        assertThat(plan.withheld()).hasSize(applied ? 0 : 1);
    }

    @Test
    void aDeletedObjectIsNotMadeAgainWithoutSelfHeal() {
        assertThat(plan(Mode.SAME_REVISION, policy(false, true), missing(true)).withheld())
                .singleElement()
                .satisfies(withheld -> assertThat(withheld.reason()).contains("selfHeal"));
        assertThat(plan(Mode.SAME_REVISION, policy(false, true), missing(false)).applies())
                .hasSize(1);
    }

    @Test
    void whatIsInSyncOrUndecidedNeedsNothing() {
        assertThat(plan(Mode.FULL, policy(true, true), compared(new ObjectDiff.InSync(WEB, List.of()), true, true)))
                .isEqualTo(new SyncPlan(List.of(), List.of(), List.of()));
        assertThat(plan(Mode.FULL, policy(true, true), compared(new ObjectDiff.Undecided(WEB, "too deep"), true, true)))
                .isEqualTo(new SyncPlan(List.of(), List.of(), List.of()));
    }

    @Test
    void whatBelongsToOthersIsLeftAloneAndSaysWhy() {
        SyncPlan plan = plan(Mode.FULL, policy(true, true), new Drift.Untouchable("another tracks it"));

        assertThat(plan.isEmpty()).isTrue();
        assertThat(plan.withheld()).containsExactly(new SyncPlan.Withheld(WEB, "another tracks it"));
    }

    @Test
    void whatWasNotComparedIsNotApplied() {
        SyncPlan plan = Planner.plan(
                new Planner.Input(spec(policy(true, true)), desired(WEB), Map.of(), Set.of(), Mode.FULL, true));

        assertThat(plan.isEmpty()).isTrue();
        assertThat(plan.withheld()).extracting(SyncPlan.Withheld::key).containsExactly(WEB);
    }

    @Test
    void whatLeftGitIsPruned() {
        assertThat(prune(spec(policy(true, true)), desired(WEB), Mode.FULL, true, WEB, OLD)
                        .prunes())
                .containsExactly(new SyncPlan.Prune(OLD));
        assertThat(prune(spec(policy(true, true)), desired(WEB), Mode.SAME_REVISION, true, WEB, OLD)
                        .prunes())
                .containsExactly(new SyncPlan.Prune(OLD));
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void nothingIsPrunedWhereThePolicySaysNo(Mode mode) {
        assertWithheld(
                prune(spec(policy(true, true)), desired(WEB), mode, false, WEB, OLD),
                mode == Mode.REPORT ? "automated" : "prune");
    }

    @Test
    void nothingIsPrunedInAReport() {
        assertWithheld(prune(spec(policy(true, true)), desired(WEB), Mode.REPORT, true, WEB, OLD), "automated");
    }

    @Test
    void nothingIsPrunedWhileAManifestCannotBeUsed() {
        DesiredState desired = new DesiredState(
                desired(WEB).objects(), List.of(new ObjectError(OLD, "the cluster serves no kind Widget")));

        assertWithheld(prune(spec(policy(true, true)), desired, Mode.FULL, true, WEB, OLD), "no kind Widget");
    }

    @Test
    void anEmptyRenderPrunesOnlyWhereThatIsAllowed() {
        assertWithheld(prune(spec(policy(true, true)), desired(), Mode.FULL, true, OLD), "allowEmpty");
        SyncPolicy allowed = new SyncPolicy(true, true, true, true, false, RetryPolicy.DEFAULT);
        assertThat(prune(spec(allowed), desired(), Mode.FULL, true, OLD).prunes())
                .containsExactly(new SyncPlan.Prune(OLD));
    }

    @ParameterizedTest
    @CsvSource({
        "'', Namespace",
        "'', PersistentVolumeClaim",
        "'', PersistentVolume",
        "apiextensions.k8s.io, CustomResourceDefinition"
    })
    void whatHoldsTheThingsOfOthersIsPrunedOnlyByName(String group, String kind) {
        ObjectKey precious = new ObjectKey(group, kind, "", "precious");

        assertWithheld(prune(spec(policy(true, true)), desired(WEB), Mode.FULL, true, WEB, precious), kind);
        ApplicationSpec named =
                spec(policy(true, true), new PrunePolicy(Optional.empty(), Optional.empty(), Set.of(kind)));
        assertThat(prune(named, desired(WEB), Mode.FULL, true, WEB, precious).prunes())
                .containsExactly(new SyncPlan.Prune(precious));
    }

    @Test
    void aSyncOverItsBudgetPrunesNothingAtAll() {
        ObjectKey[] many = IntStream.range(0, 12)
                .mapToObj(i -> new ObjectKey("", "ConfigMap", "shop", "c" + i))
                .toArray(ObjectKey[]::new);

        SyncPlan over = prune(spec(policy(true, true)), desired(Arrays.copyOf(many, 5)), Mode.FULL, true, many);
        SyncPlan within = prune(spec(policy(true, true)), desired(Arrays.copyOf(many, 6)), Mode.FULL, true, many);

        assertThat(over.prunes()).isEmpty();
        assertThat(over.withheld())
                .filteredOn(w -> w.reason().contains("delete 7 of 12"))
                .hasSize(7);
        assertThat(within.prunes()).hasSize(6);
    }

    @Test
    void whatIsProtectedDoesNotCountAgainstTheBudget() {
        ObjectKey namespace = new ObjectKey("", "Namespace", "", "shop");
        ApplicationSpec one = spec(policy(true, true), new PrunePolicy(Optional.of(1), Optional.empty(), Set.of()));

        assertThat(prune(one, desired(WEB), Mode.FULL, true, WEB, OLD, namespace)
                        .prunes())
                .containsExactly(new SyncPlan.Prune(OLD));
    }

    @Test
    void prunesGoThroughThePhasesInReverse() {
        ObjectKey service = new ObjectKey("", "Service", "shop", "old");
        ObjectKey webhook = new ObjectKey("admissionregistration.k8s.io", "ValidatingWebhookConfiguration", "", "old");

        assertThat(prune(spec(policy(true, true)), desired(WEB), Mode.FULL, true, OLD, service, webhook)
                        .prunes())
                .extracting(SyncPlan.Prune::key)
                .containsExactly(webhook, service, OLD);
    }

    @ParameterizedTest
    @CsvSource({
        "'', Namespace, NAMESPACES",
        "apiextensions.k8s.io, CustomResourceDefinition, DEFINITIONS",
        "'', Secret, FOUNDATIONS",
        "rbac.authorization.k8s.io, ClusterRole, FOUNDATIONS",
        "apps, Deployment, WORKLOADS",
        "example.com, Namespace, WORKLOADS",
        "example.com, Widget, WORKLOADS",
        "admissionregistration.k8s.io, MutatingWebhookConfiguration, EXTENSIONS"
    })
    void aKindHasItsPhase(String group, String kind, KindOrder phase) {
        assertThat(KindOrder.of(new ObjectKey(group, kind, "", "x"))).isEqualTo(phase);
    }

    private static void assertWithheld(SyncPlan plan, String reason) {
        assertThat(plan.prunes()).isEmpty();
        assertThat(plan.withheld())
                .anySatisfy(withheld -> assertThat(withheld.reason()).contains(reason));
    }

    private static SyncPlan plan(Mode mode, SyncPolicy policy, Drift drift) {
        return Planner.plan(
                new Planner.Input(spec(policy), desired(WEB), Map.of(WEB, drift), Set.of(WEB), mode, policy.prune()));
    }

    private static SyncPlan prune(
            ApplicationSpec spec, DesiredState desired, Mode mode, boolean prune, ObjectKey... held) {
        return Planner.plan(new Planner.Input(spec, desired, Map.of(), Set.of(held), mode, prune));
    }

    private static Drift compared(ObjectDiff diff, boolean tracked, boolean held) {
        return new Drift.Compared(diff, tracked, held);
    }

    private static Drift missing(boolean held) {
        return compared(new ObjectDiff.Missing(WEB), false, held);
    }

    private static Drift changed(FieldClass fieldClass, boolean tracked, boolean held) {
        FieldChange change = new FieldChange(
                FieldPath.of("spec", "replicas"),
                fieldClass,
                Optional.empty(),
                Optional.of(Value.of(3)),
                Optional.of(Value.of(1)),
                Optional.of(Value.of(3)),
                List.of(),
                "");
        return compared(new ObjectDiff.Changed(WEB, List.of(change), Set.of()), tracked, held);
    }

    private static DesiredState desired(ObjectKey... keys) {
        Map<ObjectKey, DesiredObject> objects = new LinkedHashMap<>();
        for (ObjectKey key : keys) {
            objects.put(key, new DesiredObject(key, MapValue.EMPTY, MapValue.EMPTY, "app.yaml", 1));
        }
        return new DesiredState(objects, List.of());
    }

    private static SyncPolicy policy(boolean selfHeal, boolean prune) {
        return new SyncPolicy(true, prune, selfHeal, false, false, RetryPolicy.DEFAULT);
    }

    private static ApplicationSpec spec(SyncPolicy policy) {
        return spec(policy, PrunePolicy.DEFAULT);
    }

    private static ApplicationSpec spec(SyncPolicy policy, PrunePolicy prune) {
        return new ApplicationSpec(
                "default",
                new Source("https://git.example.com/shop.git", "HEAD", ".", false),
                new Destination(Optional.empty(), Optional.empty(), Optional.of("shop")),
                policy,
                prune,
                10,
                false,
                Optional.empty());
    }
}
