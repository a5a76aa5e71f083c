package dev.gitsync.cli;

import dev.gitsync.api.Application;
import dev.gitsync.api.ApplicationKey;
import dev.gitsync.api.Names;
import dev.gitsync.kube.ApiResource;
import dev.gitsync.kube.Discovery;
import dev.gitsync.kube.KubeClient;
import dev.gitsync.kube.KubeException;
import dev.gitsync.kube.ListOptions;
import dev.gitsync.value.Value.MapValue;
import java.util.List;

/** The Applications of a cluster, as the user's own account may see them. */
final class Applications {
    private final KubeClient client;
    private final ApiResource resource;

    private Applications(KubeClient client, ApiResource resource) {
        this.client = client;
        this.resource = resource;
    }

    static Applications of(KubeClient client, Discovery discovery) throws KubeException, Failure {
        return new Applications(
                client,
                discovery
                        .resource(Names.API_VERSION, Names.APPLICATION_KIND)
                        .orElseThrow(
                                () -> new Failure("the cluster " + client.server() + " has no Applications of gitsync;"
                                        + " install it: kubectl apply --server-side -f deploy/crds")));
    }

    /** {@code NAME} in the given namespace, or {@code NAMESPACE/NAME}. */
    static ApplicationKey key(String text, String namespace) throws Failure {
        String full = text.contains("/") ? text : namespace + "/" + text;
        try {
            return ApplicationKey.parse(full);
        } catch (IllegalArgumentException e) {
            throw new Failure("\"" + text + "\" names no Application; write NAME or NAMESPACE/NAME");
        }
    }

    Application get(ApplicationKey key) throws KubeException, Failure {
        return client.get(resource, key.namespace(), key.name())
                .map(Application::of)
                .orElseThrow(() -> new Failure("there is no Application " + key.name() + " in namespace "
                        + key.namespace() + "; see: gitsync list -A"));
    }

    List<MapValue> list(String namespace) throws KubeException {
        return client.list(resource, namespace, ListOptions.ALL);
    }

    MapValue patch(ApplicationKey key, MapValue patch) throws KubeException {
        return client.mergePatch(resource, key.namespace(), key.name(), patch, "gitsync-cli");
    }
}
