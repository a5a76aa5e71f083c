package dev.gitsync.cli;

import dev.gitsync.api.Application;
import dev.gitsync.api.ApplicationKey;
import dev.gitsync.api.Condition;
import dev.gitsync.api.Names;
import dev.gitsync.api.Operation;
import dev.gitsync.api.SyncStatus;
import dev.gitsync.kube.Discovery;
import dev.gitsync.kube.KubeClient;
import dev.gitsync.value.Value;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "sync",
        description = {
            "Sync an Application now, and wait until it is done.",
            "",
            "Exit status 0 if it is synced then, healthy or not yet, 1 if it is not, 3 if the agent did not answer in time."
        },
        mixinStandardHelpOptions = true)
final class SyncCommand implements Callable<Integer> {
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    @Parameters(paramLabel = "APP", description = "NAME or NAMESPACE/NAME")
    String application = "";

    @Mixin
    ClusterOptions cluster = new ClusterOptions();

    @Mixin
    NamespaceOption namespace = new NamespaceOption();

    @Option(
            names = "--revision",
            paramLabel = "REV",
            description = "sync to this revision instead of the Application's own")
    @Nullable
    String revision;

    @Option(names = "--prune", description = "delete what left Git, also where the Application's policy does not")
    boolean prune;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "default: ${DEFAULT-VALUE}")
    int timeout = 120;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = Commands.out(spec);
        try (KubeClient client = cluster.connect()) {
            Applications applications = Applications.of(client, new Discovery(client));
            ApplicationKey key = Applications.key(application, namespace.namespace);
            Application before = applications.get(key);
            if (before.validSpec().filter(s -> s.suspend()).isPresent()) {
                throw new Failure("Application " + key + " is suspended; set spec.suspend to false first");
            }
            String asked = Instant.now().toString();
            Operation operation = Operation.sync(
                    Optional.ofNullable(revision),
                    prune,
                    false,
                    Optional.ofNullable(System.getProperty("user.name")).orElse(""));
            applications.patch(
                    key,
                    Value.map(
                            "operation", operation.toPatch(),
                            "metadata",
                                    Value.map(
                                            "annotations", Value.map(Names.REQUESTED_AT_ANNOTATION, Value.of(asked)))));
            Application after = await(applications, key, asked);
            out.println(after.status().sync().status().text() + " at "
                    + after.status().sync().revision().orElse("no revision"));
            Optional<Condition> ready = after.status().condition(Names.READY);
            ready.ifPresent(condition -> out.println(condition.reason() + ": " + Table.printable(condition.message())));
            return after.status().sync().status() == SyncStatus.SYNCED ? 0 : Main.DIFFERENCES;
        }
    }

    private Application await(Applications applications, ApplicationKey key, String asked) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(timeout).toNanos();
        while (true) {
            Application now = applications.get(key);
            boolean done = now.operation().isEmpty()
                    && now.status().lastHandledReconcileAt().equals(Optional.of(asked));
            if (done) {
                return now;
            }
            if (System.nanoTime() > deadline) {
                throw new Failure("no agent has answered for Application " + key + " within " + timeout
                        + " s; is one running for namespace " + key.namespace() + "?");
            }
            Thread.sleep(LOOK_EVERY);
        }
    }
}
