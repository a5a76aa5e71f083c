package dev.gitsync.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which directory of which repository. */
final class RepositoryOptions {
    @Option(names = "--repo", paramLabel = "URL", description = "a repository: https, http or file")
    @Nullable
    String url;

    @Option(
            names = "--revision",
            paramLabel = "REV",
            defaultValue = "HEAD",
            description = "with --repo: a branch, tag or commit; default: ${DEFAULT-VALUE}")
    String revision = "HEAD";

    @Option(
            names = "--path",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "with --repo: the directory in it; default: its root")
    String path = ".";
}
