package dev.gitsync.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Listed here so that help names it; the launcher runs the demo itself, which is not part of what is shipped. */
@Command(
        name = "demo",
        description = "Show the main job on a cluster of its own; from a checkout, see: gitsync demo --help.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Failure {
        throw new Failure("the demo runs from a checkout, by its launcher: bin/gitsync demo");
    }
}
