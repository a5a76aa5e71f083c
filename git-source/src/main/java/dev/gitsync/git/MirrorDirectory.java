package dev.gitsync.git;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bare repository on disk that belongs to one mirror. Only {@link #open} may be called without the {@link MirrorLock}.
 */
final class MirrorDirectory {
    /** Each fetch adds a pack, and each pack slows a look-up a little. */
    static final int MAX_PACKS = 50;

    private static final Logger LOG = LoggerFactory.getLogger(MirrorDirectory.class);

    private static final Duration COLLECTOR_ENDS = Duration.ofSeconds(5);

    private final RepositoryUrl url;
    private final Path path;
    private @Nullable Repository repository;
    private boolean swept;
    private @Nullable Thread collector;

    MirrorDirectory(RepositoryUrl url, Path path) {
        this.url = url;
        this.path = path;
    }

    Path path() {
        return path;
    }

    /** The repository, if there is one that can be opened and is this mirror's. */
    synchronized Optional<Repository> open() {
        if (repository == null && Files.exists(path)) {
            try {
                Repository found = new FileRepositoryBuilder()
                        .setGitDir(path.toFile())
                        .setBare()
                        .setMustExist(true)
                        .build();
                if (url.key().equals(found.getConfig().getString("remote", "origin", "url"))) {
                    repository = found;
                } else {
                    found.close();
                }
            } catch (IOException | RuntimeException e) {
                // JGit wraps a configuration that it can't parse in either; the mirror is made anew where that is
                // allowed.
                LOG.warn("The mirror of {} in {} can't be opened: {}", url, path, e.getMessage());
            }
        }
        return Optional.ofNullable(repository);
    }

    /** The repository; a new, empty one in place of one that is missing or can't be opened. */
    Repository openOrCreate() throws IOException {
        Optional<Repository> found = open();
        if (found.isPresent()) {
            if (!swept) {
                sweep();
            }
            return found.get();
        }
        delete();
        try (Repository created =
                new FileRepositoryBuilder().setGitDir(path.toFile()).setBare().build()) {
            created.create(true);
            StoredConfig config = created.getConfig();
            config.setString("remote", "origin", "url", url.key());
            // JGit's own collection after each fetch would write outside of the lock.
            config.setInt("gc", null, "auto", 0);
            config.setInt("gc", null, "autoPackLimit", 0);
            config.setBoolean("gc", null, "autoDetach", false);
            // Collecting garbage puts packs together as they are: searching for better deltas costs minutes and
            // gigabytes.
            config.setBoolean("pack", null, "deltaCompression", false);
            config.setBoolean("pack", null, "buildBitmaps", false);
            config.setInt("pack", null, "threads", 1);
            // The packs that were put together go at once; who still reads one looks for the new one.
            config.setString("gc", null, "prunePackExpire", "now");
            config.save();
        }
        return open().orElseThrow(() -> new IOException("the new mirror in " + path + " can't be opened"));
    }

    /** Removes what a process that was killed has left: the lock that we hold says that nobody uses it. */
    private void sweep() throws IOException {
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = String.valueOf(file.getFileName());
                boolean inObjects = file.startsWith(path.resolve("objects"));
                boolean temporary = inObjects
                        && (name.startsWith("incoming_")
                                || name.startsWith("gc_")
                                || name.endsWith(".tmp")
                                || name.endsWith("_tmp")
                                || name.endsWith(".keep"));
                if (temporary || (!inObjects && name.endsWith(".lock"))) {
                    LOG.info("Removing {}, left in the mirror of {} by a process that ended", name, url);
                    Files.deleteIfExists(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        swept = true;
    }

    /** Deletes everything; readers get errors from then on. */
    void delete() throws IOException {
        close();
        if (!Files.exists(path)) {
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Starts to put packs together where there are many; the next change of this mirror waits for it. */
    synchronized void collectGarbageIfDue() throws IOException {
        if (packs() > MAX_PACKS && (collector == null || !collector.isAlive())) {
            collector = Thread.ofVirtual().name("git gc " + url).start(this::collectGarbage);
        }
    }

    private long packs() throws IOException {
        try (Stream<Path> files = Files.list(path.resolve("objects").resolve("pack"))) {
            return files.filter(file -> file.toString().endsWith(".pack")).count();
        }
    }

    private void collectGarbage() {
        long start = System.nanoTime();
        try (MirrorLock _ = MirrorLock.acquire(path, Duration.ofHours(1))) {
            Optional<Repository> here = open();
            if (here.isPresent()) {
                Git.wrap(here.get()).gc().call();
                LOG.info(
                        "Put the packs of the mirror of {} together in {} ms",
                        url,
                        Duration.ofNanos(System.nanoTime() - start).toMillis());
            }
        } catch (GitException | GitAPIException | IOException | RuntimeException e) {
            // A mirror with many packs is slower, not wrong; the next fetch tries again.
            LOG.warn("Putting the packs of the mirror of {} together failed: {}", url, e.getMessage());
        }
    }

    /** Closes the files, and ends a collection of garbage. */
    void close() {
        Thread running = stop();
        if (running != null) {
            running.interrupt();
            try {
                running.join(COLLECTOR_ENDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized @Nullable Thread stop() {
        if (repository != null) {
            repository.close();
            repository = null;
        }
        return collector;
    }
}
