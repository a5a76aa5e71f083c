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
import java.util.TreeSet;

/**
 * What each application owns, as {@code Inventory} objects beside it. Written before the first write to any object it lists,
 * by compare-and-swap: a second writer is found out, never overwritten.
 */
public final class InventoryStore {
    private final KubeClient client;
    private final ApiResource inventories;
    private final String namespace;
    private final WriteGate gate;

    /** The inventories of the Applications of one namespace. */
    public InventoryStore(KubeClient client, ApiResource inventories, String namespace, WriteGate gate) {
        this.client = client;
        this.inventories = inventories;
        this.namespace = namespace;
        this.gate = gate;
    }

    /**
     * The inventory of an application, which may have none yet.
     *
     * @throws KubeException if the API server can't be asked
     * @throws dev.gitsync.api.InventoryException if what is there can't be trusted: then nothing may be pruned
     */
    public StoredInventory load(ApplicationKey application) throws KubeException {
        return StoredInventory.of(application, objects(Names.INVENTORY_LABEL + "=" + application.label()));
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
            delete(obsolete);
        }
        return new StoredInventory(Optional.of(next), version, names);
    }

    private void delete(String name) throws KubeException {
        gate.require("write an inventory");
        client.delete(inventories, namespace, name, DeleteOptions.BACKGROUND);
    }

    private String create(MapValue object) throws KubeException {
        gate.require("write an inventory");
        return version(client.create(inventories, object, Names.FIELD_MANAGER));
    }

    private String replace(MapValue head, String resourceVersion) throws KubeException {
        gate.require("write an inventory");
        MapValue metadata = head.mapAt("metadata").with("resourceVersion", Value.of(resourceVersion));
        return version(client.replace(inventories, head.with("metadata", metadata), Names.FIELD_MANAGER));
    }

    private static String version(MapValue written) {
        return written.stringAt("metadata", "resourceVersion").orElseThrow();
    }

    /** Removes the inventory of an application that is gone, whole or not; what it lists is then nobody's. */
    public void remove(ApplicationKey application) throws KubeException {
        for (MapValue object : objects(Names.INVENTORY_LABEL + "=" + application.label())) {
            if (applicationOf(object).equals(application)) {
                delete(object.stringAt("metadata", "name").orElseThrow());
            }
        }
    }

    /** The applications that have an inventory, or a part of one. */
    public Set<ApplicationKey> applications() throws KubeException {
        Set<ApplicationKey> applications = new TreeSet<>();
        objects(Names.INVENTORY_LABEL).forEach(object -> applications.add(applicationOf(object)));
        return applications;
    }

    private static ApplicationKey applicationOf(MapValue object) {
        return new ApplicationKey(
                object.stringAt("metadata", "namespace").orElse(""),
                object.stringAt("application").orElse(""));
    }

    private List<MapValue> objects(String selector) throws KubeException {
        List<MapValue> objects = new ArrayList<>();
        client.list(
                inventories,
                namespace,
                ListOptions.ALL.withLabelSelector(selector),
                page -> objects.addAll(page.items()));
        return objects;
    }
}
