package dev.gitsync.api;

import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import java.util.List;

/**
 * One object of kind {@code Inventory}: a part of an inventory.
 *
 * @param application the name of the Application, in the same namespace
 * @param applicationUid only in the head
 * @param revision only in the head
 * @param set the same in all parts of one inventory, and in no part of another
 * @param chunk which part, from 0, the head
 * @param chunks how many parts there are
 */
record InventoryChunk(
        ApplicationKey application,
        String applicationUid,
        String revision,
        String set,
        int chunk,
        int chunks,
        ListValue entries) {

    static InventoryChunk of(Inventory inventory, String set, int chunk, List<ListValue> chunks) {
        return new InventoryChunk(
                inventory.application(),
                chunk == 0 ? inventory.applicationUid() : "",
                chunk == 0 ? inventory.revision() : "",
                set,
                chunk,
                chunks.size(),
                chunks.get(chunk));
    }

    /** The name of the object of a part: the Application's for the head. */
    static String name(ApplicationKey application, String set, int chunk) {
        return chunk == 0 ? application.name() : application.name() + "." + set + "-" + chunk;
    }

    MapValue toObject() {
        MapValue metadata = Value.map(
                "name", Value.of(name(application, set, chunk)),
                "namespace", Value.of(application.namespace()),
                "labels", Value.map(Names.INVENTORY_LABEL, Value.of(application.label())));
        return new Fields.Writer()
                .text("apiVersion", Names.API_VERSION)
                .text("kind", Names.INVENTORY_KIND)
                .put("metadata", metadata)
                .text("application", application.name())
                .text("applicationUid", applicationUid)
                .text("revision", revision)
                .text("set", set)
                .put("chunk", Value.of(chunk))
                .put("chunks", Value.of(chunks))
                .put("entries", entries)
                .done();
    }

    static InventoryChunk of(MapValue object) {
        return new InventoryChunk(
                new ApplicationKey(
                        object.stringAt("metadata", "namespace").orElse(""), Fields.text(object, "application")),
                Fields.text(object, "applicationUid"),
                Fields.text(object, "revision"),
                Fields.text(object, "set"),
                Fields.count(object, "chunk"),
                Fields.count(object, "chunks"),
                ListValue.of(object.itemsAt("entries")));
    }

    static MapValue value(InventoryEntry entry) {
        return new Fields.Writer()
                .text("group", entry.object().group())
                .text("version", entry.version())
                .text("kind", entry.object().kind())
                .text("namespace", entry.object().namespace())
                .text("name", entry.object().name())
                .text("uid", entry.uid())
                .done();
    }

    static InventoryEntry entry(Value value) {
        return new InventoryEntry(
                new ObjectKey(
                        value.stringAt("group").orElse(""),
                        value.stringAt("kind").orElse(""),
                        value.stringAt("namespace").orElse(""),
                        value.stringAt("name").orElse("")),
                value.stringAt("version").orElse(""),
                value.stringAt("uid").filter(uid -> !uid.isEmpty()));
    }
}
