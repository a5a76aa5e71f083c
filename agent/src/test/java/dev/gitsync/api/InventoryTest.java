package dev.gitsync.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gitsync.value.Json;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InventoryTest {
    private static final ApplicationKey SHOP = new ApplicationKey("gitsync", "shop");

    @Test
    void aSmallInventoryIsOneObjectWithTheNameOfTheApplication() {
        assertThat(inventory("uid-1", 2).toObjects()).singleElement().isEqualTo(TestYaml.map("""
                apiVersion: gitsync.dev/v1alpha1
                kind: Inventory
                metadata:
                  name: shop
                  namespace: gitsync
                  labels: {gitsync.dev/inventory-of: gitsync.shop}
                application: shop
                applicationUid: uid-1
                revision: abc
                set: 99cc0658ffd212de
                chunk: 0
                chunks: 1
                entries:
                - {version: v1, kind: ConfigMap, namespace: shop, name: c00000}
                - {version: v1, kind: ConfigMap, namespace: shop, name: c00001, uid: u1}
                """));
    }

    @Test
    void whatIsWrittenIsReadBackEqual() {
        Inventory inventory = inventory("uid-1", 10_000);
        List<MapValue> objects = inventory.toObjects();
        StoredInventory stored = StoredInventory.of(SHOP, objects);

        assertThat(objects)
                .hasSizeGreaterThan(1)
                .allSatisfy(object -> assertThat(Json.bytes(object).length).isLessThan(Inventory.CHUNK_BYTES + 1024));
        assertThat(name(objects.getLast())).as("the head is written last").isEqualTo("shop");
        assertThat(stored.inventory()).contains(inventory);
        assertThat(stored.isWrittenBy("uid-1")).isTrue();
        assertThat(stored.isWrittenBy("uid-2")).isFalse();
    }

    @Test
    void theResourceVersionIsTheHeads() {
        MapValue head = inventory("uid-1", 1).toObjects().getLast();
        MapValue stored = head.with("metadata", head.mapAt("metadata").with("resourceVersion", Value.of("42")));

        assertThat(StoredInventory.of(SHOP, List.of(stored)).resourceVersion()).isEqualTo("42");
    }

    @Test
    void anApplicationThatNeverSyncedHasNone() {
        StoredInventory stored = StoredInventory.of(SHOP, List.of());

        assertThat(stored.inventory()).isEmpty();
        assertThat(stored.resourceVersion()).isEmpty();
    }

    @Test
    void theInventoryOfAnotherApplicationIsPassedOver() {
        Inventory other = new Inventory(new ApplicationKey("gitsync", "shop-1"), "u", "r", entries(3));

        assertThat(StoredInventory.of(SHOP, other.toObjects()).inventory()).isEmpty();
    }

    @Test
    void anIncompleteInventoryIsNeverTakenForAWholeOne() {
        List<MapValue> whole = inventory("uid-1", 100).toObjects(1000);
        assertThat(whole).hasSizeGreaterThan(3);
        for (MapValue missing : whole.subList(0, whole.size() - 1)) {
            List<MapValue> rest =
                    whole.stream().filter(object -> !object.equals(missing)).toList();

            assertThatExceptionOfType(InventoryException.class)
                    .isThrownBy(() -> StoredInventory.of(SHOP, rest))
                    .withMessageContaining("gitsync/shop")
                    .withMessageContaining(name(missing) + " is missing");
        }
    }

    @Test
    void aBrokenHeadIsAnError() {
        MapValue head = inventory("uid-1", 1).toObjects().getLast();
        ListValue nameless = ListValue.of(List.of(TestYaml.map("{version: v1, kind: ConfigMap}")));
        Value twice = ListValue.of(List.of(
                head.itemsAt("entries").getFirst(), head.itemsAt("entries").getFirst()));

        for (MapValue broken : List.of(
                head.without("chunks"),
                head.with("chunk", Value.of(1)),
                head.with("entries", nameless),
                head.with("entries", twice))) {
            assertThatExceptionOfType(InventoryException.class)
                    .isThrownBy(() -> StoredInventory.of(SHOP, List.of(broken)));
        }
    }

    /** Whatever moment a writer dies at, what is read is the inventory before or the one after, and never a mixture. */
    @Test
    void anInterruptedWriteLeavesOneOrTheOther() {
        Inventory before = inventory("uid-1", 100);
        Inventory after = new Inventory(SHOP, "uid-1", "def", entries(200).subList(50, 200));
        List<MapValue> cluster = new ArrayList<>(before.toObjects(1000));
        List<MapValue> writes = after.toObjects(1000);

        for (MapValue write : writes) {
            assertThat(StoredInventory.of(SHOP, cluster).inventory()).contains(before);
            cluster.removeIf(object -> name(object).equals(name(write)));
            cluster.add(write);
        }
        assertThat(StoredInventory.of(SHOP, cluster).inventory()).contains(after);
    }

    @Test
    void whatThePreviousInventoryLeftIsObsolete() {
        StoredInventory stored =
                StoredInventory.of(SHOP, inventory("uid-1", 10_000).toObjects());

        assertThat(stored.obsoleteAfter(inventory("uid-1", 10_000))).isEmpty();
        Set<String> obsolete = stored.obsoleteAfter(inventory("uid-1", 1));
        assertThat(obsolete).hasSize(stored.names().size() - 1).doesNotContain("shop");
    }

    @Test
    void aNewRevisionOfTheSameObjectsChangesOnlyTheHead() {
        List<MapValue> one = inventory("uid-1", 100).toObjects(1000);
        List<MapValue> two = new Inventory(SHOP, "uid-1", "def", entries(100)).toObjects(1000);

        assertThat(two.subList(0, two.size() - 1)).isEqualTo(one.subList(0, one.size() - 1));
        assertThat(two.getLast()).isNotEqualTo(one.getLast());
    }

    @Test
    void anEmptyInventoryIsOneTooAndNotNone() {
        Inventory empty = new Inventory(SHOP, "uid-1", "abc", List.of());

        assertThat(StoredInventory.of(SHOP, empty.toObjects()).inventory()).contains(empty);
    }

    @Test
    void anObjectStandsInItOnce() {
        InventoryEntry entry = entries(1).getFirst();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Inventory(SHOP, "u", "r", List.of(entry, entry)))
                .withMessageContaining("ConfigMap shop/c00000 twice");
    }

    static Inventory inventory(String uid, int entries) {
        return new Inventory(SHOP, uid, "abc", entries(entries));
    }

    private static List<InventoryEntry> entries(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new InventoryEntry(
                        new ObjectKey("", "ConfigMap", "shop", "c%05d".formatted(i)),
                        "v1",
                        i % 2 == 0 ? Optional.empty() : Optional.of("u" + i)))
                .toList();
    }

    private static String name(MapValue object) {
        return object.stringAt("metadata", "name").orElseThrow();
    }
}
