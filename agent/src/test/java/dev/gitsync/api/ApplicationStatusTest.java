package dev.gitsync.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitsync.api.ApplicationStatus.Health;
import dev.gitsync.api.ApplicationStatus.Resource;
import dev.gitsync.api.ApplicationStatus.Summary;
import dev.gitsync.api.ApplicationStatus.Sync;
import dev.gitsync.api.HistoryEntry.Change;
import dev.gitsync.api.HistoryEntry.Counts;
import dev.gitsync.value.Json;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ApplicationStatusTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00.123456Z");

    @Test
    void whatIsWrittenIsReadBackEqual() {
        ApplicationStatus status = full();
        MapValue written = status.toValue();
        MapValue stored = (MapValue) Json.parse(Json.bytes(written));

        assertThat(ApplicationStatus.of(stored)).isEqualTo(status);
        assertThat(Json.text(ApplicationStatus.of(stored).toValue())).isEqualTo(Json.text(written));
    }

    @Test
    void theEmptyStatusIsWhatAnAbsentOneReadsAs() {
        assertThat(ApplicationStatus.of(MapValue.EMPTY)).isEqualTo(ApplicationStatus.EMPTY);
        assertThat(ApplicationStatus.of(ApplicationStatus.EMPTY.toValue())).isEqualTo(ApplicationStatus.EMPTY);
    }

    @Test
    void theOrderInWhichObjectsAreGivenMakesNoDifference() {
        List<Resource> resources = new ArrayList<>(IntStream.range(0, 300)
                .mapToObj(i -> resource("web-" + i, i % 7 == 0 ? SyncStatus.OUT_OF_SYNC : SyncStatus.SYNCED))
                .toList());
        ApplicationStatus one = withResources(resources);
        Collections.reverse(resources);

        assertThat(withResources(resources)).isEqualTo(one);
    }

    @Test
    void whatNeedsAttentionIsShownFirstAndTheRestIsCounted() {
        List<Resource> resources = new ArrayList<>(IntStream.range(0, 300)
                .mapToObj(i -> resource("a-" + i, SyncStatus.SYNCED))
                .toList());
        resources.add(resource("z-drifted", SyncStatus.OUT_OF_SYNC));
        ApplicationStatus status = withResources(resources);

        assertThat(status.resources())
                .hasSize(200)
                .first()
                .extracting(Resource::name)
                .isEqualTo("z-drifted");
        assertThat(status.resourcesOmitted()).isEqualTo(101);
        assertThat(ApplicationStatus.of(status.toValue())).isEqualTo(status);
    }

    @Test
    void onlyAChangeOfStatusIsATransition() {
        Instant later = NOON.plusSeconds(60);
        ApplicationStatus status = ApplicationStatus.EMPTY
                .withCondition(ready(Condition.Status.TRUE, NOON))
                .withCondition(ready(Condition.Status.TRUE, later));
        assertThat(transition(status)).isEqualTo("2026-11-22T12:00:00Z");

        status = status.withCondition(ready(Condition.Status.FALSE, later));
        assertThat(transition(status)).isEqualTo("2026-11-22T12:01:00Z");
        assertThat(status.withoutCondition(Names.READY).conditions()).isEmpty();
    }

    @Test
    void onlyTheLatestSyncsAreKept() {
        ApplicationStatus status = ApplicationStatus.EMPTY;
        for (int i = 0; i < 15; i++) {
            status = status.withHistory(entry("sync-" + i, List.of()), 10);
        }

        assertThat(status.history())
                .hasSize(10)
                .first()
                .extracting(HistoryEntry::id)
                .isEqualTo("sync-14");
        assertThat(status.withHistory(entry("last", List.of()), 0).history()).isEmpty();
    }

    @Test
    void whateverItIsMadeFromItIsBounded() {
        bounded(7827543350931084391L, 3); // a health status without a word
        bounded(new Random().nextLong(), 10);
    }

    private static void bounded(long seed, int rounds) {
        Random random = new Random(seed);
        for (int round = 0; round < rounds; round++) {
            ApplicationStatus status = hostile(random);
            byte[] json = Json.bytes(status.toValue());

            assertThat(json.length).as("seed %d", seed).isLessThan(256 * 1024);
            assertThat(ApplicationStatus.of((MapValue) Json.parse(json)))
                    .as("seed %d", seed)
                    .isEqualTo(status);
        }
    }

    @Test
    void aLongTextIsCutOnceAndBetweenCharacters() {
        String text = "x" + "😀".repeat(2000);
        for (int limit = 20; limit < 40; limit++) {
            String cut = Text.cap(text, limit);

            assertThat(cut).hasSizeLessThanOrEqualTo(limit).endsWith("… (cut)").doesNotContain("\uFFFD");
            assertThat(Text.cap(cut, limit)).isEqualTo(cut);
        }
        assertThat(Text.cap("a\tb\n\u0000c\uD800", 20)).isEqualTo("a b\n c\uFFFD");
    }

    private static ApplicationStatus hostile(Random random) {
        return new ApplicationStatus(
                random.nextLong(),
                many(
                        100,
                        () -> new Condition(
                                junk(random),
                                Condition.Status.UNKNOWN,
                                junk(random),
                                junk(random),
                                NOON,
                                random.nextLong())),
                new Sync(SyncStatus.SYNCED, Optional.of(junk(random))),
                new Health(junk(random), Optional.of(junk(random))),
                new Summary(1, 1, 1, 1, Map.of(junk(random), 1)),
                many(
                        1000,
                        () -> new Resource(
                                junk(random),
                                junk(random),
                                junk(random),
                                junk(random),
                                SyncStatus.UNKNOWN,
                                junk(random),
                                junk(random))),
                0,
                many(50, () -> entry(junk(random), many(random.nextInt(100), () -> change(random)))),
                Optional.of(junk(random)));
    }

    private static <T> List<T> many(int count, Supplier<T> each) {
        return Stream.generate(each).limit(count).toList();
    }

    private static Change change(Random random) {
        return new Change(junk(random), junk(random), junk(random), Optional.of(junk(random)), Optional.of(NOON));
    }

    private static String junk(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(10) == 0 ? 5000 : random.nextInt(20);
        for (int i = 0; i < length; i++) {
            text.append((char) (random.nextBoolean() ? random.nextInt(0x80) : random.nextInt(0x10000)));
        }
        return text.toString();
    }

    static ApplicationStatus full() {
        List<Change> changes = List.of(
                new Change(
                        "Deployment.apps shop/web",
                        "spec.replicas",
                        "Drifted",
                        Optional.of("kubectl-edit"),
                        Optional.of(NOON)),
                new Change("ConfigMap shop/web", "", "Missing", Optional.empty(), Optional.empty()));
        return new ApplicationStatus(
                        7,
                        List.of(ready(Condition.Status.TRUE, NOON)),
                        new Sync(SyncStatus.OUT_OF_SYNC, Optional.of("0123456789")),
                        Health.UNKNOWN,
                        Summary.EMPTY,
                        List.of(),
                        3,
                        List.of(entry("first", changes)),
                        Optional.of("2026-11-22T12:00:00Z"))
                .withObjects(
                        new Health("Degraded", Optional.of("Deployment shop/web: 1 of 3 ready")),
                        new Summary(2, 1, 1, 0, Map.of("Healthy", 1, "Degraded", 1)),
                        List.of(
                                resource("web", SyncStatus.OUT_OF_SYNC),
                                Resource.of(new ObjectKey("", "Namespace", "", "shop"), SyncStatus.SYNCED, "", "")));
    }

    private static ApplicationStatus withResources(List<Resource> resources) {
        return ApplicationStatus.EMPTY.withObjects(Health.UNKNOWN, Summary.EMPTY, resources);
    }

    private static Resource resource(String name, SyncStatus status) {
        return Resource.of(new ObjectKey("apps", "Deployment", "shop", name), status, "Healthy", "available");
    }

    private static Condition ready(Condition.Status status, Instant at) {
        return new Condition(Names.READY, status, "Synced", "all is well", at, 7);
    }

    private static HistoryEntry entry(String id, List<Change> changes) {
        return new HistoryEntry(
                id,
                "0123456789",
                "Ada <ada@example.com>",
                "More replicas",
                "Poll",
                NOON,
                Optional.of(NOON.plusMillis(250)),
                "Succeeded",
                "",
                new Counts(1, 2, 3, 4, 5, 6),
                changes,
                0);
    }

    private static String transition(ApplicationStatus status) {
        Value condition = status.toValue().itemsAt("conditions").getFirst();
        return condition.stringAt("lastTransitionTime").orElseThrow();
    }
}
