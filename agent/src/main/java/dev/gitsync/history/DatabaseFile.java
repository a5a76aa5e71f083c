package dev.gitsync.history;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The file of an SQLite database, and those that SQLite keeps beside it. */
final class DatabaseFile {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private DatabaseFile() {}

    /** Makes the file and its directory, for their owner only, before SQLite would make them with wider permissions. */
    static void prepare(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null && !Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            // An existing file may have come from a backup with wider permissions.
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    /** Renames the file, and its write-ahead log with it, so that SQLite's own tools can still salvage what is in it. */
    static Path setAside(Path file) throws IOException {
        Path aside = beside(file, ".corrupt-" + TIME.format(Instant.now(Clock.systemUTC())));
        Files.move(file, aside);
        Path log = beside(file, "-wal");
        if (Files.exists(log)) {
            Files.move(log, beside(aside, "-wal"));
        }
        Files.deleteIfExists(beside(file, "-shm"));
        return aside;
    }

    private static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }
}
