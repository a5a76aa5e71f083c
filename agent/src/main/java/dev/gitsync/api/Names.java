package dev.gitsync.api;

/** The names by which gitsync is known in a cluster: API group, labels, annotations, finalizers, field manager. */
public final class Names {
    public static final String GROUP = "gitsync.dev";
    public static final String VERSION = "v1alpha1";
    public static final String API_VERSION = GROUP + "/" + VERSION;
    public static final String APPLICATION_KIND = "Application";
    public static final String APPLICATIONS = "applications";
    public static final String INVENTORY_KIND = "Inventory";
    public static final String INVENTORIES = "inventories";

    /** Who owns the fields that gitsync applies, in {@code managedFields}. */
    public static final String FIELD_MANAGER = "gitsync";

    /** The cluster that an Application's destination may name: the agent's own. */
    public static final String OWN_CLUSTER_SERVER = "https://kubernetes.default.svc";

    public static final String OWN_CLUSTER_NAME = "in-cluster";

    /** On every managed object: {@link ApplicationKey#label()}. Watches select by it; nothing is decided by it. */
    public static final String APPLICATION_LABEL = GROUP + "/application";

    /** On every object of an inventory: {@link ApplicationKey#label()} of the Application whose inventory it is. */
    public static final String INVENTORY_LABEL = GROUP + "/inventory-of";

    /** On every managed object: its {@link TrackingId}. */
    public static final String TRACKING_ID_ANNOTATION = GROUP + "/tracking-id";

    /** On an Application: asks for a reconcile; any new value does. */
    public static final String REQUESTED_AT_ANNOTATION = GROUP + "/requested-at";

    /** On an Application: Argo CD's way to ask for a reconcile. Acknowledged by removing it, as it holds no time. */
    public static final String ARGO_REFRESH_ANNOTATION = "argocd.argoproj.io/refresh";

    /** On an Application: its objects are deleted before it goes. */
    public static final String FINALIZER = "resources-finalizer.gitsync.dev";

    /** Argo CD's name of {@link #FINALIZER}. */
    public static final String ARGO_FINALIZER = "resources-finalizer.argocd.argoproj.io";

    /** On a Secret: it holds a repository's credentials if the value is {@link #REPOSITORY_SECRET}. */
    public static final String SECRET_TYPE_LABEL = GROUP + "/secret-type";

    /** Argo CD's name of {@link #SECRET_TYPE_LABEL}. */
    public static final String ARGO_SECRET_TYPE_LABEL = "argocd.argoproj.io/secret-type";

    public static final String REPOSITORY_SECRET = "repository";

    /** Condition: the last reconcile ended as wanted. */
    public static final String READY = "Ready";

    /** Condition: a reconcile is under way or waits for a retry. */
    public static final String RECONCILING = "Reconciling";

    /** Condition: nothing will happen until a person changes something. */
    public static final String STALLED = "Stalled";

    /** Condition: the spec holds fields or options that this version does not act on. */
    public static final String UNSUPPORTED_FIELD = "UnsupportedField";

    private Names() {}
}
