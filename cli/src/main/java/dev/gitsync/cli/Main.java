package dev.gitsync.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The {@code gitsync} program. Exit status: 0 fine, 1 differences, 2 and above an error. */
@Command(
        name = "gitsync",
        description = {"GitOps for Kubernetes: keeps clusters true to Git, and shows where they are not.", ""},
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            RenderCommand.class,
            DiffCommand.class,
            ListCommand.class,
            GetCommand.class,
            HistoryCommand.class,
            SyncCommand.class,
            AgentCommand.class,
            DemoCommand.class,
            GenerateCompletion.class,
            TrainCommand.class,
            HelpCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  gitsync render overlays/production            what Git asks for",
            "  gitsync diff overlays/production              how the cluster differs from it",
            "  gitsync diff overlays/production --against main   what a change would do, without a cluster",
            "  gitsync list                                  all Applications, and how they stand",
            "  gitsync sync production                       sync one now",
            "",
            "Exit status: 0 fine or no difference, 1 differences, 2 and above an error.",
            "Completion: source <(gitsync generate-completion)"
        })
public final class Main {
    static final int DIFFERENCES = 1;
    static final int USAGE = 2;
    static final int FAILED = 3;

    private Main() {}

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int status = run(out, err, arguments);
        out.flush();
        System.exit(status);
    }

    /** Runs one command line and returns its exit status. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = new CommandLine(new Main());
        line.setOut(out);
        line.setErr(err);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((e, args) -> {
            err.println("gitsync: " + e.getMessage() + " (see: "
                    + e.getCommandLine().getCommandSpec().qualifiedName() + " --help)");
            return USAGE;
        });
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            err.println("gitsync: " + Failure.explain(e));
            return FAILED;
        });
        return line.execute(arguments);
    }
}
