package dev.gitsync.cli;

import picocli.CommandLine.Option;

/** The namespace in which Applications are looked for. */
final class NamespaceOption {
    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NS",
            defaultValue = "gitsync",
            description = "the namespace of the Applications; default: ${DEFAULT-VALUE}")
    String namespace = "gitsync";
}
