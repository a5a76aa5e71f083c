package dev.gitsync.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gitsync.render.FileTree.Entry;
import dev.gitsync.render.FileTree.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same files in memory and on a disk are the same tree. */
class FileTreeTest {
    @TempDir
    private static Path directory;

    static Stream<FileTree> trees() throws IOException {
        if (!Files.exists(directory.resolve("a"))) {
            Files.createDirectories(directory.resolve("a/b"));
            Files.createDirectory(directory.resolve(".git"));
            Files.writeString(directory.resolve("a/b/hello"), "hello\n");
            Files.writeString(directory.resolve("a.txt"), "");
            Files.createSymbolicLink(directory.resolve("a/link"), Path.of("../a.txt"));
            Files.createSymbolicLink(directory.resolve("away"), Path.of("a"));
        }
        MemoryFileTree memory = MemoryFileTree.builder()
                .file("a/b/hello", "hello\n")
                .file("a.txt", "")
                .symlink("a/link", "../a.txt")
                .symlink("away", "a")
                .build();
        return Stream.of(memory, new DirectoryFileTree(directory));
    }

    @ParameterizedTest
    @MethodSource("trees")
    void entriesAreListedByName(FileTree tree) throws Exception {
        assertThat(tree.list("")).extracting(Entry::name).containsExactly("a", "a.txt", "away");
        assertThat(tree.list("a")).extracting(Entry::kind).containsExactly(Kind.DIRECTORY, Kind.SYMLINK);
        assertThat(tree.list("a.txt")).isEmpty();
        assertThat(tree.list("absent")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("trees")
    void hashesOfFilesAreThoseOfGit(FileTree tree) throws Exception {
        // git hash-object
        assertThat(tree.entry("a/b/hello"))
                .contains(new Entry("hello", Kind.FILE, "ce013625030ba8dba906f756967f9e9ca394464a"));
        assertThat(tree.entry("a.txt"))
                .contains(new Entry("a.txt", Kind.FILE, "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"));
        assertThat(tree.entry("").orElseThrow().kind()).isEqualTo(Kind.DIRECTORY);
        assertThat(tree.entry("absent")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("trees")
    void linksAreEntriesAndAreNeverFollowed(FileTree tree) throws Exception {
        assertThat(tree.read("a/link", 100)).asString().isEqualTo("../a.txt");
        assertThat(tree.entry("away").orElseThrow().kind()).isEqualTo(Kind.SYMLINK);
        String through = "away/b/hello";
        assertThat(tree.entry(through)).isEmpty();
        assertThat(tree.list("away")).isEmpty();
        assertThatThrownBy(() -> tree.read(through, 100)).isInstanceOf(NoSuchFileException.class);
    }

    @ParameterizedTest
    @MethodSource("trees")
    void aFileThatIsTooLargeIsNotRead(FileTree tree) throws Exception {
        assertThat(tree.read("a/b/hello", 6)).asString().isEqualTo("hello\n");
        assertThatThrownBy(() -> tree.read("a/b/hello", 5)).isInstanceOf(FileTooLargeException.class);
        for (String path : List.of("a", "absent")) {
            assertThatThrownBy(() -> tree.read(path, 5)).isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    void gitsOwnFilesAreNoPartOfTheTree() throws Exception {
        trees();
        DirectoryFileTree tree = new DirectoryFileTree(directory);
        assertThat(tree.entry(".git")).isEmpty();
        assertThatThrownBy(() -> new DirectoryFileTree(directory.resolve("a.txt")))
                .isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> tree.entry("../x")).isInstanceOf(IllegalArgumentException.class);
    }
}
