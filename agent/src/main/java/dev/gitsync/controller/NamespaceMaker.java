package dev.gitsync.controller;

import dev.gitsync.api.ApplicationSpec;
import dev.gitsync.api.Names;
import dev.gitsync.controller.SyncFailure.Reason;
import dev.gitsync.kube.ApiResource;
import dev.gitsync.kube.ApplyOptions;
import dev.gitsync.kube.Discovery;
import dev.gitsync.kube.KubeClient;
import dev.gitsync.kube.KubeException;
import dev.gitsync.plan.DesiredState;
import dev.gitsync.sync.WriteGate;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value;

/**
 * Makes the destination's namespace where {@code CreateNamespace=true} asks for it and no manifest declares it. It is neither
 * labelled nor in the inventory, so it is never pruned.
 */
final class NamespaceMaker {
    private final KubeClient client;
    private final Discovery discovery;
    private final WriteGate gate;

    NamespaceMaker(KubeClient client, Discovery discovery, WriteGate gate) {
        this.client = client;
        this.discovery = discovery;
        this.gate = gate;
    }

    void ensure(ApplicationState app, ApplicationSpec spec, DesiredState desired) throws SyncFailure {
        String name = spec.destination().namespace().orElse("");
        boolean declared = desired.objects().containsKey(new ObjectKey("", "Namespace", "", name));
        if (!spec.syncPolicy().createNamespace() || name.isEmpty() || declared || app.namespaceSeen.equals(name)) {
            return;
        }
        try {
            ApiResource namespaces = discovery
                    .resource("v1", "Namespace")
                    .orElseThrow(() -> new SyncFailure(Reason.ClusterUnavailable, "the cluster serves no Namespaces"));
            if (client.get(namespaces, "", name).isEmpty()) {
                if (!gate.mayWrite()) {
                    throw new SyncFailure(Reason.ClusterUnavailable, "this process no longer holds the Lease");
                }
                client.apply(
                        namespaces,
                        Value.map(
                                "apiVersion", Value.of("v1"),
                                "kind", Value.of("Namespace"),
                                "metadata", Value.map("name", Value.of(name))),
                        new ApplyOptions(Names.FIELD_MANAGER, true, false));
            }
            app.namespaceSeen = name;
        } catch (KubeException e) {
            throw new SyncFailure(
                    e.isTransient() ? Reason.ClusterUnavailable : Reason.SyncFailed,
                    "namespace " + name + " (CreateNamespace=true) can't be made: " + e.getMessage());
        }
    }
}
