package dev.gitsync.cli;

import dev.gitsync.controller.Agent;
import dev.gitsync.controller.AgentOptions;
import dev.gitsync.kube.ClientOptions;
import dev.gitsync.kube.KubeClient;
import dev.gitsync.kube.KubeconfigException;
import dev.gitsync.log.LogFormat;
import dev.gitsync.log.Logs;
import dev.gitsync.metrics.AgentMetrics;
import java.io.Console;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "agent",
        description = {
            "Run the agent: keep the Applications of a namespace true to Git until stopped.",
            "",
            "In a cluster it needs no options. Outside of one:",
            "  gitsync agent --kubeconfig ~/.kube/config --data-dir /var/lib/gitsync"
        },
        mixinStandardHelpOptions = true)
final class AgentCommand implements Callable<Integer> {
    private static final int LOST_LEASE = 4;

    @Mixin
    ClusterOptions cluster = new ClusterOptions();

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NS",
            defaultValue = "gitsync",
            description = "where its Applications, Secrets and Lease are; default: ${DEFAULT-VALUE}")
    String namespace = "gitsync";

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "mirrors and history; default: ~/.local/share/gitsync")
    Path dataDir = Path.of(System.getProperty("user.home"), ".local", "share", "gitsync");

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:8080",
            description = "for /metrics, /healthz and /readyz; default: ${DEFAULT-VALUE}")
    String listen = "127.0.0.1:8080";

    @Option(
            names = "--poll-interval",
            paramLabel = "TIME",
            defaultValue = "3m",
            converter = Durations.class,
            description = "how often each repository is asked, such as 30s or 5m; default: ${DEFAULT-VALUE}")
    Duration pollInterval = Duration.ofMinutes(3);

    @Option(
            names = "--allow-file-repositories",
            description = "let Applications read repositories of this machine by file: URLs")
    boolean allowFileRepositories;

    @Option(
            names = "--instance",
            paramLabel = "NAME",
            defaultValue = "gitsync",
            description = "tells apart several agents of one cluster; default: ${DEFAULT-VALUE}")
    String instance = "gitsync";

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            description = "text or json; default: text on a terminal, else json")
    @Nullable
    LogFormat logFormat;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "info",
            description = "error, warn, info or debug")
    Level logLevel = Level.INFO;

    @Override
    public Integer call() throws Exception {
        Logs.configure(logFormat == null ? standardFormat() : logFormat, logLevel);
        AgentOptions options = new AgentOptions(
                namespace,
                instance,
                host(),
                dataDir,
                address(),
                pollInterval,
                allowFileRepositories,
                Math.max(4, 2 * Runtime.getRuntime().availableProcessors()));
        AgentMetrics metrics = new AgentMetrics();
        CountDownLatch closed = new CountDownLatch(1);
        try (KubeClient client = connect(metrics)) {
            Agent agent = Agent.start(options, client, metrics);
            Thread onSignal = new Thread(() -> {
                agent.close();
                closed.countDown();
            });
            Runtime.getRuntime().addShutdownHook(onSignal);
            boolean lost = agent.awaitEnd();
            if (lost) {
                // Another process leads, or may soon: begin anew as a candidate, with nothing remembered.
                Runtime.getRuntime().removeShutdownHook(onSignal);
                agent.close();
                return LOST_LEASE;
            }
            closed.await();
            return 0;
        }
    }

    private KubeClient connect(AgentMetrics metrics) throws KubeconfigException {
        ClientOptions options = ClientOptions.ofVersion(Version.number())
                .withObserver((verb, resource, code, took) -> metrics.kubeRequest(verb, code, took));
        return cluster.kubeconfig == null
                ? KubeClient.standard(cluster.context, options)
                : KubeClient.fromKubeconfig(cluster.kubeconfig, cluster.context, options);
    }

    private static LogFormat standardFormat() {
        return System.console() instanceof Console console && console.isTerminal() ? LogFormat.TEXT : LogFormat.JSON;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown-host";
        }
    }

    private InetSocketAddress address() throws Failure {
        int colon = listen.lastIndexOf(':');
        try {
            String host = colon <= 0 ? "0.0.0.0" : listen.substring(0, colon);
            return new InetSocketAddress(host, Integer.parseInt(listen.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw new Failure("--listen " + listen + ": write HOST:PORT, such as 127.0.0.1:8080");
        }
    }
}
