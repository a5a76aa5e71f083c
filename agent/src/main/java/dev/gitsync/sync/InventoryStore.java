package dev.gitsync.sync;

import dev.gitsync.api.ApplicationKey;
import dev.gitsync.api.Inventory;
import dev.gitsync.api.Names;
import dev.gitsync.api.StoredInventory;
import dev.gitsync.kube.ApiResource;
import dev.gitsync.kube.DeleteOptions;
import dev.gitsync.kube.KubeClient;
import dev.gitsync.kube.KubeException;
import dev.gitsync.kube.ListOptions;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What each application owns, as {@code Inventory} objects beside it. Written before the first write to any object it lists,
 * by compare-and-swap: a second writer is found out, never overwritten.
 */
public final class InventoryStore {
    private final KubeClient client;
    private final ApiResource inventories;

    public InventoryStore(KubeClient client, ApiResource inventories) {
        this.client = client;
        this.inventories = inventories;
    }

    /**
     * The inventory of an application, which may have none yet.
     *
     * @throws KubeException if the API server can't be asked
     * @throws dev.gitsync.api.InventoryException if what is there can't be trusted: then nothing may be pruned
     */
    public StoredInventory load(ApplicationKey application) throws KubeException {
        List<MapValue> objects = new ArrayList<>();
        client.list(
                inventories,
                application.namespace(),
                ListOptions.ALL.withLabelSelector(Names.INVENTORY_LABEL + "=" + application.label()),
                page -> objects.addAll(page.items()));
        return StoredInventory.of(application, objects);
    }

    /**
     * Writes an inventory over the one that is stored. Its parts are named after what they hold and its head is written last,
     * so it changes as a whole.
     *
     * @throws KubeException with a conflict if somebody else wrote it meanwhile
     */
    public StoredInventory save(Inventory next, StoredInventory stored) throws KubeException {
        List<MapValue> objects = next.toObjects();
        Set<String> names = new HashSet<>();
        for (MapValue part : objects.subList(0, objects.size() - 1)) {
            String name = part.stringAt("metadata", "name").orElseThrow();
            if (!stored.names().contains(name)) {
                create(part);
            }
            names.add(name);
        }
        MapValue head = objects.getLast();
        names.add(next.application().name());
        String version = stored.resourceVersion().isEmpty() ? create(head) : replace(head, stored.resourceVersion());
        for (String obsolete : stored.obsoleteAfter(next)) {
            client.delete(inventories, next.application().namespace(), obsolete, DeleteOptions.BACKGROUND);
        }
        return new StoredInventory(Optional.of(next), version, names);
    }

    private String create(MapValue object) throws KubeException {
        return version(client.create(inventories, object, Names.FIELD_MANAGER));
    }

    private String replace(MapValue head, String resourceVersion) throws KubeException {
        MapValue metadata = head.mapAt("metadata").with("resourceVersion", Value.of(resourceVersion));
        return version(client.replace(inventories, head.with("metadata", metadata), Names.FIELD_MANAGER));
    }

    private static String version(MapValue written) {
        return written.stringAt("metadata", "resourceVersion").orElseThrow();
    }

    /** Removes the inventory of an application that is gone; what it lists is then nobody's. */
    public void remove(ApplicationKey application, StoredInventory stored) throws KubeException {
        for (String name : stored.names()) {
            client.delete(inventories, application.namespace(), name, DeleteOptions.BACKGROUND);
        }
    }
}
