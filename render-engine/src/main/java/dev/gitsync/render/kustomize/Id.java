package dev.gitsync.render.kustomize;

/**
 * What makes two objects of a kustomization the same: kind with its version, name, and the namespace that it would be in.
 *
 * @param namespace {@code default} where none is given; a value that no namespace can have for a cluster-scoped kind
 */
record Id(Gvk gvk, String namespace, String name) {
    static final String CLUSTER_SCOPED = "_non_namespaceable_";
    private static final String DEFAULT_NAMESPACE = "default";

    static Id of(Gvk gvk, String namespace, String name) {
        if (gvk.isClusterScoped()) {
            return new Id(gvk, CLUSTER_SCOPED, name);
        }
        return new Id(gvk, namespace.isEmpty() ? DEFAULT_NAMESPACE : namespace, name);
    }

    boolean isClusterScoped() {
        return namespace.equals(CLUSTER_SCOPED);
    }

    /** As a person reads it: {@code Deployment.apps shop/web}. */
    @Override
    public String toString() {
        String kind = gvk.group().isEmpty() ? gvk.kind() : gvk.kind() + "." + gvk.group();
        return kind + " " + (isClusterScoped() || namespace.equals(DEFAULT_NAMESPACE) ? name : namespace + "/" + name);
    }
}
