package dev.gitsync.yaml;

/**
 * How much one text of YAML may hold before it is refused.
 *
 * @param maxBytes the size of the text, in bytes of UTF-8
 * @param maxDepth how deep maps and lists may nest, with aliases counted as what they stand for
 * @param maxAliasSize how much all aliases of a document together may stand for, in characters plus one for each node;
 *     what stops an alias bomb
 */
public record YamlLimits(int maxBytes, int maxDepth, long maxAliasSize) {
    /** 16 MiB of text, 1,000 levels as in {@link dev.gitsync.value.Json}, 16 million characters by aliases. */
    public static final YamlLimits DEFAULT = new YamlLimits(16 << 20, 1_000, 16_000_000);

    public YamlLimits {
        if (maxBytes < 1 || maxDepth < 1 || maxAliasSize < 0) {
            throw new IllegalArgumentException("limits must be positive: " + maxBytes + " bytes, depth " + maxDepth
                    + ", alias size " + maxAliasSize);
        }
    }
}
