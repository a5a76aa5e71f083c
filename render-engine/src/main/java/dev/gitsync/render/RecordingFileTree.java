package dev.gitsync.render;

import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A tree that remembers what was read of it: opened, listed, or looked for and not found. For one thread at a time. */
public final class RecordingFileTree implements FileTree {
    private final FileTree tree;
    private final Map<String, String> reads = new TreeMap<>();

    public RecordingFileTree(FileTree tree) {
        this.tree = tree;
    }

    /** What was read until now. */
    public ReadSet readSet() {
        return new ReadSet(ImmutableSortedMap.copyOf(reads));
    }

    @Override
    public Optional<Entry> entry(String path) throws IOException {
        Optional<Entry> entry = tree.entry(path);
        reads.putIfAbsent(path, ReadSet.seen(entry));
        return entry;
    }

    @Override
    public List<Entry> list(String path) throws IOException {
        // Also what was only looked up before: a listing depends on all that is in the directory.
        reads.put(path, ReadSet.listed(tree.entry(path)));
        return tree.list(path);
    }

    @Override
    public byte[] read(String path, int maxBytes) throws IOException {
        reads.putIfAbsent(path, ReadSet.seen(tree.entry(path)));
        return tree.read(path, maxBytes);
    }
}
