package dev.gitsync.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitsync.value.ObjectKey;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTest {
    @ParameterizedTest
    @CsvSource({
        "5, 5000",
        "10s, 10000",
        "1h30m, 5400000",
        "500ms, 500",
        "1.5s, 1500",
        "0s, 0",
        "1h0m0.25s, 3600250",
    })
    void durationsAreReadAsGoWritesThem(String text, long millis) {
        assertThat(GoDuration.parse(text)).contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-5s", "s", "5 s", "5d", "1h30", "999999999999h", "P1D", "5s "})
    void anythingElseIsNoDuration(String text) {
        assertThat(GoDuration.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "1, 10", "2, 20", "5, 160", "6, 180", "1000000, 180"})
    void theDelayGrowsToItsBound(int retry, long seconds) {
        assertThat(RetryPolicy.DEFAULT.delay(retry)).hasSeconds(seconds);
    }

    @Test
    void aHugeFactorStaysWithinTheBound() {
        RetryPolicy policy = new RetryPolicy(-1, Duration.ofHours(1), 1000, Duration.ofDays(365));

        assertThat(policy.delay(Integer.MAX_VALUE)).hasDays(365);
        assertThat(policy.allows(Integer.MAX_VALUE)).isTrue();
    }

    @Test
    void retriesAreCountedWhereThePolicySaysHowMany() {
        RetryPolicy policy = new RetryPolicy(5, Duration.ofSeconds(5), 2, Duration.ofMinutes(3));

        assertThat(policy.allows(4)).isTrue();
        assertThat(policy.allows(5)).isFalse();
        assertThat(RetryPolicy.DEFAULT.allows(1_000_000)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        // maxCount, maxPercent, inventory, limit
        ", , 10, 10",
        ", , 11, 5",
        ", , 100, 50",
        "3, , 100, 3",
        "3, , 2, 2",
        ", 100, 100, 100",
        ", 10, 9, 0",
        "0, , 5, 0",
    })
    void onlySoMuchIsPruned(Integer maxCount, Integer maxPercent, int inventory, int limit) {
        PrunePolicy policy = new PrunePolicy(Optional.ofNullable(maxCount), Optional.ofNullable(maxPercent), Set.of());

        assertThat(policy.limit(inventory)).isEqualTo(limit);
    }

    @Test
    void whatHoldsOtherThingsIsProtectedUnlessNamed() {
        ObjectKey claim = new ObjectKey("", "PersistentVolumeClaim", "shop", "data");
        ObjectKey crd = new ObjectKey("apiextensions.k8s.io", "CustomResourceDefinition", "", "a.example.com");
        ObjectKey namesake = new ObjectKey("example.com", "Namespace", "", "shop");

        assertThat(PrunePolicy.DEFAULT.protects(claim)).isTrue();
        assertThat(PrunePolicy.DEFAULT.protects(crd)).isTrue();
        assertThat(PrunePolicy.DEFAULT.protects(namesake)).isFalse();
        PrunePolicy named = new PrunePolicy(
                Optional.empty(), Optional.empty(), Set.of("PersistentVolumeClaim", "CustomResourceDefinition"));
        assertThat(named.protects(claim)).isFalse();
        assertThat(named.protects(crd)).isFalse();
    }
}
