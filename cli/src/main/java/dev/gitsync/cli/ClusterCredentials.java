package dev.gitsync.cli;

import dev.gitsync.api.Names;
import dev.gitsync.controller.RepositorySecrets;
import dev.gitsync.git.CredentialSource;
import dev.gitsync.kube.ApiResource;
import dev.gitsync.kube.Discovery;
import dev.gitsync.kube.KubeClient;
import dev.gitsync.kube.KubeException;
import dev.gitsync.kube.ListOptions;
import java.util.Optional;

/** The credentials of repositories as the agent has them, where the user may read its Secrets; else none. */
final class ClusterCredentials implements CredentialSource {
    private final RepositorySecrets secrets;

    private ClusterCredentials(RepositorySecrets secrets) {
        this.secrets = secrets;
    }

    static ClusterCredentials of(KubeClient client, Discovery discovery, String namespace) throws KubeException {
        RepositorySecrets secrets = RepositorySecrets.alone();
        ApiResource resource = discovery.resource("v1", "Secret").orElseThrow();
        for (String label : new String[] {Names.SECRET_TYPE_LABEL, Names.ARGO_SECRET_TYPE_LABEL}) {
            ListOptions options = ListOptions.ALL.withLabelSelector(label + "=" + Names.REPOSITORY_SECRET);
            try {
                client.list(resource, namespace, options, page -> page.items().forEach(secrets::put));
            } catch (KubeException e) {
                if (!e.isForbidden()) {
                    throw e;
                }
            }
        }
        return new ClusterCredentials(secrets);
    }

    @Override
    public Optional<dev.gitsync.git.RepositoryCredentials> credentialsFor(String url) {
        return secrets.credentialsFor(url);
    }
}
