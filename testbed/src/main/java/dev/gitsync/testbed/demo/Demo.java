package dev.gitsync.testbed.demo;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.gitsync.testbed.AgentProcess;
import dev.gitsync.testbed.Checkout;
import dev.gitsync.testbed.GitServer;
import dev.gitsync.testbed.Operators;
import dev.gitsync.testbed.RestClient;
import dev.gitsync.testbed.StaticVolume;
import dev.gitsync.testbed.TestCluster;
import dev.gitsync.testbed.WorkingCopy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.slf4j.LoggerFactory;

/** The program behind {@code gitsync demo}. */
public final class Demo {
    static final String VOLUME = "gitsync-demo";
    private static final String NAMESPACE = "gitsync";
    private static final String USAGE = """
            usage: gitsync demo [--exit] [--kubeconfig FILE [--context NAME]]
              Shows gitsync at work: a first sync, a live edit healed, a commit applied, an object pruned, a broken commit
              refused, and the history. Without a kubeconfig it starts a Kubernetes control plane of its own on this machine.
              --exit              end by itself, with status 0 only if every step was observed on the API server
              --kubeconfig FILE   use a cluster that you have; the demo makes namespaces and CRDs there and removes them
              --context NAME      the context of the kubeconfig
            """;

    private final boolean exit;
    private final Optional<Path> kubeconfig;
    private final Optional<String> context;

    private Demo(boolean exit, Optional<Path> kubeconfig, Optional<String> context) {
        this.exit = exit;
        this.kubeconfig = kubeconfig;
        this.context = context;
    }

    /** Status 0 if all was observed, 1 if not, 2 for a wrong argument. */
    public static void main(String[] arguments) {
        List<String> args = Arrays.asList(arguments);
        boolean exit = false;
        Optional<Path> kubeconfig = Optional.empty();
        Optional<String> context = Optional.empty();
        for (int i = args.getFirst().equals("demo") ? 1 : 0; i < args.size(); i++) {
            String next = i + 1 < args.size() ? args.get(i + 1) : "";
            switch (args.get(i)) {
                case "--exit" -> exit = true;
                case "--kubeconfig" -> {
                    kubeconfig = Optional.of(Path.of(next));
                    i++;
                }
                case "--context" -> {
                    context = Optional.of(next);
                    i++;
                }
                case "--help", "-h" -> {
                    System.out.print(USAGE);
                    System.exit(0);
                }
                default -> {
                    System.err.println("gitsync demo: unknown argument " + args.get(i));
                    System.err.print(USAGE);
                    System.exit(2);
                }
            }
        }
        System.exit(new Demo(exit, kubeconfig, context).run() ? 0 : 1);
    }

    private boolean run() {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        Path folder = temporaryFolder();
        System.out.println("gitsync demo: starting a cluster, a Git server and the agent (logs in " + folder + ")");
        try (TestCluster cluster = cluster(folder);
                GitServer git = GitServer.start().create("shop");
                WorkingCopy copy = git.workingCopy("shop");
                Operators _ = Operators.start(cluster)) {
            prepare(cluster, copy);
            try (AgentProcess agent = AgentProcess.start(new AgentProcess.Launch(
                    AgentProcess.launcher(),
                    cluster.kubeconfig(),
                    NAMESPACE,
                    folder,
                    List.of("--poll-interval", "1s")))) {
                Story story = new Story(cluster, copy, git.url("shop"), NAMESPACE);
                boolean seen = story.tell();
                if (!seen) {
                    System.out.println("The agent's log:");
                    System.out.println(agent.logText());
                }
                if (exit) {
                    story.cleanUp(kubeconfig.isPresent());
                } else {
                    stay(cluster, copy, agent);
                }
                return seen;
            }
        } finally {
            delete(folder);
        }
    }

    private TestCluster cluster(Path folder) {
        if (kubeconfig.isEmpty()) {
            return TestCluster.local();
        }
        if (context.isEmpty()) {
            return TestCluster.existing(kubeconfig.get());
        }
        String one = TestCluster.existing(kubeconfig.get())
                .kubectl("config", "view", "--minify", "--flatten", "--context=" + context.get());
        Path file = folder.resolve("kubeconfig");
        try {
            Files.writeString(file, one);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return TestCluster.existing(file);
    }

    private static void prepare(TestCluster cluster, WorkingCopy copy) {
        Path crds = Checkout.root().resolve("deploy/crds");
        cluster.kubectl("apply", "--server-side", "-f", crds.toString());
        for (String resource : List.of("applications", "inventories")) {
            Awaitility.await("the cluster serves " + resource)
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> cluster.rest().answers(RestClient.path("gitsync.dev/v1alpha1", resource, "")));
        }
        cluster.apply("{apiVersion: v1, kind: Namespace, metadata: {name: " + NAMESPACE + "}}");
        // Stands in for a storage driver, which no test machine runs.
        StaticVolume.create(cluster, VOLUME, "shop-production-local", "1Gi");
        copy.copyFrom(Checkout.root().resolve("examples")).commitAndPush("The shop, as production runs it");
    }

    private static void stay(TestCluster cluster, WorkingCopy copy, AgentProcess agent) {
        System.out.printf(
                """

                It stays up until Ctrl-C. To look around:
                  export KUBECONFIG=%s
                  kubectl get applications -A
                  kubectl -n shop-production get all
                  kubectl -n %s describe application production
                  bin/gitsync history %s/production
                  bin/gitsync diff --app %s/production
                Its repository is checked out in %s: commit and push there, and watch.
                Metrics: %s/metrics   Log: %s
                """,
                cluster.kubeconfig(), NAMESPACE, NAMESPACE, NAMESPACE, copy.folder(), agent.address(), agent.log());
        CountDownLatch never = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(never::countDown));
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("gitsync-demo");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("gitsync demo: " + folder + " can't be removed: " + e.getMessage());
        }
    }
}
