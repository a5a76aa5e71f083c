package dev.gitsync.cli;

import dev.gitsync.cli.Trees.Directory;
import dev.gitsync.git.Commit;
import dev.gitsync.git.CredentialSource;
import dev.gitsync.git.GitException;
import dev.gitsync.git.GitLimits;
import dev.gitsync.git.GitSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A repository read for one command: mirrored into a temporary folder, which goes with it. */
final class RemoteTree implements AutoCloseable {
    private final Path folder;
    private final GitSource git;
    private final String url;

    private RemoteTree(Path folder, GitSource git, String url) {
        this.folder = folder;
        this.git = git;
        this.url = url;
    }

    static RemoteTree open(RepositoryOptions repository, CredentialSource credentials) throws IOException, Failure {
        if (repository.url == null) {
            throw new Failure("--repo is missing");
        }
        return open(repository.url, credentials);
    }

    /** The user's own command may read repositories of this machine. */
    static RemoteTree open(String url, CredentialSource credentials) throws IOException {
        Path folder = Files.createTempDirectory("gitsync");
        return new RemoteTree(
                folder, new GitSource(folder, credentials, GitLimits.defaults().withAllowFile(true)), url);
    }

    Commit commit(String revision) throws GitException {
        return git.open(url, git.resolve(url, revision));
    }

    Directory at(String revision, String path) throws GitException {
        return new Directory(commit(revision).tree(), Trees.inTree(path));
    }

    @Override
    public void close() throws IOException {
        git.close();
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : all) {
                Files.deleteIfExists(file);
            }
        }
    }
}
