package dev.gitsync.testbed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A real Kubernetes control plane on this machine, with etcd, two fake nodes and an audit log, in a folder of its own.
 * It ends when it is closed or when this process ends, however that ends.
 */
public final class LocalControlPlane implements AutoCloseable {
    private static final Duration RESTART_LIMIT = Duration.ofSeconds(60);

    /** A process of the control plane. One that dies is started again, with its data. */
    public enum Component {
        API_SERVER("kube-apiserver"),
        CONTROLLER_MANAGER("kube-controller-manager"),
        SCHEDULER("kube-scheduler");

        private final String program;

        Component(String program) {
            this.program = program;
        }
    }

    private final Path state;
    private final Process process;

    private LocalControlPlane(Path state, Process process) {
        this.state = state;
        this.process = process;
    }

    /** Starts a control plane and returns when Pods can be scheduled on it: after about 6 s. */
    public static LocalControlPlane start() {
        Path state = TemporaryFolders.create("testcluster");
        Path log = state.resolve("testcluster.log");
        List<String> line = List.of(
                ControlPlaneBinary.path().toString(), "up", "--dir", state.toString(), "--audit", "--until-eof");
        try {
            // Its standard input stays open as long as this process lives, and is never written to.
            Process process =
                    new ProcessBuilder(line).redirectError(log.toFile()).start();
            LocalControlPlane started = new LocalControlPlane(state, process);
            @SuppressWarnings("resource") // closed with the process
            BufferedReader output = process.inputReader();
            String ready = output.readLine();
            if (ready == null) {
                process.waitFor(10, TimeUnit.SECONDS);
                throw new IllegalStateException(
                        "the local control plane did not start; its log " + log + ":\n" + Files.readString(log));
            }
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the local control plane started", e);
        }
    }

    /** The administrator's kubeconfig. */
    public Path kubeconfig() {
        return state.resolve("kubeconfig");
    }

    /** What the API server was asked, by everybody, from its start. */
    public AuditLog audit() {
        return new AuditLog(state.resolve("audit.log"));
    }

    /** The folder with the components' logs; it goes when the control plane is closed. */
    public Path logs() {
        return state;
    }

    /** Ends a component as {@code kill -9} does, and returns when it is dead. It is started again at once. */
    public void kill(Component component) {
        ProcessHandle victim = handle(component);
        victim.destroyForcibly();
        victim.onExit().join();
    }

    /** Kills a component and keeps it down until {@link #release}: connections are refused. */
    public void hold(Component component) {
        try {
            Files.writeString(holdFile(component), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        kill(component);
    }

    /** Lets a component that is held start again. */
    public void release(Component component) {
        try {
            Files.deleteIfExists(holdFile(component));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops a component in its tracks until {@link #thaw}: connections stay open, and nothing answers. */
    public void freeze(Component component) {
        signal("-STOP", component);
    }

    /** Lets a frozen component go on. */
    public void thaw(Component component) {
        signal("-CONT", component);
    }

    /** Returns when the API server answers that it is ready; for use after a fault. */
    public void awaitApiServer() {
        RestClient client = RestClient.of(kubeconfig()).withTimeout(Duration.ofSeconds(2));
        Awaitility.await("the API server is ready again")
                .atMost(RESTART_LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> client.answers("/readyz"));
    }

    /** Kills the API server and returns when its successor is ready: after about 4 s. */
    public void restartApiServer() {
        kill(Component.API_SERVER);
        awaitApiServer();
    }

    private void signal(String signal, Component component) {
        Command.of("kill", signal, Long.toString(handle(component).pid())).run();
    }

    private ProcessHandle handle(Component component) {
        Path file = state.resolve(component.program + ".pid");
        try {
            long pid = Long.parseLong(Files.readString(file).strip());
            return ProcessHandle.of(pid)
                    .orElseThrow(
                            () -> new IllegalStateException(component.program + " is not running: no process " + pid));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path holdFile(Component component) {
        return state.resolve(component.program + ".hold");
    }

    /** Stops the control plane and removes all that it wrote. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        if (Files.exists(state)) { // where it could not remove that itself
            TemporaryFolders.delete(state);
        }
    }
}
