package dev.gitsync.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ScenarioTest {
    @TestFactory
    Stream<DynamicTest> eachFieldHasTheClassThatTheScenarioSays() throws IOException, URISyntaxException {
        return scenarios()
                .map(scenario -> DynamicTest.dynamicTest(
                        scenario.name(),
                        () -> assertThat(Scenario.text(ThreeWayDiff.diff(scenario.input())))
                                .isEqualTo(scenario.expected())));
    }

    /** Whatever the scenario: once desired is live and recorded as applied, nothing differs. */
    @TestFactory
    Stream<DynamicTest> whatWasAppliedIsInSync() throws IOException, URISyntaxException {
        return scenarios()
                .map(scenario -> DynamicTest.dynamicTest(scenario.name(), () -> {
                    DiffInput input = scenario.input();
                    Base applied = new Base(input.desired(), input.desired());
                    DiffInput after = new DiffInput(
                            input.desired(),
                            Optional.of(input.desired()),
                            Optional.of(applied),
                            Optional.empty(),
                            input.schema(),
                            input.manager());

                    assertThat(Scenario.text(ThreeWayDiff.diff(after))).isEqualTo("in sync");
                }));
    }

    static Stream<Scenario> scenarios() throws IOException, URISyntaxException {
        URL folder = Objects.requireNonNull(ScenarioTest.class.getResource("/scenarios"));
        try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
            List<Scenario> scenarios = files.sorted().map(Scenario::read).toList();
            return scenarios.stream();
        }
    }
}
