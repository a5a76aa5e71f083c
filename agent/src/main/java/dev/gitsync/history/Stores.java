package dev.gitsync.history;

import java.nio.file.Path;

/** The stores of one database. Closing it, or its history, closes the database. */
public record Stores(HistoryStore history, BaseStore bases) implements AutoCloseable {
    /**
     * Opens the SQLite database {@code history.db} of a directory, making both where they don't exist (files of mode 600, a new
     * directory of mode 700) and bringing an older schema up to date. A corrupt file is set aside, with a warning in the log,
     * and a new one begun.
     *
     * @throws StoreException if the directory or the database can't be used, or if a newer version of the program wrote it
     */
    public static Stores open(Path dataDir) {
        return over(SqliteDatabase.open(dataDir, SqliteDatabase.BUSY_TIMEOUT));
    }

    static Stores over(Transactions database) {
        return new Stores(new SqlHistoryStore(database), new SqlBaseStore(database));
    }

    @Override
    public void close() {
        history.close();
    }
}
