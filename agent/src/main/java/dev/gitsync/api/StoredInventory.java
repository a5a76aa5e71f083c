package dev.gitsync.api;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.gitsync.value.Value.MapValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An Application's inventory as the API server holds it, whole.
 *
 * @param inventory nothing where none was ever written
 * @param resourceVersion of the head, which the next head must be written against; empty where there is no head
 * @param names of all objects that were read, also of those that an interrupted write left behind
 */
public record StoredInventory(Optional<Inventory> inventory, String resourceVersion, Set<String> names) {
    public StoredInventory {
        names = ImmutableSet.copyOf(names);
    }

    /**
     * Puts an inventory together from the objects that carry {@link Names#INVENTORY_LABEL} with the Application's label;
     * those of another Application are passed over.
     *
     * @throws InventoryException if a part is missing or unreadable: nothing may be pruned then
     */
    public static StoredInventory of(ApplicationKey application, List<MapValue> objects) {
        Map<String, MapValue> byName = new LinkedHashMap<>();
        for (MapValue object : objects) {
            if (InventoryChunk.of(object).application().equals(application)) {
                byName.put(object.stringAt("metadata", "name").orElse(""), object);
            }
        }
        MapValue head = byName.get(application.name());
        if (head == null) {
            return new StoredInventory(Optional.empty(), "", byName.keySet());
        }
        return new StoredInventory(
                Optional.of(assemble(application, InventoryChunk.of(head), ImmutableMap.copyOf(byName))),
                head.stringAt("metadata", "resourceVersion").orElse(""),
                byName.keySet());
    }

    private static Inventory assemble(ApplicationKey application, InventoryChunk head, Map<String, MapValue> byName) {
        if (head.chunk() != 0 || head.chunks() < 1) {
            throw new InventoryException(application, "its head says chunk " + head.chunk() + " of " + head.chunks());
        }
        List<InventoryEntry> entries = new ArrayList<>();
        for (int i = 0; i < head.chunks(); i++) {
            String name = InventoryChunk.name(application, head.set(), i);
            MapValue object = byName.get(name);
            if (object == null) {
                throw new InventoryException(application, "Inventory " + name + " is missing");
            }
            InventoryChunk chunk = InventoryChunk.of(object);
            if (!chunk.set().equals(head.set()) || chunk.chunk() != i) {
                throw new InventoryException(application, "Inventory " + name + " belongs to another set");
            }
            chunk.entries().items().forEach(value -> entries.add(InventoryChunk.entry(value)));
        }
        check(application, entries);
        return new Inventory(application, head.applicationUid(), head.revision(), entries);
    }

    private static void check(ApplicationKey application, List<InventoryEntry> entries) {
        Set<Object> seen = new HashSet<>();
        for (InventoryEntry entry : entries) {
            if (entry.object().kind().isEmpty()
                    || entry.object().name().isEmpty()
                    || entry.version().isEmpty()) {
                throw new InventoryException(application, "an entry lacks its kind, version or name");
            }
            if (!seen.add(entry.object())) {
                throw new InventoryException(application, entry.object() + " stands in it twice");
            }
        }
    }

    /**
     * Whether the Application that wrote it is this one. One that was deleted without its finalizer and made anew has
     * another uid: what its Git declares it takes over, and the rest of this inventory it must let go, not prune.
     */
    public boolean isWrittenBy(String applicationUid) {
        return inventory
                .filter(stored -> stored.applicationUid().equals(applicationUid))
                .isPresent();
    }

    /** The names of the objects that are to be deleted once the head of the next inventory is written. */
    public Set<String> obsoleteAfter(Inventory next) {
        Set<String> obsolete = new HashSet<>(names);
        next.toObjects()
                .forEach(object ->
                        obsolete.remove(object.stringAt("metadata", "name").orElse("")));
        return Set.copyOf(obsolete);
    }
}
