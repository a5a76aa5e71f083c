package dev.gitsync.render;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * An immutable tree of files: what a render may read, and nothing else. Paths are relative to the root of the tree,
 * separated by {@code /}, without {@code .}, {@code ..}, or a leading or trailing slash; the root itself is {@code ""}.
 * A path outside the tree can't be expressed, so a caller resolves {@code ..} itself and refuses what leaves its root.
 *
 * <p>A symbolic link is an entry of its own kind; this interface never follows one.
 */
public interface FileTree {

    /** The kind of an entry. */
    enum Kind {
        FILE,
        DIRECTORY,
        SYMLINK,
        /** A commit of another repository: its content is not in this tree. */
        SUBMODULE
    }

    /**
     * One entry of the tree.
     *
     * @param name the last part of its path
     * @param hash identifies the content: equal hashes mean equal content, for a directory all that is below it
     */
    record Entry(String name, Kind kind, String hash) {}

    /** The entry at a path, or nothing where there is none; the root always is a directory. */
    Optional<Entry> entry(String path) throws IOException;

    /** The entries of the directory at a path, sorted by name; empty where there is no directory. */
    List<Entry> list(String path) throws IOException;

    /**
     * The content of the file at a path; for a symbolic link, its target.
     *
     * @param maxBytes the largest content that the caller takes
     * @throws java.nio.file.NoSuchFileException if there is no file or link at that path
     * @throws FileTooLargeException if it is larger than {@code maxBytes}
     * @throws IOException if it can't be read
     */
    byte[] read(String path, int maxBytes) throws IOException;
}
