package dev.gitsync.render.kustomize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitsync.render.DirectoryFileTree;
import dev.gitsync.render.FileTree;
import dev.gitsync.render.Manifest;
import dev.gitsync.render.RenderLimits;
import dev.gitsync.testbed.Kubectl;
import dev.gitsync.yaml.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each directory under {@code kustomize/} is rendered by us and by the real kustomize; its overlay where it has one. The
 * output must be the same, byte for byte.
 */
class KustomizeComparisonTest {
    private static final Path CASES = Path.of("src/test/resources/kustomize");

    @TempDir
    private static Path cache;

    @TestFactory
    Stream<DynamicTest> theOutputIsThatOfKustomize() throws IOException {
        try (Stream<Path> cases = Files.list(CASES)) {
            return cases.sorted().toList().stream()
                    .map(directory ->
                            DynamicTest.dynamicTest(directory.getFileName().toString(), () -> assertSame(directory)));
        }
    }

    private static void assertSame(Path directory) throws Exception {
        String entry = Files.isDirectory(directory.resolve("overlay")) ? "overlay" : "";
        FileTree tree = new DirectoryFileTree(directory);
        List<Manifest> manifests = new KustomizeRenderer(RenderLimits.DEFAULT).render(tree, entry);
        Kubectl kubectl = new Kubectl(cache.resolve("none"), cache);
        String expected = kubectl.run("kustomize", directory.resolve(entry).toString());
        assertThat(Yaml.print(manifests.stream().map(Manifest::object).toList()))
                .isEqualTo(expected);
    }
}
