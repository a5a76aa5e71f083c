package dev.gitsync.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gitsync.render.FileTooLargeException;
import dev.gitsync.render.FileTree;
import dev.gitsync.render.FileTree.Entry;
import dev.gitsync.render.FileTree.Kind;
import dev.gitsync.testbed.GitServer;
import dev.gitsync.testbed.WorkingCopy;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitFileTreeTest {
    private final GitServer server = GitServer.start().create("team/app");
    private final WorkingCopy copy = server.workingCopy("team/app");

    @TempDir
    Path mirrors = Path.of("");

    private GitSource source = Sources.open(Path.of(""));

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

    private FileTree tree() throws GitException {
        copy.commitAndPush("Files");
        return Sources.sync(source, server.url("team/app"), "main").tree();
    }

    @Test
    void eachKindOfEntryIsToldApart() throws Exception {
        String commit = copy.write("a/file.yaml", "n: 1").commit("A");
        Files.createSymbolicLink(copy.folder().resolve("link"), Path.of("../outside"));
        copy.git("update-index", "--add", "--cacheinfo", "160000," + commit + ",module");
        copy.write("a-b", "x").write("a.b", "y");
        Files.createDirectories(copy.folder().resolve("module"));
        FileTree tree = tree();
        assertThat(tree.list("")).extracting(Entry::name).containsExactly("a", "a-b", "a.b", "link", "module");
        assertThat(tree.list("").stream().map(Entry::kind))
                .containsExactly(Kind.DIRECTORY, Kind.FILE, Kind.FILE, Kind.SYMLINK, Kind.SUBMODULE);
        assertThat(tree.entry("")).hasValueSatisfying(root -> {
            assertThat(root.kind()).isEqualTo(Kind.DIRECTORY);
            assertThat(root.hash()).isEqualTo(copy.git("rev-parse", "HEAD^{tree}"));
        });
        assertThat(tree.entry("a/file.yaml").orElseThrow().hash()).isEqualTo(copy.git("rev-parse", "HEAD:a/file.yaml"));
        assertThat(tree.read("link", 100)).isEqualTo("../outside".getBytes(UTF_8));
    }

    @Test
    void whatIsNotThereIsSaidToBeMissing() throws Exception {
        copy.write("a/file.yaml", "n: 1");
        FileTree tree = tree();
        for (String path :
                List.of("b", "a/none", "a/file.yaml/x", "../a", "a/../a", "./a", "/a", "a/", "a//file.yaml")) {
            assertThat(tree.entry(path)).as(path).isEmpty();
            assertThat(tree.list(path)).as(path).isEmpty();
            assertThatThrownBy(() -> tree.read(path, 100)).as(path).isInstanceOf(NoSuchFileException.class);
        }
        assertThat(tree.list("a/file.yaml")).isEmpty();
        assertThatThrownBy(() -> tree.read("a", 100)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aFileLargerThanTheLimitIsNotRead() throws Exception {
        copy.write("large.yaml", "x".repeat(5_000_000));
        FileTree tree = tree();
        assertThatThrownBy(() -> tree.read("large.yaml", 1_000_000))
                .isInstanceOf(FileTooLargeException.class)
                .hasMessageContaining("large.yaml has 5000000 bytes");
        assertThat(tree.read("large.yaml", 5_000_000)).hasSize(5_000_000);
    }

    @Test
    void aThousandFilesAreReadByManyThreadsAtOnce() throws Exception {
        for (int n = 0; n < 1_000; n++) {
            copy.write("d" + n % 20 + "/f" + n + ".yaml", "n: " + n);
        }
        FileTree tree = tree();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<byte[]>> read = IntStream.range(0, 1_000)
                    .mapToObj(n -> threads.submit(() -> tree.read("d" + n % 20 + "/f" + n + ".yaml", 100)))
                    .toList();
            for (int n = 0; n < 1_000; n++) {
                assertThat(read.get(n).get()).isEqualTo(("n: " + n).getBytes(UTF_8));
            }
        }
        assertThat(tree.list("d7")).hasSize(50);
    }

    @Test
    void anLfsPointerIsRecognised() throws Exception {
        String pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0".repeat(64) + "\nsize 12345\n";
        copy.write("pointer", pointer).write("plain", "version: https://git-lfs.github.com/spec/v1\n");
        FileTree tree = tree();
        assertThat(LfsPointer.matches(tree.read("pointer", 1_000))).isTrue();
        assertThat(LfsPointer.matches(tree.read("plain", 1_000))).isFalse();
    }
}
