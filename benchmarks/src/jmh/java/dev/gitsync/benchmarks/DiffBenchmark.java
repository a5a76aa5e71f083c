package dev.gitsync.benchmarks;

import dev.gitsync.diff.Base;
import dev.gitsync.diff.Desired;
import dev.gitsync.diff.DiffInput;
import dev.gitsync.diff.ObjectDiff;
import dev.gitsync.diff.ThreeWayDiff;
import dev.gitsync.schema.TypeSchema;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.util.Optional;
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

/** The three-way diff of one object. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(1)
public class DiffBenchmark {
    private static final String MANAGER = "gitsync";

    private final TypeSchema schema = Objects.deploymentSchema();
    private final MapValue desired = Desired.normalise(Objects.deployment());
    private final MapValue live = Objects.liveDeployment();
    private final Optional<Base> base = Optional.of(new Base(desired, live));
    private final MapValue scaled = live.with("spec", live.mapAt("spec").with("replicas", Value.of(1)));
    private final MapValue configMap = Desired.normalise(Objects.configMap());
    private final Optional<Base> configMapBase = Optional.of(new Base(configMap, configMap));
    private final TypeSchema untyped = TypeSchema.Untyped.UNTYPED;

    /** A Deployment that is as it was applied. */
    @Benchmark
    public ObjectDiff equalDeployment() {
        return ThreeWayDiff.diff(input(desired, live, base, schema));
    }

    /** A Deployment that somebody scaled. */
    @Benchmark
    public ObjectDiff driftedDeployment() {
        return ThreeWayDiff.diff(input(desired, scaled, base, schema));
    }

    /** A Deployment of which nothing is remembered: ownership decides. */
    @Benchmark
    public ObjectDiff deploymentWithoutBase() {
        return ThreeWayDiff.diff(input(desired, live, Optional.empty(), schema));
    }

    /** A ConfigMap of 1.5 KB that is as it was applied. */
    @Benchmark
    public ObjectDiff equalConfigMap() {
        return ThreeWayDiff.diff(input(configMap, configMap, configMapBase, untyped));
    }

    private static DiffInput input(MapValue desired, MapValue live, Optional<Base> base, TypeSchema schema) {
        return new DiffInput(desired, Optional.of(live), base, Optional.empty(), schema, MANAGER);
    }
}
