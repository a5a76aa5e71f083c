package dev.gitsync.history;

import com.google.common.base.Throwables;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What SQLite's result codes mean for whoever runs the agent. */
final class SqliteErrors {
    private static final int PRIMARY_CODE = 0xff;

    private SqliteErrors() {}

    static SQLException corruption(String finding) {
        return new SQLiteException(finding, SQLiteErrorCode.SQLITE_CORRUPT);
    }

    static boolean isCorruption(Throwable failure) {
        return primaryCode(failure)
                .filter(code -> code == SQLiteErrorCode.SQLITE_CORRUPT || code == SQLiteErrorCode.SQLITE_NOTADB)
                .isPresent();
    }

    /** What failed, on which file and why, in one message; the attempt is the clause before the file's name. */
    static StoreException describe(String attempt, Path file, Throwable failure) {
        if (failure instanceof StoreException already) {
            return already;
        }
        Throwable root = Throwables.getRootCause(failure);
        return new StoreException(attempt + " the history " + file + ": " + reason(root), root);
    }

    private static String reason(Throwable root) {
        return primaryCode(root).map(code -> reason(code, root)).orElseGet(() -> switch (root) {
            case AccessDeniedException denied ->
                "no permission for " + denied.getFile() + ": let the agent's user write there";
            case FileSystemException file
            when file.getReason() instanceof String reason -> reason + " (" + file.getFile() + ")";
            default -> String.valueOf(root.getMessage());
        });
    }

    private static String reason(SQLiteErrorCode code, Throwable root) {
        return switch (code) {
            case SQLITE_BUSY, SQLITE_LOCKED ->
                "another process holds its lock: two agents must not share a data directory";
            case SQLITE_FULL -> "the disk is full: free some space";
            case SQLITE_READONLY -> "it can't be written: check the permissions and the mount of its directory";
            case SQLITE_CANTOPEN -> "it can't be opened: check the permissions and the mount of its directory";
            case SQLITE_IOERR -> "reading or writing it failed: " + root.getMessage();
            case SQLITE_CORRUPT, SQLITE_NOTADB -> "it is corrupt; it is set aside when the agent starts the next time";
            default -> String.valueOf(root.getMessage());
        };
    }

    private static Optional<SQLiteErrorCode> primaryCode(Throwable failure) {
        return Throwables.getRootCause(failure) instanceof SQLiteException sqlite
                ? Optional.of(SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & PRIMARY_CODE))
                : Optional.empty();
    }
}
