package dev.gitsync.health;

import static dev.gitsync.health.HealthStatus.DEGRADED;
import static dev.gitsync.health.HealthStatus.HEALTHY;
import static dev.gitsync.health.HealthStatus.MISSING;
import static dev.gitsync.health.HealthStatus.PROGRESSING;
import static dev.gitsync.health.HealthStatus.SUSPENDED;
import static dev.gitsync.health.HealthStatus.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.gitsync.value.Value;
import dev.gitsync.yaml.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class HealthsTest {
    @TestFactory
    Stream<DynamicTest> cases() throws IOException {
        try (InputStream cases = Objects.requireNonNull(getClass().getResourceAsStream("cases.yaml"))) {
            return Yaml.parse(cases.readAllBytes(), "cases.yaml").stream()
                    .map(document -> dynamicTest(
                            document.value().stringAt("case").orElseThrow(), () -> check(document.value())));
        }
    }

    private static void check(Value theCase) {
        Health health = Healths.of(theCase.mapAt("object"));

        assertThat(health.status().text())
                .as(health.message())
                .isEqualTo(theCase.stringAt("expect").orElseThrow());
        theCase.stringAt("message")
                .ifPresent(message -> assertThat(health.message()).isEqualTo(message));
    }

    @Test
    void anApplicationIsAsWellAsItsWorstObject() {
        assertThat(HealthStatus.worst(List.of())).isEqualTo(HEALTHY);
        assertThat(HealthStatus.worst(List.of(HEALTHY, SUSPENDED, HEALTHY))).isEqualTo(SUSPENDED);
        assertThat(HealthStatus.worst(List.of(SUSPENDED, PROGRESSING))).isEqualTo(PROGRESSING);
        assertThat(HealthStatus.worst(List.of(MISSING, PROGRESSING))).isEqualTo(MISSING);
        assertThat(HealthStatus.worst(List.of(MISSING, DEGRADED, HEALTHY))).isEqualTo(DEGRADED);
        assertThat(HealthStatus.worst(List.of(DEGRADED, UNKNOWN))).isEqualTo(UNKNOWN);
    }
}
