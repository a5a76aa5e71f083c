package dev.gitsync.history;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;

/**
 * An SQLite file on one connection, one transaction at a time. Write-ahead logging with {@code synchronous=NORMAL}: a power cut
 * may lose the latest transactions, and never corrupts.
 */
final class SqliteDatabase implements Transactions {
    static final String FILE = "history.db";
    static final Duration BUSY_TIMEOUT = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(SqliteDatabase.class);

    private final Path file;
    private final Connection connection;
    private final Jdbi jdbi;
    private final ReentrantLock lock = new ReentrantLock();

    private SqliteDatabase(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
        this.jdbi = Jdbi.create(connection);
    }

    /** Opens {@code history.db} in a directory; see {@link Stores#open}. */
    static SqliteDatabase open(Path directory, Duration busyTimeout) {
        Path file = directory.resolve(FILE);
        try {
            DatabaseFile.prepare(file);
            try {
                return connect(file, busyTimeout);
            } catch (SQLException e) {
                if (!SqliteErrors.isCorruption(e)) {
                    throw SqliteErrors.describe("can't open", file, e);
                }
                Path aside = DatabaseFile.setAside(file);
                LOG.warn(
                        "The history {} is corrupt ({}). It was set aside as {} and a new one begun; what the cluster runs is not touched",
                        file,
                        e.getMessage(),
                        aside.getFileName());
            }
            DatabaseFile.prepare(file);
            return connect(file, busyTimeout);
        } catch (IOException | SQLException e) {
            throw SqliteErrors.describe("can't open", file, e);
        }
    }

    private static SqliteDatabase connect(Path file, Duration busyTimeout) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.NORMAL);
        config.setBusyTimeout(Math.toIntExact(busyTimeout.toMillis()));
        config.enforceForeignKeys(true);
        // A transaction that reads first and then writes would otherwise fail, not wait, where another process wrote in
        // between.
        config.setTransactionMode(TransactionMode.IMMEDIATE);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        Connection connection = source.getConnection();
        try {
            check(connection);
            SchemaMigration.run(source, file);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
        return new SqliteDatabase(file, connection);
    }

    private static void check(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA quick_check(1)")) {
            String finding = result.next() ? result.getString(1) : "no answer to quick_check";
            if (!finding.equals("ok")) {
                throw SqliteErrors.corruption(finding);
            }
        }
    }

    @Override
    public <T> T run(String what, Work<T> work) {
        lock.lock();
        try {
            if (connection.isClosed()) {
                throw new StoreException("can't " + what + ": the history " + file + " was closed");
            }
            return jdbi.inTransaction(work::run);
        } catch (StoreException e) {
            throw e;
        } catch (SQLException | RuntimeException e) {
            throw SqliteErrors.describe("can't " + what + " in", file, e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            connection.close();
        } catch (SQLException e) {
            throw SqliteErrors.describe("can't close", file, e);
        } finally {
            lock.unlock();
        }
    }
}
