package dev.gitsync.cli;

import dev.gitsync.api.Application;
import dev.gitsync.api.Condition;
import dev.gitsync.api.Names;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/** What several commands share. */
final class Commands {
    private static final int SHORT = 10;
    private static final int LINE = 120;

    private Commands() {}

    /** Where the command prints; picocli sets the spec before it calls the command. */
    static PrintWriter out(@Nullable CommandSpec spec) {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }

    /** Whether to colour: on a terminal, unless NO_COLOR is set. */
    static boolean colour() {
        return System.console() instanceof Console console && console.isTerminal() && Ansi.AUTO.enabled();
    }

    static String shortRevision(String revision) {
        return revision.length() > SHORT ? revision.substring(0, SHORT) : revision;
    }

    /** Why an Application is not ready, in a line; empty where it is. */
    static String attention(Application application) {
        Optional<Condition> ready = application.status().condition(Names.READY);
        return ready.filter(condition -> condition.status() != Condition.Status.TRUE)
                .map(condition -> condition.reason() + ": " + condition.message())
                .map(text -> text.length() > LINE ? text.substring(0, LINE - 1) + "…" : text)
                .orElse("");
    }
}
