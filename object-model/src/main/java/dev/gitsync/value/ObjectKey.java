package dev.gitsync.value;

import dev.gitsync.value.Value.MapValue;
import java.util.Comparator;

/**
 * What makes an object of a cluster the same object: its kind, namespace and name. The version is left out, since one
 * object is served in several.
 *
 * @param group empty for the core group
 * @param namespace empty for a cluster-scoped object
 */
public record ObjectKey(String group, String kind, String namespace, String name) implements Comparable<ObjectKey> {
    private static final Comparator<ObjectKey> ORDER = Comparator.comparing(ObjectKey::group)
            .thenComparing(ObjectKey::kind)
            .thenComparing(ObjectKey::namespace)
            .thenComparing(ObjectKey::name);

    /** The key that an object's own fields give; absent fields count as empty. */
    public static ObjectKey of(MapValue object) {
        return new ObjectKey(
                groupOf(object.stringAt("apiVersion").orElse("")),
                object.stringAt("kind").orElse(""),
                object.stringAt("metadata", "namespace").orElse(""),
                object.stringAt("metadata", "name").orElse(""));
    }

    /** The group in an {@code apiVersion}: {@code apps} of {@code apps/v1}, empty of {@code v1}. */
    public static String groupOf(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    /** Whether it names a Secret of the core group, whose values are never shown. */
    public boolean isSecret() {
        return group.isEmpty() && kind.equals("Secret");
    }

    @Override
    public int compareTo(ObjectKey other) {
        return ORDER.compare(this, other);
    }

    /** As a person reads it: {@code Deployment.apps shop/web}, {@code Namespace shop}. */
    @Override
    public String toString() {
        return (group.isEmpty() ? kind : kind + "." + group) + " "
                + (namespace.isEmpty() ? name : namespace + "/" + name);
    }
}
