package dev.gitsync.render;

import dev.gitsync.render.FileTree.Entry;
import dev.gitsync.render.FileTree.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The files of a tree as people name them: relative to a directory, with {@code ..}, and through symbolic links; never
 * outside the tree. A path that would lead outside is refused before anything is looked up, so that the answer does not
 * tell what is there. For one render, by one thread.
 */
public final class TreeFiles {
    private static final int MAX_LINKS = 40;
    private static final int MAX_LINK_BYTES = 4096;

    private final FileTree tree;
    private final RenderLimits limits;
    private long bytesRead;

    public TreeFiles(FileTree tree, RenderLimits limits) {
        this.tree = tree;
        this.limits = limits;
    }

    /**
     * An entry that is no link.
     *
     * @param path its path, free of links
     */
    public record Located(String path, Kind kind) {}

    public RenderLimits limits() {
        return limits;
    }

    /**
     * The path, from the root of the tree, of a path relative to a directory; links are left as they are.
     *
     * @param place where the path was written, for the error
     */
    public static String join(String directory, String path, Place place) throws RenderException {
        if (path.startsWith("/")) {
            throw place.error("\"" + path + "\" is an absolute path; write it relative to this directory");
        }
        Deque<String> parts = new ArrayDeque<>(split(directory));
        for (String part : split(path)) {
            if (part.equals("..")) {
                if (parts.pollLast() == null) {
                    throw outside(path, place);
                }
            } else if (!part.equals(".")) {
                parts.addLast(part);
            }
        }
        return String.join("/", parts);
    }

    /** Whether a path is a directory or lies below it; the root holds every path. */
    public static boolean isWithin(String path, String directory) {
        return directory.isEmpty() || path.equals(directory) || path.startsWith(directory + "/");
    }

    /**
     * What is at a path from the root of the tree, links followed; nothing where there is nothing, or a link leads to
     * nothing.
     */
    public Optional<Located> locate(String path, Place place) throws RenderException, IOException {
        Deque<String> rest = new ArrayDeque<>(split(path));
        List<String> here = new ArrayList<>();
        Kind kind = Kind.DIRECTORY;
        int links = 0;
        while (!rest.isEmpty()) {
            String part = rest.removeFirst();
            if (part.equals("..")) {
                if (here.isEmpty()) {
                    throw outside(path, place);
                }
                here.removeLast();
                kind = Kind.DIRECTORY;
                continue;
            }
            if (part.equals(".")) {
                continue;
            }
            if (kind == Kind.SUBMODULE) {
                throw place.error("\"" + path + "\" lies in a Git submodule, which is not fetched");
            }
            here.addLast(part);
            Optional<Entry> entry = kind == Kind.DIRECTORY ? tree.entry(String.join("/", here)) : Optional.empty();
            if (entry.isEmpty()) {
                return Optional.empty();
            }
            kind = entry.get().kind();
            if (kind == Kind.SYMLINK) {
                if (++links > MAX_LINKS) {
                    throw place.error("\"" + path + "\" goes through more than " + MAX_LINKS + " symbolic links");
                }
                String target = new String(tree.read(String.join("/", here), MAX_LINK_BYTES), StandardCharsets.UTF_8);
                if (target.startsWith("/")) {
                    throw outside(path, place);
                }
                here.removeLast();
                kind = Kind.DIRECTORY;
                split(target).reversed().forEach(rest::addFirst);
            }
        }
        return Optional.of(new Located(String.join("/", here), kind));
    }

    /** The entries of a directory that was located, sorted by name. */
    public List<Entry> list(String path) throws IOException {
        return tree.list(path);
    }

    /** The content of a file that was located. */
    public byte[] read(Located file, Place place) throws RenderException, IOException {
        Optional<Entry> entry = tree.entry(file.path());
        if (entry.isEmpty() || entry.get().kind() != Kind.FILE) {
            throw place.error("\"" + file.path() + "\" is not a file");
        }
        byte[] content;
        try {
            content = tree.read(file.path(), limits.fileBytes());
        } catch (FileTooLargeException e) {
            throw new RenderException(
                    place + ": \"" + file.path() + "\" is larger than the " + limits.fileBytes()
                            + " bytes that a file to be rendered may have",
                    e);
        }
        bytesRead += content.length;
        if (bytesRead > limits.totalBytes()) {
            throw place.error("the files to be rendered are larger than " + limits.totalBytes() + " bytes together");
        }
        return content;
    }

    private static RenderException outside(String path, Place place) {
        return place.error("\"" + path + "\" leads outside of the repository, from which nothing is read");
    }

    private static List<String> split(String path) {
        return Arrays.stream(path.split("/", -1))
                .filter(part -> !part.isEmpty())
                .toList();
    }
}
