package dev.gitsync.git;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** The repository that a working tree of this machine belongs to. */
public final class LocalRepository {
    private LocalRepository() {}

    /**
     * The id of the commit that a revision names in Git's own notation, {@code HEAD~1} for example; nothing where it names
     * none.
     *
     * @param workingTree the folder that holds {@code .git}
     */
    public static Optional<String> commit(Path workingTree, String revision) throws IOException {
        IsolatedSystemReader.install();
        File folder = workingTree.toFile();
        try (Repository repository = new FileRepositoryBuilder()
                .setWorkTree(folder)
                .setMustExist(true)
                .build()) {
            return Optional.ofNullable(repository.resolve(revision + "^{commit}"))
                    .map(ObjectId::name);
        } catch (RevisionSyntaxException e) {
            return Optional.empty(); // no notation of Git's: what it is instead, the caller's look-up says
        }
    }
}
