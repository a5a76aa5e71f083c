package dev.gitsync.history;

import dev.gitsync.diff.Base;
import dev.gitsync.value.JsonException;
import dev.gitsync.value.ObjectKey;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bases in the tables {@code base} and {@code mask_key}, in SQL that SQLite and PostgreSQL share. */
final class SqlBaseStore implements BaseStore {
    private static final Logger LOG = LoggerFactory.getLogger(SqlBaseStore.class);
    private static final int MASK_KEY_BYTES = 32;

    private final Transactions database;

    SqlBaseStore(Transactions database) {
        this.database = database;
    }

    @Override
    public Map<ObjectKey, Base> load(String applicationUid) {
        List<Map.Entry<ObjectKey, byte[]>> rows = database.run(
                "load the bases of application " + applicationUid,
                handle -> handle.createQuery(
                                "SELECT api_group, kind, namespace, name, content FROM base WHERE application = :application")
                        .bind("application", applicationUid)
                        .map((row, context) -> Map.entry(
                                new ObjectKey(
                                        row.getString("api_group"),
                                        row.getString("kind"),
                                        row.getString("namespace"),
                                        row.getString("name")),
                                row.getBytes("content")))
                        .list());
        Map<ObjectKey, Base> bases = HashMap.newHashMap(rows.size());
        try (BaseCodec codec = new BaseCodec()) {
            for (Map.Entry<ObjectKey, byte[]> row : rows) {
                try {
                    bases.put(row.getKey(), codec.read(row.getValue()));
                } catch (IOException | JsonException e) {
                    LOG.warn(
                            "The base of {} can't be read; its diff goes by ownership until it is applied again",
                            row.getKey(),
                            e);
                }
            }
        }
        return Collections.unmodifiableMap(bases);
    }

    @Override
    public void save(String applicationUid, Map<ObjectKey, Base> changed, Set<ObjectKey> gone) {
        if (changed.isEmpty() && gone.isEmpty()) {
            return;
        }
        // Encoded before the transaction, so that the database is held no longer than its writes take.
        Map<ObjectKey, byte[]> contents = LinkedHashMap.newLinkedHashMap(changed.size());
        try (BaseCodec codec = new BaseCodec()) {
            changed.forEach((key, base) -> contents.put(key, codec.write(base)));
        }
        database.run("save the bases of application " + applicationUid, handle -> {
            delete(handle, applicationUid, gone);
            upsert(handle, applicationUid, contents);
            return contents.size();
        });
    }

    private static void delete(Handle handle, String applicationUid, Set<ObjectKey> gone) {
        if (gone.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch("""
                DELETE FROM base
                WHERE application = ? AND api_group = ? AND kind = ? AND namespace = ? AND name = ?""");
        for (ObjectKey key : gone) {
            bind(batch, applicationUid, key).add();
        }
        batch.execute();
    }

    private static void upsert(Handle handle, String applicationUid, Map<ObjectKey, byte[]> contents) {
        if (contents.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO base (application, api_group, kind, namespace, name, content) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (application, api_group, kind, namespace, name) DO UPDATE SET content = excluded.content""");
        contents.forEach((key, content) ->
                bind(batch, applicationUid, key).bind(5, content).add());
        batch.execute();
    }

    private static PreparedBatch bind(PreparedBatch batch, String applicationUid, ObjectKey key) {
        return batch.bind(0, applicationUid)
                .bind(1, key.group())
                .bind(2, key.kind())
                .bind(3, key.namespace())
                .bind(4, key.name());
    }

    @Override
    public void remove(String applicationUid) {
        database.run(
                "forget the bases of application " + applicationUid,
                handle -> handle.createUpdate("DELETE FROM base WHERE application = :application")
                        .bind("application", applicationUid)
                        .execute());
    }

    @Override
    public byte[] maskKey() {
        return database.run("read the mask key", handle -> {
            byte[] fresh = new byte[MASK_KEY_BYTES];
            new SecureRandom().nextBytes(fresh);
            handle.createUpdate("INSERT INTO mask_key (id, content) VALUES (1, :content) ON CONFLICT (id) DO NOTHING")
                    .bind("content", fresh)
                    .execute();
            return handle.createQuery("SELECT content FROM mask_key WHERE id = 1")
                    .mapTo(byte[].class)
                    .one();
        });
    }
}
