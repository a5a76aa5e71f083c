package dev.gitsync.cli;

import dev.gitsync.render.DirectoryFileTree;
import dev.gitsync.render.FileTree;
import dev.gitsync.render.Manifest;
import dev.gitsync.render.RenderException;
import dev.gitsync.render.RenderLimits;
import dev.gitsync.render.directory.DirectoryRenderer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The trees that the command line renders from. */
final class Trees {
    /** A directory of a tree; the root is the empty path. */
    record Directory(FileTree tree, String path) {}

    private Trees() {}

    /**
     * A directory of this machine. The tree is the Git working tree around it, so that an overlay reaches its bases and no
     * further; without one, the directory itself.
     */
    static Directory local(Path path) throws IOException, Failure {
        if (!Files.isDirectory(path)) {
            throw new Failure(
                    path + " is no directory; render takes the directory that holds a kustomization.yaml or manifests");
        }
        Path real = path.toRealPath();
        for (Path root = real; root != null; root = root.getParent()) {
            if (Files.exists(root.resolve(".git"))) {
                return new Directory(
                        new DirectoryFileTree(root),
                        inTree(root.relativize(real).toString()));
            }
        }
        return new Directory(new DirectoryFileTree(real), "");
    }

    /** A path as a tree counts it. */
    static String inTree(String path) {
        String plain = path.replace('\\', '/');
        return plain.equals(".") ? "" : plain;
    }

    static List<Manifest> render(Directory directory, boolean recurse) throws RenderException, IOException {
        return new DirectoryRenderer(recurse, RenderLimits.DEFAULT).render(directory.tree(), directory.path());
    }
}
