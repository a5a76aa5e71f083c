package dev.gitsync.testbed;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders outside the checkout for what lives as long as a test. */
final class TemporaryFolders {
    private TemporaryFolders() {}

    /** A new folder that only its owner can read. */
    static Path create(String purpose) {
        try {
            return Files.createTempDirectory("gitsync-" + purpose + "-").toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path folder) {
        try {
            MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }
}
