package dev.gitsync.render.kustomize;

import dev.gitsync.render.FileTree.Kind;
import dev.gitsync.render.Place;
import dev.gitsync.render.RenderException;
import dev.gitsync.render.TreeFiles;
import dev.gitsync.render.TreeFiles.Located;
import dev.gitsync.render.kustomize.Section.Text;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The directory of a kustomization. Its files are read from in or below it; other kustomizations may lie elsewhere in the
 * tree, but not in it or above it, or they would come back to it.
 *
 * @param path free of links
 * @param referrer the kustomization that refers to this one
 */
record Directory(TreeFiles files, String path, Optional<Directory> referrer) {
    private static final Pattern REMOTE = Pattern.compile(
            "(?i)^([a-z][a-z0-9+.-]*://|[a-z0-9_.-]+@[^/]+:|git::|github\\.com[/:]|gh:).*|.*[?&](ref|version)=.*");

    /** A file that was read. */
    static final class Content {
        private final byte[] bytes;
        private final String path;

        Content(byte[] bytes, String path) {
            this.bytes = bytes;
            this.path = path;
        }

        byte[] bytes() {
            return bytes;
        }

        String path() {
            return path;
        }
    }

    /** What is at a path of this kustomization. */
    Located locate(Text path) throws RenderException, IOException {
        if (path.value().isEmpty()) {
            throw path.place().error("the path is empty");
        }
        if (REMOTE.matcher(path.value()).matches()) {
            throw path.place()
                    .error("\"" + path.value()
                            + "\" is a remote resource, which is not fetched; keep a copy of it in this repository");
        }
        String joined = TreeFiles.join(this.path, path.value(), path.place());
        return files.locate(joined, path.place())
                .orElseThrow(() -> path.place().error("\"" + path.value() + "\": no such file or directory"));
    }

    /** The content of a file of this kustomization. */
    Content load(Text path) throws RenderException, IOException {
        return read(locate(path), path);
    }

    Content read(Located file, Text path) throws RenderException, IOException {
        if (file.kind() != Kind.FILE) {
            throw path.place().error("\"" + path.value() + "\" must be a file");
        }
        if (!TreeFiles.isWithin(file.path(), this.path)) {
            throw path.place()
                    .error("\"" + path.value() + "\" is not in or below the directory of this kustomization, \""
                            + this.path + "\"; only other kustomizations may lie elsewhere");
        }
        return new Content(files.read(file, path.place()), file.path());
    }

    /** The directory of another kustomization that this one refers to. */
    Directory enter(Located directory, Place place) throws RenderException {
        if (directory.kind() == Kind.SUBMODULE) {
            throw place.error("\"" + directory.path() + "\" is a Git submodule, which is not fetched");
        }
        if (directory.kind() != Kind.DIRECTORY) {
            throw place.error("\"" + directory.path() + "\" must be the directory of a kustomization");
        }
        for (Optional<Directory> above = Optional.of(this); above.isPresent(); above = above.get().referrer) {
            if (TreeFiles.isWithin(above.get().path, directory.path())) {
                throw place.error("cycle: \"" + directory.path() + "\" is, or holds, \"" + above.get().path
                        + "\", which is being built on it");
            }
        }
        return new Directory(files, directory.path(), Optional.of(this));
    }
}
