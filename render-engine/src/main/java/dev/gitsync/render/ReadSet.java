package dev.gitsync.render;

import com.google.common.collect.ImmutableSortedMap;
import dev.gitsync.render.FileTree.Entry;
import dev.gitsync.render.FileTree.Kind;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * What a render read, so that another revision which holds the same needs no render.
 *
 * @param reads by path, what was seen there: {@code absent}, {@code DIRECTORY} (that it is one), {@code list HASH} (all
 *     that is in it), or the kind and the hash of any other entry
 */
public record ReadSet(ImmutableSortedMap<String, String> reads) {
    static final String ABSENT = "absent";
    private static final String LIST = "list ";

    /** Whether a render of the other tree would read the same. Costs one look-up for each path that was read. */
    public boolean unchangedIn(FileTree other) throws IOException {
        for (Map.Entry<String, String> read : reads.entrySet()) {
            Optional<Entry> entry = other.entry(read.getKey());
            String seen = read.getValue().startsWith(LIST) ? listed(entry) : seen(entry);
            if (!seen.equals(read.getValue())) {
                return false;
            }
        }
        return true;
    }

    static String seen(Optional<Entry> entry) {
        if (entry.isEmpty()) {
            return ABSENT;
        }
        Entry there = entry.get();
        return there.kind() == Kind.DIRECTORY ? Kind.DIRECTORY.toString() : there.kind() + " " + there.hash();
    }

    static String listed(Optional<Entry> entry) {
        return entry.isPresent() && entry.get().kind() == Kind.DIRECTORY
                ? LIST + entry.get().hash()
                : seen(entry);
    }
}
