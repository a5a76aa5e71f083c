package dev.gitsync.benchmarks;

import dev.gitsync.render.FileTree;
import dev.gitsync.render.Manifest;
import dev.gitsync.render.MemoryFileTree;
import dev.gitsync.render.RenderException;
import dev.gitsync.render.RenderLimits;
import dev.gitsync.render.directory.DirectoryRenderer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The kustomize overlays of the examples, from memory to manifests. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(1)
public class RenderBenchmark {
    private final FileTree examples = examples();
    private final DirectoryRenderer renderer = new DirectoryRenderer(false, RenderLimits.DEFAULT);

    @Benchmark
    public List<Manifest> stagingOverlay() throws RenderException, IOException {
        return renderer.render(examples, "overlays/staging");
    }

    @Benchmark
    public List<Manifest> productionOverlay() throws RenderException, IOException {
        return renderer.render(examples, "overlays/production");
    }

    private static FileTree examples() {
        Path root = Objects.root().resolve("examples");
        MemoryFileTree.Builder tree = MemoryFileTree.builder();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                tree.file(root.relativize(file).toString(), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return tree.build();
    }
}
