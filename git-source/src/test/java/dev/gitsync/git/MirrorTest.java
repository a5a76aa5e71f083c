package dev.gitsync.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gitsync.git.GitException.Kind;
import dev.gitsync.testbed.GitServer;
import dev.gitsync.testbed.WorkingCopy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class MirrorTest {
    private final GitServer server = GitServer.start().create("team/app");
    private final WorkingCopy copy = server.workingCopy("team/app");
    private final String url = server.url("team/app");

    @TempDir
    Path mirrors = Path.of("");

    private GitSource source = new GitSource(Path.of(""), u -> Optional.empty(), Sources.SHORT);

    @BeforeEach
    void open() {
        source = Sources.open(mirrors);
    }

    @AfterEach
    void close() {
        source.close();
        copy.close();
        server.close();
    }

    private String push(String content) {
        return copy.write("a.yaml", content).commitAndPush(content);
    }

    private int requests(ThrowingRunnable work) throws Exception {
        int before = server.requests().size();
        work.run();
        return server.requests().size() - before;
    }

    private interface ThrowingRunnable {
        void run() throws Exception;
    }

    private Path mirror() throws IOException {
        try (Stream<Path> files = Files.list(mirrors)) {
            return files.filter(file -> file.toString().endsWith(".git"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private List<Path> packs(String suffix) throws IOException {
        try (Stream<Path> files = Files.list(mirror().resolve("objects/pack"))) {
            return files.filter(file -> file.toString().endsWith(suffix)).toList();
        }
    }

    @Test
    void aPollOfAnUnchangedRepositoryCostsOneRequest() throws Exception {
        push("n: 1");
        RemoteRevision revision = source.resolve(url, "main");
        source.open(url, revision);
        assertThat(requests(() -> {
                    RemoteRefs refs = source.refs(url);
                    assertThat(refs.resolve("HEAD")).isEqualTo(revision);
                    assertThat(refs.resolve("main")).isEqualTo(revision);
                    source.open(url, revision);
                }))
                .isEqualTo(1);
    }

    @Test
    void manyPullRequestsMoveThePollToProtocol2() throws Exception {
        push("n: 1");
        String head = copy.head();
        Path refs = server.repository("team/app").resolve("packed-refs");
        StringBuilder lines = new StringBuilder("# pack-refs with: peeled fully-peeled sorted \n");
        lines.append(head).append(" refs/heads/main\n");
        IntStream.range(10_000, 12_000).forEach(n -> lines.append(head + " refs/pull/" + n + "/head\n"));
        Files.writeString(refs, lines);
        assertThat(requests(() -> source.refs(url))).isEqualTo(1);
        assertThat(requests(() -> assertThat(source.refs(url).commits()).containsOnlyKeys("HEAD", "refs/heads/main")))
                .isEqualTo(2);
        assertThat(server.requests().getLast().protocol()).isEqualTo("version=2");
        assertThat(Sources.sync(source, url, "HEAD").id()).isEqualTo(head);
    }

    @Test
    void aFetchBringsOnlyWhatIsNew() throws Exception {
        copy.write("large.bin", "0123456789abcdef".repeat(20_000) + Math.random());
        push("n: 1");
        Sources.sync(source, url, "main");
        String next = push("n: 2");
        RemoteRevision revision = source.resolve(url, "main");
        assertThat(requests(() -> source.open(url, revision)))
                .as("the refs, and the pack")
                .isEqualTo(2);
        assertThat(revision.commit()).isEqualTo(next);
        List<Long> sizes =
                packs(".pack").stream().map(p -> p.toFile().length()).sorted().toList();
        assertThat(sizes).hasSize(2);
        assertThat(sizes.getFirst()).isLessThan(1_000);
        assertThat(requests(() -> source.open(url, revision))).isZero();
        assertThat(requests(() -> assertThat(source.openLocal(url, next)).isPresent()))
                .isZero();
    }

    @Test
    void allSpellingsOfAUrlShareOneMirror() throws Exception {
        push("n: 1");
        RemoteRevision revision = source.resolve(url, "main");
        source.open(url, revision);
        String other = url.replace(".git", "/").replace("http://", "HTTP://");
        assertThat(source.sameRepository(url, other)).isTrue();
        assertThat(requests(() -> source.open(other, revision))).isZero();
    }

    @Test
    void thoseWhoWantTheSameCommitShareOneFetch() throws Exception {
        push("n: 1");
        RemoteRevision revision = source.resolve(url, "main");
        int before = server.requests().size();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Commit>> opened = IntStream.range(0, 20)
                    .mapToObj(n -> threads.submit(() -> source.open(url, revision)))
                    .toList();
            for (Future<Commit> commit : opened) {
                assertThat(commit.get().tree().read("a.yaml", 100)).isEqualTo("n: 1".getBytes(UTF_8));
            }
        }
        assertThat(server.requests().size() - before).isEqualTo(2);
    }

    @Test
    void twoSourcesOverOneDirectoryShareTheMirrorToo() throws Exception {
        push("n: 1");
        try (GitSource second = Sources.open(mirrors);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int n = 2; n < 6; n++) {
                String id = push("n: " + n);
                Future<Commit> one = threads.submit(() -> Sources.sync(source, url, "main"));
                Future<Commit> two = threads.submit(() -> Sources.sync(second, url, "main"));
                assertThat(one.get().id()).isEqualTo(id);
                assertThat(two.get().id()).isEqualTo(id);
            }
        }
    }

    @Test
    void theMirrorFollowsAForcePushAndKeepsWhatWasRecorded() throws Exception {
        String first = push("n: 1");
        String lost = push("n: 2");
        Sources.sync(source, url, "main");
        source.keep(url, Set.of(lost));
        copy.git("reset", "-q", "--hard", first);
        copy.write("b.yaml", "other").commit("Rewritten");
        copy.forcePush();
        assertThat(Sources.sync(source, url, "main").id()).isEqualTo(copy.head());
        assertThat(source.openLocal(url, lost).orElseThrow().subject()).isEqualTo("n: 2");
        assertThat(mirror().resolve("refs/gitsync").resolve(lost)).exists();
        source.keep(url, Set.of(first));
        assertThat(mirror().resolve("refs/gitsync").resolve(lost)).doesNotExist();
    }

    @Test
    void aDeletedBranchIsMissingAndMakesRoomForOneBelowItsName() throws Exception {
        push("n: 1");
        copy.branch("release");
        push("n: 2");
        assertThat(Sources.sync(source, url, "release").id()).isEqualTo(copy.head());
        copy.deleteRemoteBranch("release");
        assertThat(Sources.failure(Kind.REVISION_NOT_FOUND, () -> source.resolve(url, "release")))
                .hasMessageContaining("there is main");
        copy.branch("tmp");
        copy.git("branch", "-D", "release");
        copy.branch("release/1");
        String below = push("n: 3");
        assertThat(Sources.sync(source, url, "release/1").id()).isEqualTo(below);
    }

    @TestFactory
    Stream<DynamicTest> aDamagedMirrorIsClonedAnew() {
        return Stream.<Damage>of(
                        new Damage("no HEAD", () -> Files.delete(mirror().resolve("HEAD"))),
                        new Damage(
                                "an unreadable configuration",
                                () -> Files.writeString(mirror().resolve("config"), "[core\nnonsense")),
                        new Damage(
                                "another repository",
                                () -> Files.writeString(
                                        mirror().resolve("config"),
                                        "[remote \"origin\"]\n\turl = http://elsewhere/app\n")),
                        new Damage("no packs", () -> delete(packs(".pack"))),
                        new Damage("no index", () -> delete(packs(".idx"))),
                        new Damage("a truncated pack", () -> truncate(packs(".pack"))),
                        new Damage("a truncated index", () -> truncate(packs(".idx"))),
                        new Damage("a pack of zeros", () -> zero(packs(".pack"))),
                        new Damage(
                                "a branch that points nowhere",
                                () -> Files.writeString(
                                        mirror().resolve("refs/heads/main"),
                                        "0123456789012345678901234567890123456789\n")),
                        new Damage(
                                "a branch that isn't one",
                                () -> Files.writeString(mirror().resolve("refs/heads/main"), "garbage\n")),
                        new Damage("an empty directory", () -> {
                            try (Stream<Path> files = Files.walk(mirror())) {
                                delete(files.filter(Files::isRegularFile).toList());
                            }
                        }))
                .map(damage -> DynamicTest.dynamicTest(damage.name(), () -> {
                    push("before " + damage.name());
                    String before = Sources.sync(source, url, "main").id();
                    source.close();
                    damage.work().run();
                    source = Sources.open(mirrors);
                    String id = push("after " + damage.name());
                    Commit commit = Sources.sync(source, url, "main");
                    assertThat(commit.id()).isEqualTo(id);
                    assertThat(commit.tree().read("a.yaml", 100)).isEqualTo(("after " + damage.name()).getBytes(UTF_8));
                    assertThat(source.open(url, new RemoteRevision(before, ""))
                                    .tree()
                                    .read("a.yaml", 100))
                            .isEqualTo(("before " + damage.name()).getBytes(UTF_8));
                }));
    }

    private record Damage(String name, ThrowingRunnable work) {}

    private static void delete(List<Path> files) throws IOException {
        for (Path file : files) {
            Files.delete(file);
        }
    }

    private static void truncate(List<Path> files) throws IOException {
        for (Path file : files) {
            rewrite(file, Arrays.copyOf(Files.readAllBytes(file), (int) Files.size(file) / 2));
        }
    }

    private static void zero(List<Path> files) throws IOException {
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            Arrays.fill(bytes, 12, bytes.length - 20, (byte) 0);
            rewrite(file, bytes);
        }
    }

    private static void rewrite(Path file, byte[] content) throws IOException {
        Files.delete(file);
        Files.write(file, content);
    }

    @Test
    void damageFoundByAReaderIsRepairedByTheNextSync() throws Exception {
        String id = push("n: 1");
        Sources.sync(source, url, "main");
        source.close();
        source = Sources.open(mirrors);
        Commit commit = source.openLocal(url, id).orElseThrow();
        Path object = packs(".pack").getFirst();
        source.close();
        source = Sources.open(mirrors);
        zero(List.of(object));
        assertThatThrownBy(() -> commit.tree().read("a.yaml", 100)).isInstanceOf(IOException.class);
        assertThat(source.openLocal(url, id)).isEmpty();
        assertThat(source.open(url, new RemoteRevision(id, "refs/heads/main"))
                        .tree()
                        .read("a.yaml", 100))
                .isEqualTo("n: 1".getBytes(UTF_8));
    }

    @Test
    void whatAKilledProcessLeftIsNoHindrance() throws Exception {
        push("n: 1");
        Sources.sync(source, url, "main");
        source.close();
        List<Path> left = Stream.of(
                        "HEAD.lock",
                        "config.lock",
                        "packed-refs.lock",
                        "FETCH_HEAD.lock",
                        "refs/heads/main.lock",
                        "objects/pack/incoming_1.pack")
                .map(name -> {
                    try {
                        return Files.createFile(mirror().resolve(name));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
        source = Sources.open(mirrors);
        Path inode = mirror().resolve("HEAD");
        Object before = Files.getAttribute(inode, "unix:ino");
        String id = push("n: 2");
        assertThat(Sources.sync(source, url, "main").id()).isEqualTo(id);
        assertThat(left).allSatisfy(file -> assertThat(file).doesNotExist());
        assertThat(Files.getAttribute(inode, "unix:ino")).as("not cloned anew").isEqualTo(before);
    }

    @Test
    void manyPacksArePutTogetherAndOldCommitsSurvive() throws Exception {
        String first = push("n: 0");
        Sources.sync(source, url, "main");
        source.keep(url, Set.of(first));
        copy.git("commit", "-q", "--amend", "-m", "Rewritten");
        copy.forcePush();
        for (int n = 1; n <= MirrorDirectory.MAX_PACKS; n++) {
            push("n: " + n);
            Sources.sync(source, url, "main");
        }
        Awaitility.await().untilAsserted(() -> assertThat(packs(".pack")).hasSizeLessThan(10));
        String last = push("n: last");
        assertThat(Sources.sync(source, url, "main").id()).isEqualTo(last);
        assertThat(source.openLocal(url, first).orElseThrow().tree().read("a.yaml", 10))
                .isEqualTo("n: 0".getBytes(UTF_8));
    }

    @Test
    void mirrorsThatNobodyUsesAreDeleted() throws Exception {
        push("n: 1");
        String id = Sources.sync(source, url, "main").id();
        source.retainOnly(Set.of(url, "nonsense"));
        assertThat(source.openLocal(url, id)).isPresent();
        source.close();
        source = Sources.open(mirrors);
        source.retainOnly(Set.of("http://127.0.0.1/other"));
        assertThat(source.openLocal(url, id)).isEmpty();
        assertThat(Sources.sync(source, url, "main").id()).isEqualTo(id);
    }
}
