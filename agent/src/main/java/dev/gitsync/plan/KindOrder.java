package dev.gitsync.plan;

import com.google.common.collect.ImmutableMap;
import dev.gitsync.value.ObjectKey;

/**
 * The phase in which an object is applied: what others need comes first. Objects of one phase are applied in parallel, and
 * pruning goes through the phases in reverse.
 */
public enum KindOrder {
    NAMESPACES,
    DEFINITIONS,
    /** Permissions, limits, storage and configuration, which workloads need when their pods are made. */
    FOUNDATIONS,
    WORKLOADS,
    /** Admission webhooks and aggregated APIs last: until what serves them runs, they can block everything else. */
    EXTENSIONS;

    private static final ImmutableMap<String, KindOrder> BY_GROUP_KIND = ImmutableMap.<String, KindOrder>builder()
            .put("/Namespace", NAMESPACES)
            .put("apiextensions.k8s.io/CustomResourceDefinition", DEFINITIONS)
            .put("/ResourceQuota", FOUNDATIONS)
            .put("/LimitRange", FOUNDATIONS)
            .put("/ServiceAccount", FOUNDATIONS)
            .put("/ConfigMap", FOUNDATIONS)
            .put("/Secret", FOUNDATIONS)
            .put("/PersistentVolume", FOUNDATIONS)
            .put("/PersistentVolumeClaim", FOUNDATIONS)
            .put("storage.k8s.io/StorageClass", FOUNDATIONS)
            .put("scheduling.k8s.io/PriorityClass", FOUNDATIONS)
            .put("networking.k8s.io/NetworkPolicy", FOUNDATIONS)
            .put("networking.k8s.io/IngressClass", FOUNDATIONS)
            .put("rbac.authorization.k8s.io/Role", FOUNDATIONS)
            .put("rbac.authorization.k8s.io/RoleBinding", FOUNDATIONS)
            .put("rbac.authorization.k8s.io/ClusterRole", FOUNDATIONS)
            .put("rbac.authorization.k8s.io/ClusterRoleBinding", FOUNDATIONS)
            .put("policy/PodDisruptionBudget", FOUNDATIONS)
            .put("admissionregistration.k8s.io/ValidatingWebhookConfiguration", EXTENSIONS)
            .put("admissionregistration.k8s.io/MutatingWebhookConfiguration", EXTENSIONS)
            .put("admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding", EXTENSIONS)
            .put("admissionregistration.k8s.io/MutatingAdmissionPolicyBinding", EXTENSIONS)
            .put("apiregistration.k8s.io/APIService", EXTENSIONS)
            .build();

    /** The phase of an object; a kind that is not listed belongs to {@link #WORKLOADS}. */
    public static KindOrder of(ObjectKey key) {
        KindOrder order = BY_GROUP_KIND.get(key.group() + "/" + key.kind());
        return order == null ? WORKLOADS : order;
    }
}
