package dev.gitsync.cli;

import dev.gitsync.git.LocalRepository;
import dev.gitsync.render.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Renders a directory of a working tree as it is in another revision of its repository. */
final class LocalRevision {
    private LocalRevision() {}

    static List<Manifest> render(Path path, String revision, boolean recurse) throws Exception {
        Path real = path.toRealPath();
        Path root = root(real);
        // Reads committed objects only, so it goes through the same mirror as any other repository.
        try (RemoteTree repository = RemoteTree.open(root.toUri().toString(), url -> Optional.empty())) {
            String commit = LocalRepository.commit(root, revision).orElse(revision);
            return Trees.render(repository.at(commit, root.relativize(real).toString()), recurse);
        }
    }

    private static Path root(Path path) throws IOException, Failure {
        for (Path folder = path; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(".git"))) {
                return folder;
            }
        }
        throw new Failure(path + " is in no Git repository, so --against has nothing to compare with");
    }
}
