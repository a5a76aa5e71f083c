package dev.gitsync.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitsync.value.Value;
import dev.gitsync.value.Value.NullValue;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Reading and printing agree with Go, case by case; see {@link GoCase} for where the cases come from. */
class YamlLikeGoTest {
    @TestFactory
    Stream<DynamicTest> readsLikeGo() {
        return GoCase.all()
                .filter(goCase -> goCase.yaml().isPresent())
                .map(goCase -> DynamicTest.dynamicTest(
                        goCase.name(), () -> assertThat(read(goCase)).isEqualTo(goCase.expected())));
    }

    private static Optional<Value> read(GoCase goCase) {
        try {
            List<YamlDocument> documents = Yaml.parse(goCase.yaml().orElseThrow(), "case.yaml");
            return Optional.of(
                    documents.isEmpty() ? NullValue.NULL : documents.getFirst().value());
        } catch (YamlException e) {
            return Optional.empty();
        }
    }
}
