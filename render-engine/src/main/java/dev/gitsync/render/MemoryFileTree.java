package dev.gitsync.render;

import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A tree of files in memory. Directories are there as soon as a file lies in them. */
public final class MemoryFileTree implements FileTree {
    private final ImmutableSortedMap<String, Node> nodes;

    private static final class Node {
        private final Kind kind;
        private final byte[] content;
        private final String hash;

        Node(Kind kind, byte[] content, String hash) {
            this.kind = kind;
            this.content = content;
            this.hash = hash;
        }
    }

    private MemoryFileTree(SortedMap<String, Node> nodes) {
        this.nodes = ImmutableSortedMap.copyOf(nodes);
    }

    /** The tree of these files: their content by their path. */
    public static MemoryFileTree of(Map<String, String> files) {
        Builder builder = builder();
        files.forEach(builder::file);
        return builder.build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Gathers the files of a tree. */
    public static final class Builder {
        private final SortedMap<String, Node> leaves = new TreeMap<>();

        private Builder() {}

        public Builder file(String path, String content) {
            return file(path, content.getBytes(StandardCharsets.UTF_8));
        }

        public Builder file(String path, byte[] content) {
            leaves.put(path, new Node(Kind.FILE, content.clone(), ContentHash.ofFile(content)));
            return this;
        }

        public Builder symlink(String path, String target) {
            byte[] content = target.getBytes(StandardCharsets.UTF_8);
            leaves.put(path, new Node(Kind.SYMLINK, content, ContentHash.ofFile(content)));
            return this;
        }

        public Builder submodule(String path, String commit) {
            leaves.put(path, new Node(Kind.SUBMODULE, new byte[0], commit));
            return this;
        }

        public MemoryFileTree build() {
            SortedMap<String, Node> nodes = new TreeMap<>(leaves);
            addDirectory(nodes, "");
            return new MemoryFileTree(nodes);
        }

        private Node addDirectory(SortedMap<String, Node> nodes, String directory) {
            String prefix = directory.isEmpty() ? "" : directory + "/";
            SortedMap<String, Entry> entries = new TreeMap<>();
            for (Map.Entry<String, Node> leaf : leaves.tailMap(prefix).entrySet()) {
                if (!leaf.getKey().startsWith(prefix)) {
                    break;
                }
                String below = leaf.getKey().substring(prefix.length());
                int slash = below.indexOf('/');
                String name = slash < 0 ? below : below.substring(0, slash);
                if (slash < 0) {
                    Node node = leaf.getValue();
                    entries.put(name, new Entry(name, node.kind, node.hash));
                } else if (!entries.containsKey(name)) {
                    entries.put(name, new Entry(name, Kind.DIRECTORY, addDirectory(nodes, prefix + name).hash));
                }
            }
            Node node = new Node(Kind.DIRECTORY, new byte[0], ContentHash.ofDirectory(List.copyOf(entries.values())));
            nodes.put(directory, node);
            return node;
        }
    }

    @Override
    public Optional<Entry> entry(String path) {
        return Optional.ofNullable(nodes.get(path))
                .map(node -> new Entry(path.substring(path.lastIndexOf('/') + 1), node.kind, node.hash));
    }

    @Override
    public List<Entry> list(String path) {
        String prefix = path.isEmpty() ? "" : path + "/";
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, Node> node : nodes.tailMap(prefix).entrySet()) {
            if (!node.getKey().startsWith(prefix)) {
                break;
            }
            String name = node.getKey().substring(prefix.length());
            if (!name.isEmpty() && name.indexOf('/') < 0) {
                entries.add(new Entry(name, node.getValue().kind, node.getValue().hash));
            }
        }
        return List.copyOf(entries);
    }

    @Override
    public byte[] read(String path, int maxBytes) throws IOException {
        Node node = nodes.get(path);
        if (node == null || node.kind == Kind.DIRECTORY || node.kind == Kind.SUBMODULE) {
            throw new NoSuchFileException(path);
        }
        if (node.content.length > maxBytes) {
            throw new FileTooLargeException(path, node.content.length, maxBytes);
        }
        return node.content.clone();
    }
}
