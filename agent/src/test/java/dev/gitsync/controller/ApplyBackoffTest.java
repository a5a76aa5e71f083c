package dev.gitsync.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitsync.api.RetryPolicy;
import dev.gitsync.diff.FieldChange;
import dev.gitsync.diff.FieldClass;
import dev.gitsync.diff.Owner;
import dev.gitsync.fieldpath.FieldPath;
import dev.gitsync.plan.DesiredObject;
import dev.gitsync.plan.SyncPlan.Apply;
import dev.gitsync.plan.SyncPlan.Reason;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value.MapValue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ApplyBackoffTest {
    private static final ObjectKey WEB = new ObjectKey("apps", "Deployment", "shop", "web");
    private static final RetryPolicy TWICE = new RetryPolicy(2, Duration.ofSeconds(5), 2, Duration.ofMinutes(3));

    private final Hands clock = new Hands();
    private final ApplyBackoff backoff = new ApplyBackoff(clock);

    @Test
    void fiveHealsWithinAMinuteAreFreeAndTheSixthIsTheLastForAWhile() {
        heal(5);
        assertThat(backoff.pause(apply(Reason.HEAL, "hpa"))).isEmpty();

        heal(1);

        assertThat(backoff.pause(apply(Reason.HEAL, "hpa"))).hasValueSatisfying(pause -> {
            assertThat(pause.until()).isEqualTo(clock.instant().plusSeconds(5));
            assertThat(pause.reason()).contains("hpa", "spec.replicas", "6 times");
        });
    }

    @Test
    void theWaitDoublesWhileTheFightGoesOn() {
        heal(6);
        clock.forward(Duration.ofSeconds(5));
        assertThat(backoff.pause(apply(Reason.HEAL, "hpa"))).isEmpty();

        heal(1);

        assertThat(backoff.pause(apply(Reason.HEAL, "hpa")))
                .hasValueSatisfying(pause ->
                        assertThat(pause.until()).isEqualTo(clock.instant().plusSeconds(10)));
    }

    @Test
    void healsFarApartAreNoFight() {
        for (int i = 0; i < 20; i++) {
            heal(1);
            clock.forward(Duration.ofSeconds(20));
        }

        assertThat(backoff.pause(apply(Reason.HEAL, "hpa"))).isEmpty();
    }

    @Test
    void theFightIsOverOneFieldAndAgainstOneManager() {
        heal(6);

        assertThat(backoff.pause(apply(Reason.HEAL, "kubectl"))).isEmpty();
        assertThat(backoff.pause(apply(Reason.CONFIGURE, "hpa"))).isEmpty();
    }

    @Test
    void whoeverKeepsDeletingAnObjectIsFoughtWithLess() {
        Apply deleted = new Apply(object(), Reason.HEAL, List.of());
        for (int i = 0; i < 6; i++) {
            backoff.healed(deleted);
        }

        assertThat(backoff.pause(deleted))
                .hasValueSatisfying(pause -> assertThat(pause.reason()).contains("its existence"));
    }

    @Test
    void aRefusedObjectWaitsLongerEachTimeAndThenIsGivenUp() {
        Apply apply = apply(Reason.CREATE, "hpa");

        backoff.failed(WEB, TWICE);
        assertThat(backoff.nextTry()).contains(clock.instant().plusSeconds(5));
        backoff.failed(WEB, TWICE);
        assertThat(backoff.nextTry()).contains(clock.instant().plusSeconds(10));
        assertThat(backoff.pause(WEB)).isPresent();
        clock.forward(Duration.ofSeconds(10));
        assertThat(backoff.pause(apply)).isEmpty();
        backoff.failed(WEB, TWICE);

        assertThat(backoff.nextTry()).isEmpty();
        assertThat(backoff.pause(apply)).hasValueSatisfying(pause -> {
            assertThat(pause.until()).isEqualTo(Instant.MAX);
            assertThat(pause.reason()).contains("tried 3 times", "spec.syncPolicy.retry");
        });
    }

    @Test
    void withoutALimitItIsTriedForEver() {
        for (int i = 0; i < 1_000; i++) {
            backoff.failed(WEB, RetryPolicy.DEFAULT);
        }

        assertThat(backoff.nextTry()).contains(clock.instant().plus(Duration.ofMinutes(3)));
    }

    @Test
    void aNewRevisionAndASuccessForgetTheRefusals() {
        backoff.failed(WEB, TWICE);
        backoff.forgetFailures();
        assertThat(backoff.pause(WEB)).isEmpty();

        backoff.failed(WEB, TWICE);
        backoff.succeeded(WEB);

        assertThat(backoff.pause(WEB)).isEmpty();
        assertThat(backoff.nextTry()).isEmpty();
    }

    private void heal(int times) {
        for (int i = 0; i < times; i++) {
            backoff.healed(apply(Reason.HEAL, "hpa"));
        }
    }

    private static DesiredObject object() {
        return new DesiredObject(WEB, MapValue.EMPTY, MapValue.EMPTY, "web.yaml", 1);
    }

    private static Apply apply(Reason reason, String manager) {
        FieldChange change = new FieldChange(
                FieldPath.of("spec", "replicas"),
                FieldClass.DRIFTED,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(new Owner(manager, "Update", "", Optional.empty())),
                "");
        return new Apply(object(), reason, List.of(change));
    }

    /** A clock that goes when it is told to. */
    private static final class Hands extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void forward(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
