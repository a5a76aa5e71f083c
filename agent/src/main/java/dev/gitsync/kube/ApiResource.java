package dev.gitsync.kube;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;

/**
 * One resource as an API server serves it: a kind at a version, and where its objects are found.
 *
 * @param group empty for the core group
 * @param plural the name in paths, such as {@code deployments}
 * @param verbs what may be asked of it, such as {@code list}, {@code watch} and {@code patch}
 * @param subresources such as {@code status} and {@code scale}
 */
public record ApiResource(
        String group,
        String version,
        String kind,
        String plural,
        boolean namespaced,
        ImmutableSet<String> verbs,
        ImmutableSet<String> subresources) {

    /** The {@code apiVersion} of its objects: {@code apps/v1}, or {@code v1} in the core group. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** Whether writes to an object leave its {@code status} alone, which has a subresource of its own. */
    public boolean hasStatus() {
        return subresources.contains("status");
    }

    /** Whether its objects can be kept in step by list and watch. */
    public boolean watchable() {
        return verbs.contains("list") && verbs.contains("watch");
    }

    /** The key of one of its objects; the namespace counts for nothing where the resource has none. */
    public ObjectKey key(String namespace, String name) {
        return new ObjectKey(group, kind, namespaced ? namespace : "", name);
    }

    /**
     * The path of all its objects, or of those in a namespace.
     *
     * @param namespace empty for all namespaces
     */
    public String path(String namespace) {
        String root = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
        return namespaced && !namespace.isEmpty()
                ? root + "/namespaces/" + segment(namespace) + "/" + plural
                : root + "/" + plural;
    }

    /**
     * The path of one object.
     *
     * @throws IllegalArgumentException if the namespace of a namespaced object, or a name, is missing or would change
     *     the path
     */
    public String path(String namespace, String name) {
        if (namespaced && namespace.isEmpty()) {
            throw new IllegalArgumentException(this + " " + name + " has no namespace");
        }
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a " + this + " has no name");
        }
        return path(namespace) + "/" + segment(name);
    }

    /** The rule of the API server's {@code path.IsValidPathSegmentName}, so that no name leads elsewhere. */
    private static String segment(String name) {
        if (name.equals(".") || name.equals("..") || name.contains("/") || name.contains("%")) {
            throw new IllegalArgumentException("\"" + name + "\" may not be the name of an object");
        }
        return name;
    }

    /** The object with this resource's {@code apiVersion} and {@code kind} first: items of a list may lack both. */
    MapValue typed(MapValue object) {
        if (object.stringAt("kind").filter(kind::equals).isPresent()
                && object.stringAt("apiVersion").filter(apiVersion()::equals).isPresent()) {
            return object;
        }
        MapValue typed = Value.map("apiVersion", Value.of(apiVersion()), "kind", Value.of(kind));
        return new MapValue(ImmutableMap.<String, Value>builder()
                .putAll(typed.fields())
                .putAll(object.without("apiVersion").without("kind").fields())
                .build());
    }

    /** As a person reads it: {@code Deployment.apps}, {@code Service}. */
    @Override
    public String toString() {
        return group.isEmpty() ? kind : kind + "." + group;
    }
}
