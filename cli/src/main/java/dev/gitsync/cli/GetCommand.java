package dev.gitsync.cli;

import dev.gitsync.api.Application;
import dev.gitsync.api.ApplicationStatus;
import dev.gitsync.api.Condition;
import dev.gitsync.kube.Discovery;
import dev.gitsync.kube.KubeClient;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "get",
        description = "Show one Application: its state and that of its objects.",
        mixinStandardHelpOptions = true)
final class GetCommand implements Callable<Integer> {
    @Parameters(paramLabel = "APP", description = "NAME or NAMESPACE/NAME")
    String application = "";

    @Mixin
    ClusterOptions cluster = new ClusterOptions();

    @Mixin
    NamespaceOption namespace = new NamespaceOption();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "json or yaml, for machines")
    @Nullable
    OutputFormat output;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = Commands.out(spec);
        try (KubeClient client = cluster.connect()) {
            Application found = Applications.of(client, new Discovery(client))
                    .get(Applications.key(application, namespace.namespace));
            if (output != null) {
                output.print(found.raw(), out);
                return 0;
            }
            print(found, out);
            return 0;
        }
    }

    private static void print(Application found, PrintWriter out) {
        ApplicationStatus status = found.status();
        found.validSpec()
                .ifPresent(spec -> out.println(
                        "Source:    " + Table.printable(spec.source().repoUrl()) + " at "
                                + Table.printable(spec.source().targetRevision()) + ", "
                                + Table.printable(spec.source().path())));
        out.println("Sync:      " + status.sync().status().text() + " at "
                + status.sync().revision().orElse("no revision yet"));
        out.println("Health:    " + status.health().status()
                + status.health()
                        .message()
                        .map(m -> " (" + Table.printable(m) + ")")
                        .orElse(""));
        for (Condition condition : status.conditions()) {
            out.println(
                    "Condition: " + condition.type() + " " + condition.status().text() + " " + condition.reason() + ": "
                            + Table.printable(condition.message()));
        }
        out.println();
        Table table = new Table("KIND", "NAMESPACE", "NAME", "SYNC", "HEALTH", "MESSAGE");
        for (ApplicationStatus.Resource resource : status.resources()) {
            table.row(
                    resource.group().isEmpty() ? resource.kind() : resource.kind() + "." + resource.group(),
                    resource.namespace(),
                    resource.name(),
                    resource.status().text(),
                    resource.health(),
                    resource.message());
        }
        table.print(out);
        if (status.resourcesOmitted() > 0) {
            out.println("and " + status.resourcesOmitted() + " more objects, all of them in a better state than these");
        }
    }
}
