package dev.gitsync.git;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Tells a Git LFS pointer from content: what Git LFS keeps in the repository in place of a large file. */
public final class LfsPointer {
    // https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md: the version line comes first.
    private static final byte[] VERSION =
            "version https://git-lfs.github.com/spec/".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_BYTES = 1024;

    private LfsPointer() {}

    /** Whether this is the whole content of a pointer file. */
    public static boolean matches(byte[] content) {
        return content.length < MAX_BYTES
                && content.length > VERSION.length
                && Arrays.equals(content, 0, VERSION.length, VERSION, 0, VERSION.length);
    }
}
