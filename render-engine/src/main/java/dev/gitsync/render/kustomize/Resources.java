package dev.gitsync.render.kustomize;

import dev.gitsync.render.Place;
import dev.gitsync.render.RenderException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The objects of a build in the order in which they came, no two with the same id. */
final class Resources {
    private final List<Resource> list = new ArrayList<>();
    private final int maxObjects;

    Resources(int maxObjects) {
        this.maxObjects = maxObjects;
    }

    List<Resource> all() {
        return List.copyOf(list);
    }

    void add(Resource resource) throws RenderException {
        for (Resource other : list) {
            if (other.name().equals(resource.name()) && other.id().equals(resource.id())) {
                throw duplicate(resource, other);
            }
        }
        if (list.size() >= maxObjects) {
            throw resource.place().error("the kustomization has more than " + maxObjects + " objects");
        }
        list.add(resource);
    }

    void addAll(Resources other) throws RenderException {
        for (Resource resource : other.list) {
            add(resource);
        }
    }

    void replace(Resource old, Resource by) {
        list.set(list.indexOf(old), by);
    }

    void remove(Resource resource) {
        list.remove(resource);
    }

    /** The objects that have an id or had it. */
    List<Resource> thatHaveHad(Id id) {
        return list.stream().filter(resource -> resource.hasHad(id)).toList();
    }

    /** Refuses two objects with the same id, which a change of names or namespaces can bring about. */
    void checkUnique(Place place, String step) throws RenderException {
        Map<Id, Resource> byId = new HashMap<>();
        for (Resource resource : list) {
            Resource other = byId.putIfAbsent(resource.id(), resource);
            if (other != null) {
                throw place.error(step + " makes two objects one: " + resource.id() + " of " + resource.place()
                        + " and of " + other.place());
            }
        }
    }

    private static RenderException duplicate(Resource resource, Resource other) {
        return resource.place()
                .error("may not add resource with an already registered id: " + resource.id()
                        + " is declared here and in " + other.place());
    }
}
