package dev.gitsync.render;

import dev.gitsync.render.FileTree.Entry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Hashes of trees that have none of their own: of files as Git's blobs, of directories by their entries. */
final class ContentHash {
    private ContentHash() {}

    static String ofFile(byte[] content) {
        MessageDigest sha1 = sha1();
        sha1.update(("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().formatHex(sha1.digest(content));
    }

    static String ofDirectory(List<Entry> entries) {
        MessageDigest sha1 = sha1();
        for (Entry entry : entries) {
            sha1.update(
                    (entry.kind() + " " + entry.hash() + " " + entry.name() + "\0").getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(sha1.digest());
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
