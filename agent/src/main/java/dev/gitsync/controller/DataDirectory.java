package dev.gitsync.controller;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The agent's directory, held by a lock for as long as this process lives. Who holds the lock knows that the process which
 * held it before is dead, and so may take its place at the Lease at once instead of waiting for it to expire.
 */
final class DataDirectory implements AutoCloseable {
    private final FileChannel channel;
    private final String identity;

    private DataDirectory(FileChannel channel, String identity) {
        this.channel = channel;
        this.identity = identity;
    }

    /** Takes the directory, making it where it is missing. */
    static DataDirectory lock(Path directory, String host) throws AgentException {
        try {
            Files.createDirectories(directory);
            FileChannel channel =
                    FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new AgentException("the data directory " + directory
                        + " is in use by another agent; stop it, or name another directory with --data-dir");
            }
            return new DataDirectory(channel, host + "_" + name(directory));
        } catch (IOException e) {
            throw new AgentException("the data directory " + directory + " can't be used: " + e.getMessage(), e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }

    private static String name(Path directory) throws IOException {
        Path file = directory.resolve("identity");
        if (!Files.exists(file)) {
            Files.writeString(file, UUID.randomUUID().toString());
        }
        return Files.readString(file, StandardCharsets.UTF_8).strip();
    }

    /** Who this agent is among the candidates for the Lease: the same in each life of this directory on this host. */
    String identity() {
        return identity;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
