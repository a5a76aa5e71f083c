package dev.gitsync.render;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A directory of this machine as a tree; what is neither a file, a directory nor a link, and {@code .git}, is left out.
 * It is immutable only as long as nobody changes the directory. A file's hash is that of Git's blob; a directory's is a
 * new one at each call, so that it never equals another (to read all that is below it would cost more than it tells).
 */
public final class DirectoryFileTree implements FileTree {
    private final Path root;

    /** @throws NotDirectoryException if it is no directory */
    public DirectoryFileTree(Path root) throws IOException {
        this.root = root.toRealPath();
        if (!Files.isDirectory(this.root)) {
            throw new NotDirectoryException(root.toString());
        }
    }

    @Override
    public Optional<Entry> entry(String path) throws IOException {
        Optional<Path> file = find(path);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        Optional<Kind> kind = kind(file.get());
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        String name = path.substring(path.lastIndexOf('/') + 1);
        return Optional.of(new Entry(name, kind.get(), hash(file.get(), kind.get())));
    }

    @Override
    public List<Entry> list(String path) throws IOException {
        Optional<Path> directory = find(path);
        return directory.isEmpty() ? List.of() : entries(directory.get());
    }

    @Override
    public byte[] read(String path, int maxBytes) throws IOException {
        Path file = find(path).orElseThrow(() -> new NoSuchFileException(path));
        Kind kind = kind(file).orElseThrow(() -> new NoSuchFileException(path));
        return switch (kind) {
            case FILE -> readFile(file, path, maxBytes);
            case SYMLINK -> target(file);
            case DIRECTORY, SUBMODULE -> throw new NoSuchFileException(path);
        };
    }

    private static byte[] readFile(Path file, String path, int maxBytes) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] content = in.readNBytes(maxBytes);
            if (in.read() >= 0) {
                throw new FileTooLargeException(path, Files.size(file), maxBytes);
            }
            return content;
        }
    }

    /** The file of a path, unless a directory on the way to it is a link. */
    private Optional<Path> find(String path) throws IOException {
        Path here = root;
        if (path.isEmpty()) {
            return Optional.of(here);
        }
        String[] parts = path.split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].isEmpty() || parts[i].equals("..") || parts[i].equals(".")) {
                throw new IllegalArgumentException("not a path of a tree: " + path);
            }
            if (parts[i].equals(".git") || (i > 0 && !Files.isDirectory(here, LinkOption.NOFOLLOW_LINKS))) {
                return Optional.empty();
            }
            here = here.resolve(parts[i]);
        }
        return Files.exists(here, LinkOption.NOFOLLOW_LINKS) ? Optional.of(here) : Optional.empty();
    }

    private static Optional<Kind> kind(Path file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isSymbolicLink()) {
            return Optional.of(Kind.SYMLINK);
        }
        if (attributes.isDirectory()) {
            return Optional.of(Kind.DIRECTORY);
        }
        return attributes.isRegularFile() ? Optional.of(Kind.FILE) : Optional.empty();
    }

    private static List<Entry> entries(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                Optional<Kind> kind = name.equals(".git") ? Optional.empty() : kind(file);
                if (kind.isPresent()) {
                    entries.add(new Entry(name, kind.get(), hash(file, kind.get())));
                }
            }
        }
        entries.sort(Comparator.comparing(Entry::name));
        return entries;
    }

    private static String hash(Path file, Kind kind) throws IOException {
        return switch (kind) {
            case FILE -> ContentHash.ofFile(Files.readAllBytes(file));
            case SYMLINK -> ContentHash.ofFile(target(file));
            case DIRECTORY -> UUID.randomUUID().toString();
            case SUBMODULE -> throw new FileSystemException(file.toString(), null, "no submodule on a disk");
        };
    }

    private static byte[] target(Path link) throws IOException {
        return Files.readSymbolicLink(link).toString().getBytes(StandardCharsets.UTF_8);
    }
}
