package dev.gitsync.render.kustomize;

import dev.gitsync.value.ObjectKey;

/** Group, version and kind of an object; as a selector, an empty one matches any. */
record Gvk(String group, String version, String kind) {
    static final Gvk ANY = new Gvk("", "", "");

    static Gvk of(String apiVersion, String kind) {
        return new Gvk(ObjectKey.groupOf(apiVersion), apiVersion.substring(apiVersion.indexOf('/') + 1), kind);
    }

    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    boolean isSelectedBy(Gvk selector) {
        return (selector.group.isEmpty() || selector.group.equals(group))
                && (selector.version.isEmpty() || selector.version.equals(version))
                && (selector.kind.isEmpty() || selector.kind.equals(kind));
    }

    boolean isClusterScoped() {
        return KubernetesTypes.isClusterScoped(this);
    }
}
