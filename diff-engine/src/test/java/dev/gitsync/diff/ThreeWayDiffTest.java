package dev.gitsync.diff;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import dev.gitsync.fieldpath.FieldPath;
import dev.gitsync.fieldpath.FieldsV1;
import dev.gitsync.schema.TypeSchema;
import dev.gitsync.schema.TypeSchema.Scalar;
import dev.gitsync.schema.TypeSchema.Untyped;
import dev.gitsync.value.Json;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ThreeWayDiffTest {
    private static final TypeSchema RANDOM = Types.struct(
            "a", Scalar.STRING,
            "m",
                    Types.struct(
                            "x",
                            Scalar.STRING,
                            "y",
                            Types.keyed(Types.struct("k", Scalar.STRING, "v", Scalar.STRING), "k")),
            "l", Types.keyed(Types.struct("k", Scalar.STRING, "v", Scalar.STRING, "s", Types.set(Scalar.STRING)), "k"),
            "s", Types.set(Scalar.STRING),
            "t", Types.atomicList(Untyped.UNTYPED));

    private static DiffInput input(MapValue desired, MapValue live, MapValue declared, TypeSchema schema) {
        return new DiffInput(
                desired,
                Optional.of(live),
                Optional.of(new Base(declared, declared)),
                Optional.empty(),
                schema,
                "gitsync");
    }

    /** What an apply that removes what was declared before would leave: the diff and the merge must agree. */
    @Test
    void anObjectIsInSyncWithAllThatHoldsWhatItNames() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            MapValue desired = object(random);
            MapValue live = (MapValue) enriched(desired, random);
            DiffInput input = input(desired, live, desired, RANDOM);

            assertThat(ThreeWayDiff.diff(input))
                    .as("seed %d, %s in %s", seed, desired, live)
                    .isEqualTo(new ObjectDiff.InSync(ObjectKey.of(desired), List.of()));
        }
    }

    /** The quick look of the common case and the walk that names paths come to the same result. */
    @Test
    void theQuickLookAgreesWithTheWalk() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int equal = 0;
        for (int i = 0; i < 5_000; i++) {
            MapValue desired = object(random);
            MapValue live = random.nextBoolean() ? object(random) : (MapValue) enriched(desired, random);
            Comparison walk = new Comparison(input(desired, live, MapValue.EMPTY, RANDOM), live, false);
            walk.run(RANDOM);
            boolean quick = Satisfied.by(RANDOM, desired, live);

            assertThat(walk.changes().isEmpty())
                    .as("seed %d, %s in %s", seed, desired, live)
                    .isEqualTo(quick);
            equal += quick ? 1 : 0;
        }
        assertThat(equal).isBetween(1_000, 4_000);
    }

    @Test
    void everyLeafThatDiffersIsReportedOnce() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            MapValue desired = object(random);
            MapValue live = object(random);
            if (ThreeWayDiff.diff(input(desired, live, object(random), RANDOM)) instanceof ObjectDiff.Changed changed) {
                assertThat(changed.changes())
                        .as("seed %d", seed)
                        .extracting(FieldChange::path)
                        .doesNotHaveDuplicates();
                assertThat(changed.changes())
                        .as("seed %d", seed)
                        .allMatch(change ->
                                change.desired().isPresent() || change.live().isPresent());
            }
        }
    }

    private static MapValue object(Random random) {
        ImmutableMap.Builder<String, Value> map = ImmutableMap.builder();
        if (random.nextBoolean()) {
            map.put("a", Value.of("v" + random.nextInt(2)));
        }
        if (random.nextBoolean()) {
            map.put(
                    "m",
                    random.nextInt(4) == 0
                            ? MapValue.EMPTY
                            : Value.map("x", Value.of("v" + random.nextInt(2)), "y", items(random, false)));
        }
        if (random.nextBoolean()) {
            map.put("l", items(random, true));
        }
        if (random.nextBoolean()) {
            map.put("s", strings(random));
        }
        if (random.nextBoolean()) {
            map.put("t", strings(random));
        }
        return new MapValue(map.buildOrThrow());
    }

    private static ListValue items(Random random, boolean withSets) {
        List<Value> items = new ArrayList<>();
        for (int k = 0; k < 4; k++) {
            if (random.nextBoolean()) {
                MapValue item = Value.map("k", Value.of("k" + k), "v", Value.of("v" + random.nextInt(2)));
                items.add(withSets ? item.with("s", strings(random)) : item);
            }
        }
        Collections.shuffle(items, random);
        return ListValue.of(items);
    }

    private static ListValue strings(Random random) {
        List<Value> items = new ArrayList<>(IntStream.range(0, 3)
                .filter(i -> random.nextBoolean())
                .mapToObj(i -> Value.of("s" + i))
                .toList());
        Collections.shuffle(items, random);
        return ListValue.of(items);
    }

    /** The same object with more in it, and its associative lists and sets in another order. */
    private static Value enriched(Value value, Random random) {
        if (value instanceof MapValue map) {
            ImmutableMap.Builder<String, Value> more = ImmutableMap.builder();
            map.fields().forEach((name, field) -> more.put(name, name.equals("t") ? field : enriched(field, random)));
            return new MapValue(more.put("foreign", Value.of("x")).buildOrThrow());
        }
        if (value instanceof ListValue list) {
            List<Value> items = new ArrayList<>(
                    list.items().stream().map(item -> enriched(item, random)).toList());
            items.add(
                    items.isEmpty() || items.getFirst() instanceof MapValue
                            ? Value.map("k", Value.of("foreign"))
                            : Value.of("foreign"));
            Collections.shuffle(items, random);
            return ListValue.of(items);
        }
        return value;
    }

    @Test
    void whatIsAsDesiredAndNotOursIsTold() {
        MapValue desired = (MapValue) Json.parse("{\"kind\": \"ConfigMap\", \"data\": {\"a\": \"x\", \"b\": \"y\"}}");
        MapValue live = desired.with("metadata", (MapValue) Json.parse("""
                {"managedFields": [{"manager": "gitsync", "operation": "Apply", "fieldsType": "FieldsV1", "fieldsV1": {"f:data": {"f:a": {}}}},
                 {"manager": "kubectl-label", "operation": "Update", "fieldsType": "FieldsV1", "fieldsV1": {"f:data": {"f:b": {}}}}]}
                """));

        List<FieldChange> unowned = ThreeWayDiff.unowned(input(desired, live, desired, Types.of("ConfigMap")));

        assertThat(unowned).extracting(FieldChange::path).containsExactly(FieldPath.of("data", "b"));
        assertThat(unowned.getFirst().fieldClass()).isEqualTo(FieldClass.UNOWNED);
        assertThat(unowned.getFirst().owners()).extracting(Owner::manager).containsExactly("kubectl-label");
    }

    @Test
    void leavesAreWhatAnApplyWouldOwn() {
        MapValue object = (MapValue) Json.parse("""
                {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "labels": {"name": "x"}, "annotations": {}},
                 "spec": {"selector": {"matchLabels": {"a": "b"}}, "template": {"spec": {"nodeSelector": {"d": "e"}, "containers": [
                   {"name": "web", "args": ["x"], "ports": [{"containerPort": 80}]}]}}}}
                """);

        assertThat(Leaves.of(Types.of("Deployment"), object).paths())
                .extracting(FieldPath::toString)
                .containsExactly(
                        "metadata.annotations",
                        "metadata.labels.name",
                        "spec.selector",
                        "spec.template.spec.containers[name=web]",
                        "spec.template.spec.containers[name=web].args",
                        "spec.template.spec.containers[name=web].name",
                        "spec.template.spec.containers[name=web].ports[containerPort=80,protocol=TCP]",
                        "spec.template.spec.containers[name=web].ports[containerPort=80,protocol=TCP].containerPort",
                        "spec.template.spec.nodeSelector");
    }

    @Test
    void anObjectNestedTooDeepIsUndecided() {
        Value deep = Value.of("x");
        for (int i = 0; i < 10_000; i++) {
            deep = Value.map("a", deep);
        }
        MapValue object = Value.map("kind", Value.of("Thing"), "spec", deep);

        assertThat(((ObjectDiff.Undecided)
                                ThreeWayDiff.diff(input(MapValue.EMPTY, object, MapValue.EMPTY, Untyped.UNTYPED)))
                        .reason())
                .isEqualTo("the live object is nested deeper than 500 levels");
        assertThat(ThreeWayDiff.diff(input(object, MapValue.EMPTY, MapValue.EMPTY, Untyped.UNTYPED)))
                .isInstanceOf(ObjectDiff.Undecided.class);
    }

    @Test
    void listsOfAHundredThousandItemsTakeBoundedTime() {
        List<Value> items = new ArrayList<>();
        List<Value> strings = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            // Strings of one hash code, as somebody would choose them who wants a hash table to crawl.
            StringBuilder name = new StringBuilder();
            for (int bit = 0; bit < 17; bit++) {
                name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            items.add(Value.map("k", Value.of(name.toString()), "v", Value.of("x")));
            strings.add(Value.of(name.toString()));
        }
        MapValue desired = Value.map("l", ListValue.of(items), "s", ListValue.of(strings));
        Duration before = cpuTime();
        MapValue live = Value.map("l", ListValue.of(items.reversed()), "s", ListValue.of(strings.reversed()));

        assertThat(ThreeWayDiff.diff(input(desired, live, desired, RANDOM))).isInstanceOf(ObjectDiff.InSync.class);
        ObjectDiff dropped = ThreeWayDiff.diff(input(Value.map("l", ListValue.EMPTY), live, desired, RANDOM));
        assertThat(((ObjectDiff.Changed) dropped).changes().size()).isEqualTo(200_000);
        assertThat(cpuTime().minus(before)).isLessThan(Duration.ofSeconds(20));
    }

    /** Of this thread: the machine may be busy. */
    private static Duration cpuTime() {
        return Duration.ofNanos(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
    }

    /** A guard against slips of an order of magnitude, for {@code make soak}: the figures are the benchmarks'. */
    @Test
    @Tag("soak")
    void theCommonCaseIsCheap() {
        MapValue config = configMap();
        DiffInput input = input(config, (MapValue) Json.parse(Json.bytes(config)), config, Types.of("ConfigMap"));

        assertThat(best(input, "equal ConfigMap of 1.5 KB")).isLessThan(Duration.ofNanos(100_000));
    }

    @Test
    @Tag("soak")
    void aDeploymentThatDiffersIsCheap() {
        MapValue declared = deployment("3", "1");
        MapValue live = deployment("5", "2")
                .with(
                        "metadata",
                        Value.map(
                                "managedFields",
                                Value.list(Value.map(
                                        "manager",
                                        Value.of("gitsync"),
                                        "operation",
                                        Value.of("Apply"),
                                        "fieldsType",
                                        Value.of("FieldsV1"),
                                        "fieldsV1",
                                        FieldsV1.encode(Leaves.of(Types.of("Deployment"), declared))))));
        DiffInput input = input(declared, (MapValue) Json.parse(Json.bytes(live)), declared, Types.of("Deployment"));

        assertThat(((ObjectDiff.Changed) ThreeWayDiff.diff(input)).changes()).hasSize(6);
        assertThat(best(input, "drifted Deployment of 5 containers")).isLessThan(Duration.ofMillis(2));
    }

    private static Duration best(DiffInput input, String what) {
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 50; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < 200; i++) {
                ObjectDiff diff = ThreeWayDiff.diff(input);
                assertThat(diff instanceof ObjectDiff.Undecided).isFalse();
            }
            best = Math.min(best, (System.nanoTime() - start) / 200);
        }
        System.out.println(what + ": " + best / 1_000 + " us");
        return Duration.ofNanos(best);
    }

    private static MapValue deployment(String replicas, String tag) {
        List<Value> containers = new ArrayList<>();
        for (int c = 0; c < 5; c++) {
            List<Value> env = new ArrayList<>();
            for (int e = 0; e < 10; e++) {
                env.add(Value.map("name", Value.of("VARIABLE_" + e), "value", Value.of("value-" + e)));
            }
            containers.add(Value.map(
                    "name",
                    Value.of("c" + c),
                    "image",
                    Value.of("registry.example.com/app:" + tag),
                    "env",
                    ListValue.of(env),
                    "ports",
                    Value.list(Value.map("containerPort", Value.of(80))),
                    "resources",
                    Value.map("limits", Value.map("cpu", Value.of("100m"), "memory", Value.of("1Gi")))));
        }
        return Value.map(
                "apiVersion",
                Value.of("apps/v1"),
                "kind",
                Value.of("Deployment"),
                "metadata",
                Value.map("name", Value.of("a"), "namespace", Value.of("b")),
                "spec",
                Value.map(
                        "replicas",
                        Value.of(Long.parseLong(replicas)),
                        "template",
                        Value.map("spec", Value.map("containers", ListValue.of(containers)))));
    }

    private static MapValue configMap() {
        ImmutableMap.Builder<String, Value> data = ImmutableMap.builder();
        for (int i = 0; i < 15; i++) {
            data.put("key-" + i, Value.of("x".repeat(90) + i));
        }
        return Value.map(
                "apiVersion",
                Value.of("v1"),
                "kind",
                Value.of("ConfigMap"),
                "metadata",
                Value.map("name", Value.of("a"), "namespace", Value.of("b")),
                "data",
                new MapValue(data.buildOrThrow()));
    }
}
