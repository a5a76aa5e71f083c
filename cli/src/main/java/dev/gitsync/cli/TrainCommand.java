package dev.gitsync.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs what short commands run, so that the build's AOT cache holds their classes. */
@Command(name = "train", hidden = true)
final class TrainCommand implements Callable<Integer> {
    @Parameters
    String overlay = "";

    @Override
    public Integer call() throws Failure {
        // No cluster answers here: the client's classes are loaded, and the refusal is expected.
        String[][] runs = {
            {"--help"},
            {"render", overlay},
            {"render", overlay, "-o", "json"},
            {"diff", overlay, "--against", "HEAD"},
            {"list", "--kubeconfig", "/nonexistent"}
        };
        for (String[] run : runs) {
            StringWriter err = new StringWriter();
            int status = Main.run(new PrintWriter(new StringWriter()), new PrintWriter(err), run);
            boolean renders = run[0].equals("render");
            if (renders && status != 0) {
                throw new Failure("training failed: " + err);
            }
        }
        return 0;
    }
}
