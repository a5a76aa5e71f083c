package dev.gitsync.render.kustomize;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What kustomize knows of Kubernetes' built-in kinds: which are cluster-scoped, and which of their lists a patch merges.
 * Of other kinds it knows nothing: they count as namespaced, and their lists are replaced.
 */
final class KubernetesTypes {
    private static final Set<Gvk> CLUSTER_SCOPED = new HashSet<>();
    private static final Map<Gvk, String> ROOTS = new HashMap<>();
    private static final Map<String, Map<String, Field>> TYPES = new HashMap<>();

    /**
     * A field on the way to a list that is merged, or such a list.
     *
     * @param type the type of the field, or of the list's items; empty where there is nothing more to know below
     * @param keys for a list, what its items are told apart by: none for a set of scalars; absent for a map
     */
    private record Field(String type, Optional<List<String>> keys) {}

    /** What is known of one place in an object. */
    record Type(String name, Optional<List<String>> mergeKeys) {
        /** Nothing is known: lists are replaced. */
        static final Type UNKNOWN = new Type("", Optional.empty());

        Type field(String field) {
            Field known = TYPES.getOrDefault(name, Map.of()).get(field);
            return known == null ? UNKNOWN : new Type(known.type, known.keys);
        }

        /** The type of the items of a list. */
        Type items() {
            return new Type(name, Optional.empty());
        }
    }

    static {
        for (List<String> line : Tables.read("kubernetes-types.txt")) {
            switch (line.getFirst()) {
                case "cluster" -> CLUSTER_SCOPED.add(Gvk.of(line.get(1), line.get(2)));
                case "kind" -> ROOTS.put(Gvk.of(line.get(1), line.get(2)), line.get(3));
                case "type" -> TYPES.put(line.get(1), fields(line.subList(2, line.size())));
                default -> throw new IllegalStateException("kubernetes-types.txt: " + line);
            }
        }
    }

    private KubernetesTypes() {}

    private static Map<String, Field> fields(List<String> words) {
        Map<String, Field> fields = new HashMap<>();
        for (String word : words) {
            int colon = word.indexOf(':');
            String type = colon < 0 ? "" : word.substring(colon + 1);
            String field = colon < 0 ? word : word.substring(0, colon);
            int bracket = field.indexOf('[');
            if (bracket < 0) {
                fields.put(field, new Field(type, Optional.empty()));
            } else {
                String keys = field.substring(bracket + 1, field.length() - 1);
                fields.put(
                        field.substring(0, bracket),
                        new Field(type, Optional.of(keys.isEmpty() ? List.of() : List.of(keys.split(",", -1)))));
            }
        }
        return fields;
    }

    static boolean isClusterScoped(Gvk gvk) {
        return CLUSTER_SCOPED.contains(gvk);
    }

    /** The type of an object; {@link Type#UNKNOWN} for a custom resource. */
    static Type of(Gvk gvk) {
        String root = ROOTS.get(gvk);
        return root == null ? Type.UNKNOWN : new Type(root, Optional.empty());
    }
}
