package dev.gitsync.testbed;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * A program to run to its end, with its arguments, in a folder, with variables added to this process's environment.
 * Variables of Git are not inherited: a test that runs inside a Git hook would otherwise work on the wrong repository.
 */
public record Command(List<String> line, Path folder, Map<String, String> variables) {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

    public Command {
        line = List.copyOf(line);
        variables = Map.copyOf(variables);
    }

    static Command of(List<String> line) {
        return new Command(line, Path.of("").toAbsolutePath(), Map.of());
    }

    public static Command of(String... line) {
        return of(List.of(line));
    }

    Command in(Path newFolder) {
        return new Command(line, newFolder, variables);
    }

    Command with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(variables);
        all.putAll(more);
        return new Command(line, folder, all);
    }

    /** Runs the program without input; see {@link #run(String)}. */
    public String run() {
        return run("");
    }

    /**
     * Runs the program and returns what it wrote to its standard output.
     *
     * @throws CommandFailedException if it ends with another status than 0, or not within two minutes
     */
    String run(String input) {
        try {
            ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
            builder.environment().putAll(variables);
            return communicate(builder.start(), input);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + line.getFirst() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException(line, -1, "interrupted");
        }
    }

    private String communicate(Process process, String input) throws IOException, InterruptedException {
        try {
            CompletableFuture<String> output = text(process.getInputStream());
            CompletableFuture<String> errors = text(process.getErrorStream());
            if (!input.isEmpty()) {
                try (OutputStream stdin = process.getOutputStream()) {
                    stdin.write(input.getBytes(StandardCharsets.UTF_8));
                }
            } else {
                process.getOutputStream().close();
            }
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new CommandFailedException(line, -1, "still running after " + LIMIT.toSeconds() + " s");
            }
            if (process.exitValue() != 0) {
                throw new CommandFailedException(line, process.exitValue(), errors.join() + output.join());
            }
            return output.join();
        } finally {
            process.destroyForcibly();
        }
    }

    private static CompletableFuture<String> text(InputStream stream) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (stream) {
                        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                THREADS);
    }
}
