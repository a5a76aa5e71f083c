package dev.gitsync.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import dev.gitsync.diff.Base;
import dev.gitsync.diff.FieldClass;
import dev.gitsync.diff.Owner;
import dev.gitsync.value.Json;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every backend of the stores keeps to: a backend's test inherits it and says how to open the backend. */
abstract class StoresContract {
    static final String APP = "gitsync/shop";
    static final String UID = "7b1c1b0a-0000-4000-8000-000000000001";

    Stores stores;

    /** Opens the same, at first empty, database each time. */
    abstract Stores open();

    @BeforeEach
    void openStores() {
        stores = open();
    }

    @AfterEach
    void closeStores() {
        stores.close();
    }

    void reopen() {
        stores.close();
        stores = open();
    }

    static ObjectKey configMap(String name) {
        return new ObjectKey("", "ConfigMap", "shop", name);
    }

    static SyncRecord sync(String id, ObjectRecord... objects) {
        return sync(APP, id, List.of(objects));
    }

    static SyncRecord sync(String application, String id, List<ObjectRecord> objects) {
        Instant started = Instant.parse("2026-11-22T08:00:00.123Z");
        return new SyncRecord(
                id,
                application,
                "0123456789abcdef0123456789abcdef01234567",
                Optional.of("Ada <ada@example.com>"),
                Optional.of("Raise the limit"),
                Trigger.POLL,
                started,
                started.plusMillis(850),
                Outcome.SUCCEEDED,
                Optional.empty(),
                objects);
    }

    @Test
    void aSyncIsReadBackAsItWasAppended() {
        SyncRecord written = new SyncRecord(
                "s1",
                APP,
                "abc",
                Optional.empty(),
                Optional.empty(),
                Trigger.SELF_HEAL,
                Instant.parse("2026-11-22T08:00:00Z"),
                Instant.parse("2026-11-22T08:00:01.5Z"),
                Outcome.PARTIAL,
                Optional.of("1 of 3 objects failed: naïve “quotes”\nand lines"),
                List.of(
                        new ObjectRecord(
                                new ObjectKey("apps", "Deployment", "shop", "web"),
                                Action.HEALED,
                                List.of(
                                        new ChangeRecord(
                                                "spec.replicas",
                                                FieldClass.DRIFTED,
                                                Optional.of("5"),
                                                Optional.of("3"),
                                                List.of(
                                                        new Owner(
                                                                "kubectl-edit",
                                                                "Update",
                                                                "",
                                                                Optional.of(Instant.parse("2026-11-22T07:59:59Z"))),
                                                        new Owner("kubectl", "Update", "scale", Optional.empty()))),
                                        new ChangeRecord(
                                                "metadata.labels[\"a.b/c\"]",
                                                FieldClass.REMOVED,
                                                Optional.of("\"x\""),
                                                Optional.empty(),
                                                List.of())),
                                Optional.empty()),
                        new ObjectRecord(
                                new ObjectKey("", "Namespace", "", "shop"),
                                Action.FAILED,
                                List.of(),
                                Optional.of("denied"))));
        stores.history().append(written);
        reopen();

        assertThat(stores.history().get(APP, "s1")).contains(written);
        assertThat(stores.history().list(APP, 10)).containsExactly(written);
    }

    @Test
    void anUnknownSyncIsNothing() {
        assertThat(stores.history().get(APP, "none")).isEmpty();
        assertThat(stores.history().list(APP, 10)).isEmpty();
    }

    @Test
    void theListIsNewestFirstHoweverTheClockWent() {
        stores.history().append(sync("a"));
        SyncRecord b = sync("b");
        stores.history()
                .append(new SyncRecord(
                        "early",
                        b.application(),
                        b.revision(),
                        b.author(),
                        b.subject(),
                        b.trigger(),
                        Instant.EPOCH,
                        Instant.EPOCH,
                        b.outcome(),
                        b.message(),
                        b.objects()));
        stores.history().append(b);

        assertThat(stores.history().list(APP, 10)).extracting(SyncRecord::id).containsExactly("b", "early", "a");
        assertThat(stores.history().list(APP, 2)).extracting(SyncRecord::id).containsExactly("b", "early");
    }

    @Test
    void anUnchangedObjectIsNotStored() {
        ObjectRecord unchanged = new ObjectRecord(configMap("same"), Action.UNCHANGED, List.of(), Optional.empty());
        ObjectRecord created = new ObjectRecord(configMap("new"), Action.CREATED, List.of(), Optional.empty());
        stores.history().append(sync("s", unchanged, created));

        assertThat(stores.history().get(APP, "s").orElseThrow().objects()).containsExactly(created);
    }

    @Test
    void theSameIdTwiceIsRefusedAndChangesNothing() {
        stores.history().append(sync("s"));
        ObjectRecord created = new ObjectRecord(configMap("new"), Action.CREATED, List.of(), Optional.empty());

        assertThatThrownBy(() -> stores.history().append(sync("s", created)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("can't record sync s of " + APP);
        assertThat(stores.history().get(APP, "s").orElseThrow().objects()).isEmpty();
    }

    @Test
    void anIdIsAnApplicationsOwn() {
        stores.history().append(sync("gitsync/a", "s", List.of()));
        stores.history().append(sync("gitsync/b", "s", List.of()));

        assertThat(stores.history().list("gitsync/a", 10)).hasSize(1);
    }

    @Test
    void retainForgetsTheOldestOfThatApplicationOnly() {
        ObjectRecord created = new ObjectRecord(configMap("new"), Action.CREATED, List.of(), Optional.empty());
        for (String id : List.of("a", "b", "c", "d")) {
            stores.history().append(sync(id, created));
        }
        stores.history().append(sync("gitsync/other", "x", List.of()));

        stores.history().retain(APP, 2);

        assertThat(stores.history().list(APP, 10)).extracting(SyncRecord::id).containsExactly("d", "c");
        assertThat(stores.history().list("gitsync/other", 10)).hasSize(1);
    }

    @Test
    void removeForgetsOneApplication() {
        stores.history().append(sync("a"));
        stores.history().append(sync("gitsync/other", "x", List.of()));

        stores.history().remove(APP);

        assertThat(stores.history().list(APP, 10)).isEmpty();
        assertThat(stores.history().list("gitsync/other", 10)).hasSize(1);
    }

    @Test
    void basesAreReadBackAsTheyWereSaved() {
        MapValue declared = Json.parse("""
                {"apiVersion":"v1","kind":"ConfigMap","data":{"z":"1","a":"ü"},"n":[1,1.50,true,null,9223372036854775807],
                 "big":92233720368547758070,"empty":{},"none":[]}""").mapAt();
        Map<ObjectKey, Base> bases = Map.of(
                configMap("a"),
                new Base(declared, declared.with("more", Value.of(1))),
                new ObjectKey("apps", "Deployment", "shop", "web"),
                new Base(declared, declared),
                new ObjectKey("", "Namespace", "", "shop"),
                new Base(MapValue.EMPTY, MapValue.EMPTY));
        stores.bases().save(UID, bases, Set.of());
        reopen();

        assertThat(stores.bases().load(UID)).isEqualTo(bases);
        assertThat(stores.bases().load("another")).isEmpty();
    }

    @Test
    void aSaveReplacesWhatChangedAndForgetsWhatIsGone() {
        Base one = new Base(Value.map("v", Value.of(1)), MapValue.EMPTY);
        Base two = new Base(Value.map("v", Value.of(2)), MapValue.EMPTY);
        stores.bases().save(UID, Map.of(configMap("a"), one, configMap("b"), one, configMap("c"), one), Set.of());

        stores.bases().save(UID, Map.of(configMap("b"), two), Set.of(configMap("c"), configMap("never")));

        assertThat(stores.bases().load(UID)).isEqualTo(Map.of(configMap("a"), one, configMap("b"), two));
    }

    @Test
    void removeForgetsTheBasesOfOneApplication() {
        Base base = new Base(MapValue.EMPTY, MapValue.EMPTY);
        stores.bases().save(UID, Map.of(configMap("a"), base), Set.of());
        stores.bases().save("other", Map.of(configMap("a"), base), Set.of());

        stores.bases().remove(UID);

        assertThat(stores.bases().load(UID)).isEmpty();
        assertThat(stores.bases().load("other")).hasSize(1);
    }

    @Test
    void theMaskKeyIsMadeOnceAndKept() {
        byte[] key = stores.bases().maskKey();
        reopen();

        assertThat(key).hasSize(32).isNotEqualTo(new byte[32]);
        assertThat(stores.bases().maskKey()).isEqualTo(key);
    }

    @Test
    void threadsMayShareTheStores() throws Exception {
        List<Future<?>> writes = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int t = 0; t < 16; t++) {
                String application = "gitsync/app-" + t;
                writes.add(threads.submit(() -> {
                    for (int i = 0; i < 10; i++) {
                        ObjectRecord created =
                                new ObjectRecord(configMap("c" + i), Action.CREATED, List.of(), Optional.empty());
                        stores.history().append(sync(application, "s" + i, List.of(created)));
                        stores.bases()
                                .save(
                                        application,
                                        Map.of(configMap("c" + i), new Base(MapValue.EMPTY, MapValue.EMPTY)),
                                        Set.of());
                        stores.history().retain(application, 5);
                    }
                }));
            }
        }
        for (Future<?> write : writes) {
            write.get();
        }
        Map<String, Integer> kept = new HashMap<>();
        for (int t = 0; t < 16; t++) {
            String application = "gitsync/app-" + t;
            kept.merge("syncs", stores.history().list(application, 100).size(), Integer::sum);
            kept.merge("bases", stores.bases().load(application).size(), Integer::sum);
        }
        assertThat(kept).isEqualTo(ImmutableMap.of("syncs", 16 * 5, "bases", 16 * 10));
    }

    @Test
    void afterClosingEveryCallSaysSo() {
        stores.close();

        assertThatThrownBy(() -> stores.history().list(APP, 1))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> stores.bases().load(UID))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("closed");
    }
}
