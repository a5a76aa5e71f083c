package dev.gitsync.git;

import dev.gitsync.git.GitException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The right to change one mirror: for one thread of this process, and against other processes that share the directory (a
 * second replica on the volume, two command lines) by a lock on a file beside it, which ends with its process.
 */
final class MirrorLock implements AutoCloseable {
    // A file lock belongs to the whole process, so threads need one of their own, whichever source they come by.
    private static final ConcurrentHashMap<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private final ReentrantLock thread;
    private final FileChannel file;

    private MirrorLock(ReentrantLock thread, FileChannel file) {
        this.thread = thread;
        this.file = file;
    }

    static MirrorLock acquire(Path mirror, Duration limit) throws GitException, IOException {
        ReentrantLock thread =
                THREADS.computeIfAbsent(mirror.toAbsolutePath().normalize(), path -> new ReentrantLock());
        try {
            if (!thread.tryLock(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new GitException(
                        Kind.TIMEOUT, "another fetch of this repository isn't done after " + limit.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GitException(Kind.OTHER, "interrupted while another fetch of this repository went on");
        }
        try {
            Path directory = Files.createDirectories(mirror.toAbsolutePath().getParent());
            FileChannel file = FileChannel.open(
                    directory.resolve(mirror.getFileName() + ".lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            boolean locked = false;
            try {
                file.lock();
                locked = true;
                return new MirrorLock(thread, file);
            } finally {
                if (!locked) {
                    file.close();
                }
            }
        } catch (IOException | RuntimeException e) {
            thread.unlock();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            file.close();
        } finally {
            thread.unlock();
        }
    }
}
