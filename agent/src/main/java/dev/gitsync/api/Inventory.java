package dev.gitsync.api;

import com.google.common.collect.ImmutableList;
import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The objects that one Application owns, in the order of their keys, each once: what a sync will own is recorded before
 * its first write, and only what stands here is ever pruned.
 *
 * @param applicationUid the Application's uid when it was written
 * @param revision the revision that was last applied, or is being applied
 */
public record Inventory(
        ApplicationKey application, String applicationUid, String revision, List<InventoryEntry> entries) {
    /** The largest JSON of one object's entries: an API server refuses objects of more than 1.5 MiB. */
    static final int CHUNK_BYTES = 512 * 1024;

    public Inventory {
        entries = ImmutableList.sortedCopyOf(Comparator.comparing(InventoryEntry::object), entries);
        Set<Object> seen = new HashSet<>();
        for (InventoryEntry entry : entries) {
            if (!seen.add(entry.object())) {
                throw new IllegalArgumentException(
                        "the inventory of " + application + " holds " + entry.object() + " twice");
            }
        }
    }

    /**
     * The objects that hold it, in the order in which they are to be written: the head, which has the Application's
     * name, last. The others are named after what they hold, so they never change, and an inventory changes as a whole
     * when its head is written. They have no resourceVersion: the head is created, or written against
     * {@link StoredInventory#resourceVersion()}; another that exists already is right as it is.
     */
    public List<MapValue> toObjects() {
        return toObjects(CHUNK_BYTES);
    }

    List<MapValue> toObjects(int chunkBytes) {
        List<ListValue> chunks = chunks(chunkBytes);
        String set = Json.hash(ListValue.of(chunks)).substring(0, 16);
        List<MapValue> objects = new ArrayList<>();
        for (int i = chunks.size() - 1; i >= 0; i--) {
            objects.add(InventoryChunk.of(this, set, i, chunks).toObject());
        }
        return List.copyOf(objects);
    }

    private List<ListValue> chunks(int chunkBytes) {
        List<ListValue> chunks = new ArrayList<>();
        List<Value> chunk = new ArrayList<>();
        int size = 0;
        for (InventoryEntry entry : entries) {
            MapValue value = InventoryChunk.value(entry);
            int bytes = Json.bytes(value).length + 1;
            if (size + bytes > chunkBytes && !chunk.isEmpty()) {
                chunks.add(ListValue.of(chunk));
                chunk = new ArrayList<>();
                size = 0;
            }
            chunk.add(value);
            size += bytes;
        }
        chunks.add(ListValue.of(chunk));
        return chunks;
    }
}
