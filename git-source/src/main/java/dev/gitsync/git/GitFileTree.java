package dev.gitsync.git;

import dev.gitsync.render.FileTooLargeException;
import dev.gitsync.render.FileTree;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.jspecify.annotations.Nullable;

/**
 * The files of one commit, read from the object database when asked for. Safe for use by several threads. Directories
 * that were read stay in memory as long as this tree does.
 */
final class GitFileTree implements FileTree {
    /** Beyond this many directories, the others are read again each time: a bound for trees that nobody renders. */
    private static final int MAX_CACHED = 20_000;

    private record Node(Entry entry, ObjectId id) {}

    private final Mirror mirror;
    private final Node root;
    private final Map<ObjectId, NavigableMap<String, Node>> directories = new ConcurrentHashMap<>();

    GitFileTree(Mirror mirror, ObjectId root) {
        this.mirror = mirror;
        this.root = new Node(new Entry("", Kind.DIRECTORY, root.name()), root.copy());
    }

    @Override
    public Optional<Entry> entry(String path) throws IOException {
        return mirror.reading(reader -> Optional.ofNullable(find(reader, path)).map(Node::entry));
    }

    @Override
    public List<Entry> list(String path) throws IOException {
        return mirror.reading(reader -> {
            Node node = find(reader, path);
            return node == null || node.entry().kind() != Kind.DIRECTORY
                    ? List.of()
                    : directory(reader, node.id()).values().stream()
                            .map(Node::entry)
                            .toList();
        });
    }

    @Override
    public byte[] read(String path, int maxBytes) throws IOException {
        return mirror.reading(reader -> {
            Node node = find(reader, path);
            if (node == null
                    || (node.entry().kind() != Kind.FILE && node.entry().kind() != Kind.SYMLINK)) {
                throw new NoSuchFileException(path);
            }
            // The size stands in the object's header, so that nothing is inflated in vain.
            long size = reader.getObjectSize(node.id(), Constants.OBJ_BLOB);
            if (size > maxBytes) {
                throw new FileTooLargeException(path, size, maxBytes);
            }
            return reader.open(node.id(), Constants.OBJ_BLOB).getBytes(maxBytes);
        });
    }

    private @Nullable Node find(ObjectReader reader, String path) throws IOException {
        Node node = root;
        if (path.isEmpty()) {
            return node;
        }
        for (String name : path.split("/", -1)) {
            if (node == null || node.entry().kind() != Kind.DIRECTORY) {
                return null;
            }
            node = directory(reader, node.id()).get(name);
        }
        return node;
    }

    private NavigableMap<String, Node> directory(ObjectReader reader, ObjectId id) throws IOException {
        NavigableMap<String, Node> known = directories.get(id);
        if (known != null) {
            return known;
        }
        NavigableMap<String, Node> nodes = new TreeMap<>();
        for (CanonicalTreeParser at = new CanonicalTreeParser(null, reader, id); !at.eof(); at = at.next()) {
            String name = at.getEntryPathString();
            if (name.isEmpty() || name.equals(".") || name.equals("..") || name.contains("/")) {
                throw new IOException("tree " + id.name() + " has an entry named \"" + name + "\"");
            }
            ObjectId child = at.getEntryObjectId();
            Node node = new Node(new Entry(name, kind(at.getEntryFileMode()), child.name()), child);
            if (nodes.put(name, node) != null) {
                throw new IOException("tree " + id.name() + " has two entries named \"" + name + "\"");
            }
        }
        if (directories.size() < MAX_CACHED) {
            directories.put(id, nodes);
        }
        return nodes;
    }

    private static Kind kind(FileMode mode) throws IOException {
        return switch (mode.getBits() & FileMode.TYPE_MASK) {
            case FileMode.TYPE_FILE -> Kind.FILE;
            case FileMode.TYPE_TREE -> Kind.DIRECTORY;
            case FileMode.TYPE_SYMLINK -> Kind.SYMLINK;
            case FileMode.TYPE_GITLINK -> Kind.SUBMODULE;
            default -> throw new IOException("a tree entry of the unknown mode " + mode);
        };
    }
}
