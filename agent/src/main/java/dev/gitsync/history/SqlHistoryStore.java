package dev.gitsync.history;

import dev.gitsync.value.ObjectKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The history in the tables {@code sync} and {@code sync_object}, in SQL that SQLite and PostgreSQL share. */
final class SqlHistoryStore implements HistoryStore {
    private static final String COLUMNS =
            "seq, application, id, revision, author, subject, woken_by, started, finished, outcome, message";

    private final Transactions database;

    SqlHistoryStore(Transactions database) {
        this.database = database;
    }

    /** A row of {@code sync}, without its objects. */
    private record Row(long seq, SyncRecord sync) {
        static Row of(ResultSet row) throws SQLException {
            return new Row(
                    row.getLong("seq"),
                    new SyncRecord(
                            row.getString("id"),
                            row.getString("application"),
                            row.getString("revision"),
                            Optional.ofNullable(row.getString("author")),
                            Optional.ofNullable(row.getString("subject")),
                            Trigger.valueOf(row.getString("woken_by")),
                            Instant.ofEpochMilli(row.getLong("started")),
                            Instant.ofEpochMilli(row.getLong("finished")),
                            Outcome.valueOf(row.getString("outcome")),
                            Optional.ofNullable(row.getString("message")),
                            List.of()));
        }

        SyncRecord with(List<ObjectRecord> objects) {
            return new SyncRecord(
                    sync.id(),
                    sync.application(),
                    sync.revision(),
                    sync.author(),
                    sync.subject(),
                    sync.trigger(),
                    sync.started(),
                    sync.finished(),
                    sync.outcome(),
                    sync.message(),
                    objects);
        }
    }

    @Override
    public void append(SyncRecord sync) {
        database.run("record sync " + sync.id() + " of " + sync.application(), handle -> {
            long seq = insert(handle, sync);
            insertObjects(handle, seq, sync.objects());
            return seq;
        });
    }

    private static long insert(Handle handle, SyncRecord sync) {
        return handle.createQuery("""
                        INSERT INTO sync (application, id, revision, author, subject, woken_by, started, finished,
                                          outcome, message)
                        VALUES (:application, :id, :revision, :author, :subject, :trigger, :started, :finished,
                                :outcome, :message)
                        RETURNING seq""")
                .bind("application", sync.application())
                .bind("id", sync.id())
                .bind("revision", sync.revision())
                .bind("author", sync.author().orElse(null))
                .bind("subject", sync.subject().orElse(null))
                .bind("trigger", sync.trigger().name())
                .bind("started", sync.started().toEpochMilli())
                .bind("finished", sync.finished().toEpochMilli())
                .bind("outcome", sync.outcome().name())
                .bind("message", sync.message().orElse(null))
                .mapTo(Long.class)
                .one();
    }

    private static void insertObjects(Handle handle, long seq, List<ObjectRecord> objects) {
        if (objects.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO sync_object (sync, place, api_group, kind, namespace, name, action, message, changes)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""");
        int place = 0;
        for (ObjectRecord object : objects) {
            ObjectKey key = object.object();
            batch.bind(0, seq)
                    .bind(1, place++)
                    .bind(2, key.group())
                    .bind(3, key.kind())
                    .bind(4, key.namespace())
                    .bind(5, key.name())
                    .bind(6, object.action().name())
                    .bind(7, object.message().orElse(null))
                    .bind(8, ChangesJson.write(object.changes()).orElse(null))
                    .add();
        }
        batch.execute();
    }

    @Override
    public List<SyncRecord> list(String application, int limit) {
        return database.run(
                "list the syncs of " + application,
                handle -> handle
                        .createQuery("SELECT " + COLUMNS
                                + " FROM sync WHERE application = :application ORDER BY seq DESC LIMIT :limit")
                        .bind("application", application)
                        .bind("limit", limit)
                        .map((row, context) -> Row.of(row))
                        .list()
                        .stream()
                        .map(row -> row.with(objects(handle, row.seq())))
                        .toList());
    }

    @Override
    public Optional<SyncRecord> get(String application, String id) {
        return database.run(
                "read sync " + id + " of " + application,
                handle -> handle.createQuery(
                                "SELECT " + COLUMNS + " FROM sync WHERE application = :application AND id = :id")
                        .bind("application", application)
                        .bind("id", id)
                        .map((row, context) -> Row.of(row))
                        .findOne()
                        .map(row -> row.with(objects(handle, row.seq()))));
    }

    private static List<ObjectRecord> objects(Handle handle, long seq) {
        return handle.createQuery("""
                        SELECT api_group, kind, namespace, name, action, message, changes
                        FROM sync_object WHERE sync = :sync ORDER BY place""")
                .bind("sync", seq)
                .map((row, context) -> new ObjectRecord(
                        new ObjectKey(
                                row.getString("api_group"),
                                row.getString("kind"),
                                row.getString("namespace"),
                                row.getString("name")),
                        Action.valueOf(row.getString("action")),
                        ChangesJson.read(Optional.ofNullable(row.getString("changes"))),
                        Optional.ofNullable(row.getString("message"))))
                .list();
    }

    @Override
    public void retain(String application, int count) {
        if (count < 0) {
            throw new IllegalArgumentException("can't retain " + count + " syncs of " + application);
        }
        database.run(
                "forget old syncs of " + application,
                handle -> handle.createUpdate("""
                        DELETE FROM sync WHERE application = :application AND seq NOT IN
                            (SELECT seq FROM sync WHERE application = :application ORDER BY seq DESC LIMIT :count)""")
                        .bind("application", application)
                        .bind("count", count)
                        .execute());
    }

    @Override
    public void remove(String application) {
        retain(application, 0);
    }

    @Override
    public void close() {
        database.close();
    }
}
