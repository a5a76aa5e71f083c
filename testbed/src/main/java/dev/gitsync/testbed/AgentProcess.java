package dev.gitsync.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The agent as users run it: a process of its own, against a cluster, with its log in a file. It is killed when this process
 * ends.
 */
public final class AgentProcess implements AutoCloseable {
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(15);

    private final Process process;
    private final Thread killer;
    private final Path log;
    private final URI address;

    private AgentProcess(Process process, Path log, URI address) {
        this.process = process;
        this.log = log;
        this.address = address;
        this.killer = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(killer);
    }

    /**
     * How to start an agent.
     *
     * @param program what runs {@code gitsync}, before its arguments
     * @param namespace the agent's namespace, which exists
     * @param folder its data directory and its log
     * @param further arguments
     */
    public record Launch(List<String> program, Path kubeconfig, String namespace, Path folder, List<String> further) {
        public Launch {
            program = List.copyOf(program);
            further = List.copyOf(further);
        }
    }

    /** The launcher of the checkout, which has to be built. */
    public static List<String> launcher() {
        return List.of(Checkout.root().resolve("bin/gitsync").toString());
    }

    /** The command line program on the class path of this very process, for tests that run before anything is packaged. */
    public static List<String> onClassPath(String... jvmFlags) {
        List<String> program = new ArrayList<>();
        program.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        program.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        program.addAll(List.of(jvmFlags));
        program.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.gitsync.cli.Main"));
        return program;
    }

    /** Starts an agent and returns when it serves. */
    public static AgentProcess start(Launch launch) {
        Path log = launch.folder().resolve("agent.log");
        int port = freePort();
        List<String> command = new ArrayList<>(launch.program());
        command.addAll(List.of(
                "agent",
                "--kubeconfig",
                launch.kubeconfig().toString(),
                "--namespace",
                launch.namespace(),
                "--data-dir",
                launch.folder().resolve("data").toString(),
                "--listen",
                "127.0.0.1:" + port));
        command.addAll(launch.further());
        try {
            Files.createDirectories(launch.folder());
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            AgentProcess agent = new AgentProcess(process, log, URI.create("http://127.0.0.1:" + port));
            agent.awaitServing();
            return agent;
        } catch (IOException e) {
            throw new UncheckedIOException("the agent can't be started: " + e.getMessage(), e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitServing() {
        long deadline = System.nanoTime() + STARTS_WITHIN.toNanos();
        while (!serves()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                String why = process.isAlive() ? "does not serve" : "ended with status " + process.exitValue();
                String text = logText();
                close();
                throw new IllegalStateException("the agent " + why + "; its log:\n" + text);
            }
            pause();
        }
    }

    private boolean serves() {
        try {
            return get("/readyz").statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false; // not yet
        }
    }

    /** Asks the agent's own HTTP server. */
    public HttpResponse<String> get(String path) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public URI address() {
        return address;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public Path log() {
        return log;
    }

    /** All that the agent has said so far. */
    public String logText() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly();
        await(ENDS_WITHIN);
        Runtime.getRuntime().removeShutdownHook(killer);
    }

    /** Asks it to end, as Kubernetes does, and returns how long that took. */
    public Duration stop() {
        long start = System.nanoTime();
        process.destroy();
        await(ENDS_WITHIN);
        Runtime.getRuntime().removeShutdownHook(killer);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private void await(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("the agent did not end within " + limit + "; its log:\n" + logText());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
    }
}
