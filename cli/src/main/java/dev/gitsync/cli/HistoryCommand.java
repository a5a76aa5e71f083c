package dev.gitsync.cli;

import dev.gitsync.api.Application;
import dev.gitsync.api.HistoryEntry;
import dev.gitsync.kube.Discovery;
import dev.gitsync.kube.KubeClient;
import dev.gitsync.value.Value;
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
        name = "history",
        description = "Show the latest syncs of an Application, newest first: what ran, why, and what it changed.",
        mixinStandardHelpOptions = true)
final class HistoryCommand implements Callable<Integer> {
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
                output.print(found.raw().at("status", "history").orElse(Value.list()), out);
                return 0;
            }
            found.status().history().forEach(entry -> print(entry, out));
            if (found.status().history().isEmpty()) {
                out.println("no sync yet");
            }
            return 0;
        }
    }

    private static void print(HistoryEntry entry, PrintWriter out) {
        out.println(entry.finishedAt().map(Object::toString).orElse("unfinished") + "  " + entry.trigger() + "  "
                + entry.outcome()
                + "  " + Commands.shortRevision(entry.revision()) + "  " + Table.printable(entry.subject())
                + (entry.author().isEmpty() ? "" : "  by " + Table.printable(entry.author())) + "  [" + entry.id()
                + "]");
        if (!entry.message().isEmpty()) {
            out.println("    " + Table.printable(entry.message()));
        }
        for (HistoryEntry.Change change : entry.changes()) {
            out.println("    " + Table.printable(change.object())
                    + (change.path().isEmpty() ? "" : ": " + Table.printable(change.path()))
                    + "  " + change.fieldClass()
                    + change.manager().map(m -> ", by " + Table.printable(m)).orElse("")
                    + change.at().map(at -> " at or before " + at).orElse(""));
        }
        if (entry.changesOmitted() > 0) {
            out.println("    and " + entry.changesOmitted() + " more");
        }
    }
}
