package dev.gitsync.history;

import com.google.common.base.Throwables;
import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;

/** Brings a database to the schema of this version by Flyway. */
final class SchemaMigration {
    private static final String WAY_OUT =
            " Or move the file away to begin a new history: what the cluster runs does not depend on it";

    private SchemaMigration() {}

    /**
     * Runs the migrations that are missing.
     *
     * @throws SQLException what the database answered
     * @throws StoreException if the schema is a newer version's, half migrated, or not ours
     */
    static void run(DataSource source, Path file) throws SQLException {
        try {
            Flyway flyway = Flyway.configure()
                    .dataSource(source)
                    .locations("classpath:dev/gitsync/history/sqlite")
                    .loggers("slf4j")
                    .cleanDisabled(true)
                    .failOnMissingLocations(true)
                    .validateMigrationNaming(true)
                    .load();
            refuseWhatWeCannotMigrate(flyway.info(), file);
            flyway.migrate();
        } catch (FlywayException e) {
            if (Throwables.getRootCause(e) instanceof SQLException sql) {
                throw sql;
            }
            throw new StoreException(
                    "can't bring the history " + file + " to this version's schema: " + e.getMessage() + "." + WAY_OUT,
                    e);
        }
    }

    private static void refuseWhatWeCannotMigrate(MigrationInfoService info, Path file) {
        for (MigrationInfo migration : info.applied()) {
            if (migration.getState().isFailed()) {
                throw new StoreException(
                        "the history %s is half migrated: migration %s failed. Restore it from a backup.%s"
                                .formatted(file, migration.getVersion(), WAY_OUT));
            }
            if (!migration.getState().isResolved()) {
                throw new StoreException(
                        "the history %s was written by a newer version: its schema has migration %s, which this version does not know. Run that version.%s"
                                .formatted(file, migration.getVersion(), WAY_OUT));
            }
        }
    }
}
