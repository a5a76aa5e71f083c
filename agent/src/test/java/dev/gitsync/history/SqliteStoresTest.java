package dev.gitsync.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import dev.gitsync.diff.Base;
import dev.gitsync.value.Json;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoresTest extends StoresContract {
    private static final Duration IMPATIENT = Duration.ofMillis(50);

    @TempDir
    Path temporary;

    private Path directory() {
        return temporary.resolve("data");
    }

    private Path file() {
        return directory().resolve("history.db");
    }

    @Override
    Stores open() {
        return Stores.open(directory());
    }

    private Connection another() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory())) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void onlyTheOwnerMayReadTheFiles() throws IOException {
        stores.history().append(sync("s"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory())))
                .isEqualTo("rwx------");
        assertThat(names()).contains("history.db", "history.db-wal");
        for (String name : names()) {
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(directory().resolve(name))))
                    .as(name)
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsSetAside() throws IOException {
        stores.close();
        Files.writeString(file(), "not a database at all, but long enough to have a header ".repeat(100));

        stores = open();

        assertThat(stores.history().list(APP, 1)).isEmpty();
        assertThat(names()).anyMatch(name -> name.matches("history\\.db\\.corrupt-\\d{8}T\\d{6}\\.\\d{3}Z"));
    }

    @Test
    void aDamagedPageIsFoundAndTheFileSetAside() throws IOException {
        stores.bases().save(UID, bases(200, 0), Set.of());
        stores.close();
        try (RandomAccessFile bytes = new RandomAccessFile(file().toFile(), "rw")) {
            for (long page = 1; page < bytes.length() / 4096; page++) {
                bytes.seek(page * 4096);
                bytes.write("damaged!".repeat(64).getBytes(StandardCharsets.UTF_8));
            }
        }

        stores = open();

        assertThat(stores.bases().load(UID)).isEmpty();
        assertThat(names()).anyMatch(name -> name.contains(".corrupt-"));
        stores.bases().save(UID, bases(2, 0), Set.of());
        assertThat(stores.bases().load(UID)).hasSize(2);
    }

    @Test
    void aTruncatedFileIsSetAside() throws IOException {
        stores.bases().save(UID, bases(200, 0), Set.of());
        stores.close();
        try (RandomAccessFile bytes = new RandomAccessFile(file().toFile(), "rw")) {
            bytes.setLength(bytes.length() / 2);
        }

        stores = open();

        assertThat(stores.bases().load(UID)).isEmpty();
    }

    @Test
    void anUnreadableBaseIsLeftOut() throws SQLException {
        stores.bases().save(UID, bases(3, 0), Set.of());
        try (Connection connection = another();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE base SET content = x'00ff' WHERE name = 'settings-1'");
        }

        assertThat(stores.bases().load(UID)).containsOnlyKeys(configMap("settings-0"), configMap("settings-2"));
    }

    @Test
    void aSchemaOfANewerVersionIsRefusedAndKept() throws SQLException, IOException {
        stores.history().append(sync("s"));
        stores.close();
        alterSchemaHistory("""
                INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum,
                                                   installed_by, installed_on, execution_time, success)
                VALUES (1000, '999', 'later', 'SQL', 'V999__later.sql', 1, '', '2026-11-22 08:00:00', 1, 1)""");

        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("history.db was written by a newer version")
                .hasMessageContaining("migration 999");
        assertThat(names()).noneMatch(name -> name.contains("corrupt"));
    }

    @Test
    void aHalfMigratedSchemaIsRefused() throws SQLException {
        stores.close();
        alterSchemaHistory("UPDATE flyway_schema_history SET success = 0 WHERE version = '1'");

        assertThatThrownBy(this::open).isInstanceOf(StoreException.class).hasMessageContaining("half migrated");
    }

    @Test
    void aDatabaseOfSomethingElseIsRefused() throws SQLException, IOException {
        stores.close();
        Files.delete(file());
        try (Connection connection = another();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE mine (id INTEGER)");
        }

        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("can't bring the history");
    }

    private void alterSchemaHistory(String sql) throws SQLException {
        try (Connection connection = another();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isEqualTo(1);
        }
    }

    @Test
    void aLockThatAnotherProcessHoldsIsWaitedForAndThenNamed() throws SQLException {
        stores.close();
        stores = Stores.over(SqliteDatabase.open(directory(), IMPATIENT));
        try (Connection connection = another();
                Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");

            assertThatThrownBy(() -> stores.history().append(sync("s")))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("another process holds its lock");
            statement.execute("ROLLBACK");
        }
        stores.history().append(sync("s"));
        assertThat(stores.history().list(APP, 1)).hasSize(1);
    }

    @Test
    void anExclusiveLockAtTheStartIsNamed() throws SQLException {
        stores.close();
        try (Connection connection = another();
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA locking_mode = EXCLUSIVE");
            statement.execute("BEGIN EXCLUSIVE");

            assertThatThrownBy(() -> SqliteDatabase.open(directory(), IMPATIENT))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("another process holds its lock");
        }
    }

    @Test
    void aFullDatabaseSaysSoAndKeepsWhatItHas() {
        stores.close();
        SqliteDatabase database = SqliteDatabase.open(directory(), IMPATIENT);
        stores = Stores.over(database);
        stores.history().append(sync("s"));
        // SQLite answers with the same code as for a full disk.
        database.run(
                "limit the size",
                handle -> handle.createQuery("PRAGMA max_page_count = 1")
                        .mapTo(Long.class)
                        .one());

        assertThatThrownBy(() -> stores.bases().save(UID, bases(1_000, 0), Set.of()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("the disk is full");
        assertThat(stores.bases().load(UID)).isEmpty();
        assertThat(stores.history().list(APP, 1)).hasSize(1);
    }

    @Test
    void aDirectoryThatCanNotBeMadeIsNamed() throws IOException {
        Path inTheWay = Files.writeString(temporary.resolve("file"), "");

        assertThatThrownBy(() -> Stores.open(inTheWay.resolve("data")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(inTheWay.toString());
    }

    @Test
    void whatWasCommittedSurvivesAProcessThatNeverCloses() throws IOException {
        stores.history().append(sync("s"));
        Path copy = Files.createDirectory(temporary.resolve("copy"));
        for (String name : List.of("history.db", "history.db-wal")) {
            Files.copy(directory().resolve(name), copy.resolve(name));
        }

        try (Stores survivor = Stores.open(copy)) {
            assertThat(survivor.history().list(APP, 1)).hasSize(1);
        }
    }

    @Test
    void aThousandObjectsAreSavedAndLoadedQuickly() {
        List<ObjectRecord> objects = IntStream.range(0, 1_000)
                .mapToObj(
                        i -> new ObjectRecord(configMap("settings-" + i), Action.CREATED, List.of(), Optional.empty()))
                .toList();
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 8; round++) {
            Map<ObjectKey, Base> bases = bases(1_000, round);
            String id = "s" + round;
            long start = System.nanoTime();
            stores.bases().save(UID, bases, Set.of());
            long saved = System.nanoTime();
            Map<ObjectKey, Base> loaded = stores.bases().load(UID);
            long read = System.nanoTime();
            stores.history().append(sync(APP, id, objects));
            long appended = System.nanoTime();
            assertThat(loaded).isEqualTo(bases);
            best = Math.min(best, appended - start);
            System.out.printf(
                    "1,000 bases: saved in %d ms, loaded in %d ms; 1,000 objects appended in %d ms%n",
                    (saved - start) / 1_000_000, (read - saved) / 1_000_000, (appended - read) / 1_000_000);
        }
        // A bound that only a change of order breaks, since tests share their machine.
        assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofSeconds(1));
    }

    /** ConfigMaps of 1.5 KB whose content does not compress, each with what the server adds. */
    private static Map<ObjectKey, Base> bases(int count, int seed) {
        Map<ObjectKey, Base> bases = HashMap.newHashMap(count);
        for (int i = 0; i < count; i++) {
            int number = i;
            StringBuilder content = new StringBuilder();
            for (int part = 0; part < 22; part++) {
                content.append(Hashing.sha256().hashInt(seed * 1_000_003 + i * 31 + part));
            }
            MapValue declared = Value.map(
                    "apiVersion", Value.of("v1"),
                    "kind", Value.of("ConfigMap"),
                    "metadata", Value.map("name", Value.of("settings-" + number), "namespace", Value.of("shop")),
                    "data", Value.map("content", Value.of(content.toString())));
            MapValue answered = Json.parse(Json.bytes(declared))
                    .mapAt()
                    .with(
                            "metadata",
                            declared.mapAt("metadata")
                                    .with("creationTimestamp", Value.of("2026-11-22T08:00:00Z"))
                                    .with("resourceVersion", Value.of("123456"))
                                    .with("uid", Value.of("7b1c1b0a-0000-4000-8000-%012d".formatted(i))));
            bases.put(configMap("settings-" + number), new Base(declared, answered));
        }
        return bases;
    }
}
