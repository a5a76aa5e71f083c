package dev.gitsync.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gitsync.api.ApplicationKey;
import dev.gitsync.api.InventoryEntry;
import dev.gitsync.api.StoredInventory;
import dev.gitsync.testbed.AgentProcess;
import dev.gitsync.testbed.ClusterExtension;
import dev.gitsync.testbed.RestClient;
import dev.gitsync.testbed.TestNamespace;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An agent that dies in the middle of a sync, or is asked to end there, and what the next one makes of it. */
@ExtendWith(ClusterExtension.class)
final class CrashTest {
    private static final String APPLICATION = "crash";
    private static final int OBJECTS = 60;
    private static final int TURNOVER = 20;
    private static final int LATEST_KILL_MILLIS = 600;
    private static final Duration LEASE = Duration.ofSeconds(15);

    @Test
    void aKilledAgentLosesNothing(TestNamespace namespace, @TempDir Path folder) {
        killAtRandomMoments(namespace, folder, 4);
    }

    @Test
    @Tag("soak")
    void anAgentKilledAgainAndAgainLosesNothing(TestNamespace namespace, @TempDir Path folder) {
        killAtRandomMoments(namespace, folder, 20);
    }

    private static void killAtRandomMoments(TestNamespace namespace, Path folder, int rounds) {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("Kills: -Dseed=" + seed);
        Random random = new Random(seed);
        try (Stage stage = new Stage(namespace, folder)) {
            Content content = new Content();
            content.add(OBJECTS);
            String revision = content.push(stage);
            stage.startAgent();
            stage.cluster.apply(stage.manifest(APPLICATION));
            stage.awaitSynced(APPLICATION, revision);
            Map<String, Value> bystanders = bystanders(stage);
            Map<String, String> uids = uids(stage);
            String holder = lease(stage).stringAt("spec", "holderIdentity").orElseThrow();

            int during = 0;
            for (int round = 1; round <= rounds; round++) {
                Set<String> stay = content.turnOver(random);
                String next = content.push(stage);
                stage.patch(APPLICATION, requestedAt());
                boolean atTheWrites = round % 2 == 0;
                if (atTheWrites) {
                    Set<String> ahead = content.before().keySet();
                    await("the inventory is written, and the objects are next")
                            .atMost(Stage.SOON)
                            .pollDelay(Duration.ZERO)
                            .pollInterval(Duration.ofMillis(2))
                            .until(() -> !ahead.containsAll(inventory(stage)));
                }
                int millis = random.nextInt(atTheWrites ? LATEST_KILL_MILLIS / 4 : LATEST_KILL_MILLIS);
                pause(millis); // the moment of the kill is what is random here
                stage.agent().kill();
                Map<String, String> left = live(stage);
                boolean half = !left.equals(content.values()) && !left.equals(content.before());
                during += half ? 1 : 0;

                long start = System.nanoTime();
                stage.startAgent();
                long serving = System.nanoTime();
                stage.awaitSynced(APPLICATION, next);
                Duration converged = Duration.ofNanos(System.nanoTime() - serving);
                System.out.printf(
                        "Kill %d %d ms after %s, %s; served again after %d ms, converged %d ms later%n",
                        round,
                        millis,
                        atTheWrites ? "the inventory was written" : "the push",
                        half ? "half done" : "before or after the writes",
                        (serving - start) / 1_000_000,
                        converged.toMillis());

                assertThat(live(stage)).isEqualTo(content.values());
                assertThat(labelled(stage))
                        .as("labelled objects")
                        .isEqualTo(content.values().keySet());
                assertThat(inventory(stage))
                        .as("inventory")
                        .isEqualTo(content.values().keySet());
                assertThat(bystanders(stage)).isEqualTo(bystanders);
                Map<String, String> now = uids(stage);
                stay.forEach(name -> assertThat(now.get(name))
                        .as("%s was never deleted", name)
                        .isEqualTo(uids.get(name)));
                uids.clear();
                uids.putAll(now);
                assertThat(lease(stage).stringAt("spec", "holderIdentity")).hasValue(holder);
                assertThat(converged).as("the Lease is taken over at once").isLessThan(LEASE);
            }
            System.out.printf("%d of %d kills came between two writes of a sync%n", during, rounds);
        }
    }

    @Test
    void anAgentThatIsAskedToEndDuringASyncEndsInTime(TestNamespace namespace, @TempDir Path folder) {
        try (Stage stage = new Stage(namespace, folder)) {
            Content content = new Content();
            content.add(1);
            String first = content.push(stage);
            stage.startAgent();
            stage.cluster.apply(stage.manifest(APPLICATION));
            stage.awaitSynced(APPLICATION, first);

            content.add(1_000);
            String second = content.push(stage);
            await("a sync has begun")
                    .atMost(Stage.SOON)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> live(stage).size() > 1);
            AgentProcess ended = stage.agent();
            Duration took = ended.stop();
            int done = live(stage).size();
            System.out.printf(
                    "SIGTERM with %d of %d objects applied: ended after %d ms%n",
                    done, content.values().size(), took.toMillis());

            assertThat(took).isLessThan(Duration.ofSeconds(10));
            assertThat(lease(stage).stringAt("spec", "holderIdentity").orElse(""))
                    .as("the Lease is released")
                    .isEmpty();
            stage.startAgent();
            stage.awaitSynced(APPLICATION, second);
            assertThat(live(stage)).isEqualTo(content.values());
        }
    }

    /** ConfigMaps as they come and go in Git. */
    private static final class Content {
        private final Map<String, String> values = new TreeMap<>();
        private Map<String, String> before = Map.of();
        private int made;

        Map<String, String> values() {
            return values;
        }

        Map<String, String> before() {
            return before;
        }

        void add(int count) {
            for (int i = 0; i < count; i++) {
                values.put("map-%04d".formatted(++made), "first");
            }
        }

        /** Removes some, changes some and adds some; returns the names that stay. */
        Set<String> turnOver(Random random) {
            before = new TreeMap<>(values);
            List<String> names = new ArrayList<>(values.keySet());
            Collections.shuffle(names, random);
            names.subList(0, TURNOVER).forEach(values::remove);
            names.subList(TURNOVER, 2 * TURNOVER)
                    .forEach(name -> values.put(name, "changed-" + random.nextInt(1_000_000)));
            Set<String> stay = new TreeSet<>(values.keySet());
            add(TURNOVER);
            return stay;
        }

        String push(Stage stage) {
            String yaml = values.entrySet().stream()
                    .map(entry -> Stage.configMapYaml(entry.getKey(), entry.getValue()))
                    .collect(Collectors.joining("---\n"));
            return stage.repository(APPLICATION).write("all.yaml", yaml).commitAndPush("Turn over");
        }
    }

    private static List<Value> configMaps(Stage stage) {
        return stage.cluster.rest().list(RestClient.path("v1", "configmaps", stage.target(APPLICATION)));
    }

    private static Map<String, String> live(Stage stage) {
        Map<String, String> live = new TreeMap<>();
        for (Value map : configMaps(stage)) {
            String name = map.stringAt("metadata", "name").orElseThrow();
            if (name.startsWith("map-")) {
                live.put(name, map.stringAt("data", "value").orElse(""));
            }
        }
        return live;
    }

    private static Map<String, String> uids(Stage stage) {
        Map<String, String> uids = new HashMap<>();
        configMaps(stage)
                .forEach(map -> uids.put(
                        map.stringAt("metadata", "name").orElseThrow(),
                        map.stringAt("metadata", "uid").orElseThrow()));
        return uids;
    }

    private static Set<String> labelled(Stage stage) {
        String all = RestClient.path("v1", "configmaps", "") + "?labelSelector=gitsync.dev%2Fapplication%3D"
                + stage.namespace + "." + APPLICATION;
        return stage.cluster.rest().list(all).stream()
                .map(map -> map.stringAt("metadata", "name").orElseThrow())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> inventory(Stage stage) {
        List<MapValue> chunks =
                stage
                        .cluster
                        .rest()
                        .list(RestClient.path("gitsync.dev/v1alpha1", "inventories", stage.namespace))
                        .stream()
                        .map(Value::mapAt)
                        .toList();
        return StoredInventory.of(new ApplicationKey(stage.namespace, APPLICATION), chunks)
                .inventory()
                .orElseThrow()
                .entries()
                .stream()
                .map(InventoryEntry::object)
                .map(key -> key.name())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Objects that nobody gave to gitsync: beside ours, and of the same name elsewhere. Made where they are missing. */
    private static Map<String, Value> bystanders(Stage stage) {
        Map<String, Value> found = new TreeMap<>();
        for (String place : List.of(stage.target(APPLICATION), stage.namespace)) {
            for (String name : List.of("bystander", "map-0001", "map-0002", "map-0030")) {
                if (place.equals(stage.target(APPLICATION)) && !name.equals("bystander")) {
                    continue;
                }
                Optional<Value> there = stage.configMap(place, name);
                found.put(
                        place + "/" + name,
                        there.orElseGet(() -> stage.cluster
                                .rest()
                                .create(
                                        RestClient.path("v1", "configmaps", place),
                                        Value.map("metadata", Value.map("name", Value.of(name))))));
            }
        }
        return found;
    }

    private static Value lease(Stage stage) {
        return stage.cluster
                .rest()
                .get(RestClient.path("coordination.k8s.io/v1", "leases", stage.namespace, "gitsync"));
    }

    private static Value requestedAt() {
        return Value.map(
                "metadata",
                Value.map(
                        "annotations",
                        Value.map(
                                "gitsync.dev/requested-at",
                                Value.of(Instant.now().toString()))));
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
