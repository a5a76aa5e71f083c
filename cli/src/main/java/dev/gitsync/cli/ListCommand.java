package dev.gitsync.cli;

import dev.gitsync.api.Application;
import dev.gitsync.kube.Discovery;
import dev.gitsync.kube.KubeClient;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "list",
        aliases = "ls",
        description = "List Applications and how they stand.",
        mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
    @Mixin
    ClusterOptions cluster = new ClusterOptions();

    @Mixin
    NamespaceOption namespace = new NamespaceOption();

    @Option(
            names = {"-A", "--all-namespaces"},
            description = "of all namespaces")
    boolean all;

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
            List<MapValue> found =
                    Applications.of(client, new Discovery(client)).list(all ? "" : namespace.namespace);
            if (output != null) {
                output.print(
                        Value.map("apiVersion", Value.of("v1"), "kind", Value.of("List"), "items", ListValue.of(found)),
                        out);
                return 0;
            }
            Table table = new Table("NAMESPACE", "NAME", "SYNC", "HEALTH", "REVISION", "MESSAGE");
            for (MapValue object : found) {
                Application application = Application.of(object);
                table.row(
                        application.key().namespace(),
                        application.key().name(),
                        application.status().sync().status().text(),
                        application.status().health().status(),
                        Commands.shortRevision(
                                application.status().sync().revision().orElse("")),
                        Commands.attention(application));
            }
            table.print(out);
            return 0;
        }
    }
}
