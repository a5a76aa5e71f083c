package dev.gitsync.controller;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import dev.gitsync.api.Application;
import dev.gitsync.api.ApplicationStatus;
import dev.gitsync.api.Condition;
import dev.gitsync.api.SyncStatus;
import dev.gitsync.controller.SyncFailure.Reason;
import dev.gitsync.diff.FieldChange;
import dev.gitsync.diff.FieldClass;
import dev.gitsync.diff.ObjectDiff;
import dev.gitsync.diff.Owner;
import dev.gitsync.fieldpath.FieldPath;
import dev.gitsync.git.Commit;
import dev.gitsync.health.Health;
import dev.gitsync.health.HealthStatus;
import dev.gitsync.plan.DesiredObject;
import dev.gitsync.plan.DesiredState;
import dev.gitsync.plan.ObjectError;
import dev.gitsync.plan.Planner.Drift;
import dev.gitsync.render.MemoryFileTree;
import dev.gitsync.render.ReadSet;
import dev.gitsync.value.Json;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class StatusesTest {
    private static final ObjectKey WEB = new ObjectKey("apps", "Deployment", "shop", "web");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final ApplicationState app =
            new ApplicationState(Application.of((MapValue) Json.parse("""
                    {"metadata": {"name": "shop", "namespace": "gitsync", "uid": "u", "generation": 2},
                     "spec": {"source": {"repoURL": "https://git.example.com/shop.git"}, "project": "team",
                              "destination": {"namespace": "shop"}}}""")), Clock.systemUTC());

    @Test
    void whatIsAsGitWantsItIsSyncedAndReady() {
        stands(new ObjectDiff.InSync(WEB, List.of()), HealthStatus.HEALTHY, "");

        ApplicationStatus status = status(Optional.empty());

        assertThat(status.sync().status()).isEqualTo(SyncStatus.SYNCED);
        assertThat(condition(status, "Ready").status()).isEqualTo(Condition.Status.TRUE);
        assertThat(status.condition("Reconciling")).isEmpty();
        assertThat(status.condition("Stalled")).isEmpty();
        assertThat(condition(status, "UnsupportedField").message()).contains("spec.project");
        assertThat(status.observedGeneration()).isEqualTo(2);
    }

    @Test
    void driftIsNamedByFieldClassAndManagerAndNeverByValue() {
        FieldChange change = new FieldChange(
                FieldPath.of("spec", "replicas"),
                FieldClass.DRIFTED,
                Optional.empty(),
                Optional.of(Value.of("canary-desired")),
                Optional.of(Value.of("canary-live")),
                Optional.empty(),
                List.of(new Owner("kubectl", "Update", "", Optional.empty())),
                "");
        stands(new ObjectDiff.Changed(WEB, List.of(change), Set.of()), HealthStatus.HEALTHY, "");

        ApplicationStatus status = status(Optional.empty());

        assertThat(status.sync().status()).isEqualTo(SyncStatus.OUT_OF_SYNC);
        assertThat(condition(status, "Ready").message()).contains("spec.replicas (Drifted by kubectl)");
        assertThat(Json.text(status.toValue())).doesNotContain("canary");
    }

    @Test
    void whatCannotBeDecidedIsUnknownAndNeverSynced() {
        stands(new ObjectDiff.Undecided(WEB, "its schema can't be read"), HealthStatus.HEALTHY, "");

        assertThat(status(Optional.empty()).sync().status()).isEqualTo(SyncStatus.UNKNOWN);
    }

    @Test
    void aFailureIsUnknownEvenWhereAllWasInSyncAndItsEndIsSeen() {
        stands(new ObjectDiff.InSync(WEB, List.of()), HealthStatus.HEALTHY, "");

        ApplicationStatus failed = status(Optional.of(new SyncFailure(Reason.SourceFailed, "connection refused")));
        assertThat(failed.sync().status()).isEqualTo(SyncStatus.UNKNOWN);
        assertThat(condition(failed, "Ready").reason()).isEqualTo("SourceFailed");
        assertThat(condition(failed, "Reconciling").message()).contains("connection refused");

        app.written = failed;
        ApplicationStatus recovered = status(Optional.empty());
        assertThat(condition(recovered, "Ready").status()).isEqualTo(Condition.Status.TRUE);
        assertThat(recovered.condition("Reconciling")).isEmpty();
    }

    @Test
    void whatOnlyAPersonCanMendIsStalled() {
        ApplicationStatus status = status(Optional.of(new SyncFailure(Reason.RenderFailed, "line 3: no mapping")));

        assertThat(condition(status, "Stalled").reason()).isEqualTo("RenderFailed");
        assertThat(status.condition("Reconciling")).isEmpty();
    }

    @Test
    void theWorstHealthIsTheWhole() {
        stands(new ObjectDiff.InSync(WEB, List.of()), HealthStatus.DEGRADED, "the image can't be pulled");

        ApplicationStatus status = status(Optional.empty());

        assertThat(status.health().status()).isEqualTo("Degraded");
        assertThat(status.health().message().orElseThrow()).contains("shop/web", "can't be pulled");
        assertThat(condition(status, "Ready").status()).isEqualTo(Condition.Status.FALSE);
    }

    @Test
    void errorsOfObjectsAndManifestsAreSaid() {
        stands(new ObjectDiff.Missing(WEB), HealthStatus.MISSING, "");
        app.errors.put(WEB, "exceeded quota");
        ApplicationStatus refused = status(Optional.empty());
        assertThat(condition(refused, "Ready").message()).contains("1 failed", "shop/web", "exceeded quota");
        assertThat(condition(refused, "Reconciling").reason()).isEqualTo("SyncFailed");

        app.errors.clear();
        renders(List.of(new ObjectError(WEB, "the cluster serves no kind Widget")));
        assertThat(condition(status(Optional.empty()), "Ready").message()).contains("no kind Widget");
    }

    @Test
    void noSecretIsInWhatOthersWrote() {
        stands(new ObjectDiff.Undecided(WEB, "denied: canary"), HealthStatus.DEGRADED, "crashed with canary");
        UnaryOperator<String> redact = text -> text.replace("canary", "(redacted)");

        ApplicationStatus status = Statuses.of(
                app,
                new Statuses.Findings(
                        Optional.of(new SyncFailure(Reason.SyncFailed, "webhook: canary")), List.of(), NOW),
                redact);

        assertThat(Json.text(status.toValue())).contains("(redacted)").doesNotContain("canary");
    }

    private ApplicationStatus status(Optional<SyncFailure> failure) {
        return Statuses.of(app, new Statuses.Findings(failure, List.of(), NOW), UnaryOperator.identity());
    }

    private static Condition condition(ApplicationStatus status, String type) {
        return status.condition(type).orElseThrow();
    }

    private void stands(ObjectDiff diff, HealthStatus health, String message) {
        renders(List.of());
        app.observed.put(WEB, new Observed(new Drift.Compared(diff, true, true), new Health(health, message)));
    }

    private void renders(List<ObjectError> errors) {
        DesiredObject web = new DesiredObject(WEB, MapValue.EMPTY, MapValue.EMPTY, "web.yaml", 1);
        app.rendered = Optional.of(new Sources.Rendered(
                new Commit("c1", "Alex", "alex@example.com", NOW, "first", MemoryFileTree.of(Map.of())),
                app.application.validSpec().orElseThrow(),
                new ReadSet(ImmutableSortedMap.of()),
                List.of(),
                new DesiredState(Map.of(WEB, web), errors),
                true));
    }
}
