package dev.gitsync.benchmarks;

import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import dev.gitsync.yaml.Yaml;
import dev.gitsync.yaml.YamlDocument;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From text to trees and back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(1)
public class ParseBenchmark {
    private final byte[] deploymentYaml = Yaml.print(Objects.deployment()).getBytes(StandardCharsets.UTF_8);
    private final byte[] configMapYaml = Yaml.print(Objects.configMap()).getBytes(StandardCharsets.UTF_8);
    private final Value live = Objects.liveDeployment();
    private final byte[] liveJson = Json.bytes(live);

    @Benchmark
    public List<YamlDocument> yamlDeployment() {
        return Yaml.parse(deploymentYaml, "deployment.yaml");
    }

    @Benchmark
    public List<YamlDocument> yamlConfigMap() {
        return Yaml.parse(configMapYaml, "settings.yaml");
    }

    /** An API server's answer. */
    @Benchmark
    public Value jsonLiveDeployment() {
        return Json.parse(liveJson);
    }

    @Benchmark
    public byte[] jsonWriteLiveDeployment() {
        return Json.bytes(live);
    }
}
