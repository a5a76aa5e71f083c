package dev.gitsync.render.kustomize;

import dev.gitsync.render.Manifest;
import dev.gitsync.render.RenderException;
import dev.gitsync.render.kustomize.Section.Text;
import dev.gitsync.value.Value.MapValue;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The order of objects in the output of {@code kustomize build}: Namespaces first, webhooks last. */
public final class Order {
    private static final List<String> FIRST = List.of(
            "Namespace",
            "ResourceQuota",
            "StorageClass",
            "CustomResourceDefinition",
            "ServiceAccount",
            "PodSecurityPolicy",
            "Role",
            "ClusterRole",
            "RoleBinding",
            "ClusterRoleBinding",
            "ConfigMap",
            "Secret",
            "Endpoints",
            "Service",
            "LimitRange",
            "PriorityClass",
            "PersistentVolume",
            "PersistentVolumeClaim",
            "Deployment",
            "StatefulSet",
            "CronJob",
            "PodDisruptionBudget");
    private static final List<String> LAST = List.of("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration");
    private static final Order DEFAULT = new Order(FIRST, LAST);

    private final Map<String, Integer> ranks = new HashMap<>();

    private Order(List<String> first, List<String> last) {
        for (int i = 0; i < first.size(); i++) {
            ranks.put(first.get(i), i - first.size());
        }
        for (int i = 0; i < last.size(); i++) {
            ranks.put(last.get(i), i + 1);
        }
    }

    /** The manifests in the order that kustomize has by default. */
    public static List<Manifest> sorted(List<Manifest> manifests) {
        return manifests.stream()
                .sorted(Comparator.comparing(Manifest::object, DEFAULT::compare))
                .toList();
    }

    /** The order that a kustomization asks for; nothing where objects stay in the order in which they came. */
    static Optional<Order> of(Kustomization kustomization) throws RenderException {
        Optional<Section> section = kustomization.sortOptions();
        if (section.isEmpty()) {
            return Optional.of(DEFAULT);
        }
        Section options = section.get();
        options.allow(Set.of("order", "legacySortOptions"));
        Optional<Section> legacy = options.section("legacySortOptions");
        String order = options.text("order");
        if (order.equals("fifo") && legacy.isEmpty()) {
            return Optional.empty();
        }
        if (!order.equals("legacy")) {
            throw order.equals("fifo")
                    ? options.error("legacySortOptions", "needs order: legacy")
                    : options.error("order", "must be legacy or fifo");
        }
        return Optional.of(legacy.isEmpty() ? DEFAULT : of(legacy.get()));
    }

    private static Order of(Section legacy) throws RenderException {
        legacy.allow(Set.of("orderFirst", "orderLast"));
        return new Order(
                legacy.texts("orderFirst").stream().map(Text::value).toList(),
                legacy.texts("orderLast").stream().map(Text::value).toList());
    }

    List<Resource> sort(List<Resource> resources) {
        return resources.stream()
                .sorted(Comparator.comparing(Resource::object, this::compare))
                .toList();
    }

    private int compare(MapValue one, MapValue other) {
        Gvk a = gvk(one);
        Gvk b = gvk(other);
        if (a.equals(b)) {
            return place(one).compareTo(place(other));
        }
        int rankA = ranks.getOrDefault(a.kind(), 0);
        int rankB = ranks.getOrDefault(b.kind(), 0);
        if (rankA != rankB) {
            return Integer.compare(rankA, rankB);
        }
        boolean isNamespace = a.kind().equals("Namespace")
                && b.kind().equals("Namespace")
                && (a.group().isEmpty() || b.group().isEmpty());
        return isNamespace ? type(b).compareTo(type(a)) : type(a).compareTo(type(b));
    }

    private static Gvk gvk(MapValue object) {
        return Gvk.of(
                object.stringAt("apiVersion").orElse(""),
                object.stringAt("kind").orElse(""));
    }

    private static String type(Gvk gvk) {
        return or(gvk.group(), "~G") + "_" + or(gvk.version(), "~V") + "_" + or(gvk.kind(), "~K");
    }

    private static String place(MapValue object) {
        return or(object.stringAt("metadata", "namespace").orElse(""), "~X") + "|"
                + or(object.stringAt("metadata", "name").orElse(""), "~N");
    }

    private static String or(String text, String absent) {
        return text.isEmpty() ? absent : text;
    }
}
