package dev.gitsync.cli;

import dev.gitsync.kube.ClientOptions;
import dev.gitsync.kube.KubeClient;
import dev.gitsync.kube.KubeconfigException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster: found as kubectl finds it. */
final class ClusterOptions {
    @Option(names = "--kubeconfig", paramLabel = "FILE", description = "default: $KUBECONFIG, then ~/.kube/config")
    @Nullable
    Path kubeconfig;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "a context of the kubeconfig; default: its current one")
    @Nullable
    String context;

    KubeClient connect() throws KubeconfigException {
        ClientOptions options = ClientOptions.ofVersion(Version.number());
        return kubeconfig == null
                ? KubeClient.standard(context, options)
                : KubeClient.fromKubeconfig(kubeconfig, context, options);
    }
}
