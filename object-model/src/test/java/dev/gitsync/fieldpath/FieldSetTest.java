package dev.gitsync.fieldpath;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import dev.gitsync.fieldpath.PathElement.Index;
import dev.gitsync.fieldpath.PathElement.Item;
import dev.gitsync.fieldpath.PathElement.Key;
import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FieldSetTest {
    private static final FieldPath PORT = FieldPath.of("spec", "ports").then(key("port", Value.of(80)));

    @Test
    void membershipSaysNothingOfWhatLiesBelow() {
        FieldSet set = FieldSet.of(PORT, FieldPath.of("spec", "replicas"));

        assertThat(set.has(PORT)).isTrue();
        assertThat(set.has(PORT.field("name"))).isFalse();
        assertThat(set.has(FieldPath.of("spec"))).isFalse();
    }

    @Test
    void aMemberWithNothingBelowCoversAllBelow() {
        FieldSet set = FieldSet.of(PORT, FieldPath.of("spec", "selector"), FieldPath.of("spec", "selector", "app"));

        assertThat(set.covers(PORT.field("name"))).isTrue();
        assertThat(set.covers(FieldPath.of("spec", "selector", "tier"))).isFalse();
        assertThat(FieldSet.EMPTY.covers(FieldPath.of("spec"))).isFalse();
    }

    @Test
    void pathsComeFieldsFirstThenItemsEachBeforeWhatLiesBelow() {
        FieldPath list = FieldPath.of("l");
        FieldSet set = FieldSet.of(
                list.then(new Index(2)),
                list.then(new Item(Value.of("b"))),
                list.then(new Item(Value.of(7))),
                list.then(key("name", Value.of("a"))).field("value"),
                list.then(key("name", Value.of("a"))),
                list.then(new Index(0)),
                FieldPath.of("b"),
                FieldPath.of("a", "z"));

        assertThat(set.paths())
                .extracting(FieldPath::toString)
                .containsExactly("a.z", "b", "l[name=a]", "l[name=a].value", "l[=7]", "l[=b]", "l[0]", "l[2]");
        assertThat(set.leaves()).hasSize(7).doesNotContain(list.then(key("name", Value.of("a"))));
    }

    @Test
    void differenceKeepsWhatLiesBelowAPathOfTheOther() {
        FieldSet set = FieldSet.of(PORT, PORT.field("name"));

        assertThat(set.difference(FieldSet.of(PORT))).isEqualTo(FieldSet.of(PORT.field("name")));
    }

    @Test
    void theAlgebraHoldsOnRandomSets() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            FieldSet a = random(random);
            FieldSet b = random(random);
            FieldSet c = random(random);
            String about = "seed " + seed + ", a=" + a + ", b=" + b + ", c=" + c;

            assertThat(a.union(b)).as(about).isEqualTo(b.union(a));
            assertThat(a.union(b).union(c)).as(about).isEqualTo(a.union(b.union(c)));
            assertThat(a.intersection(b)).as(about).isEqualTo(b.intersection(a));
            assertThat(a.intersection(b.union(c)))
                    .as(about)
                    .isEqualTo(a.intersection(b).union(a.intersection(c)));
            assertThat(a.difference(b).union(a.intersection(b))).as(about).isEqualTo(a);
            assertThat(a.difference(b).intersection(b)).as(about).isEqualTo(FieldSet.EMPTY);
            assertThat(a.difference(b.union(c)))
                    .as(about)
                    .isEqualTo(a.difference(b).difference(c));
            assertThat(FieldSet.of(a.paths())).as(about).isEqualTo(a);
            assertThat(a.paths()).as(about).allMatch(a::has);
        }
    }

    @Test
    void fieldsV1GoesThereAndBackOnRandomSets() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            FieldSet set = random(random);
            Value encoded = FieldsV1.encode(set);
            FieldsV1.Decoded decoded = FieldsV1.decode(Json.parse(Json.bytes(encoded)));

            assertThat(decoded).as("seed %d, %s", seed, set).isEqualTo(new FieldsV1.Decoded(set, false));
        }
    }

    static Key key(String name, Value value) {
        return new Key(ImmutableSortedMap.of(name, value));
    }

    private static FieldSet random(Random random) {
        List<FieldPath> paths = new ArrayList<>();
        int count = random.nextInt(12);
        for (int i = 0; i < count; i++) {
            FieldPath path = FieldPath.ROOT;
            int depth = 1 + random.nextInt(4);
            for (int j = 0; j < depth; j++) {
                path = path.then(element(random));
            }
            paths.add(path);
        }
        return FieldSet.of(paths);
    }

    private static PathElement element(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> key("name", Value.of("n" + random.nextInt(3)));
            case 1 ->
                new Key(ImmutableSortedMap.of(
                        "port",
                        Value.of(random.nextInt(3)),
                        "protocol",
                        Value.of(random.nextBoolean() ? "TCP" : "UDP")));
            case 2 -> new Item(Value.of("v" + random.nextInt(3)));
            case 3 -> new Item(new Value.DecimalValue(BigDecimal.valueOf(random.nextInt(3) + 0.5)));
            case 4 -> new Index(random.nextInt(3));
            case 5 ->
                new PathElement.Field(
                        List.of(".", "", "f:x", "a/b~c", "\"", "é").get(random.nextInt(6)));
            default -> new PathElement.Field("f" + random.nextInt(3));
        };
    }
}
