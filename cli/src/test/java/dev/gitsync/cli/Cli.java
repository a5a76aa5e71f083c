package dev.gitsync.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Runs {@code gitsync} command lines in this process. */
final class Cli {
    /** What a command line ended with. */
    record Outcome(int status, String out, String err) {}

    private Cli() {}

    static Outcome gitsync(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
        return new Outcome(status, out.toString(), err.toString());
    }
}
