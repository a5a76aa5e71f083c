package dev.gitsync.testbed;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

/** The Docker engine of this machine, if there is one, and k3s on it. */
final class Docker {
    static final String IMAGE_VARIABLE = "GITSYNC_TEST_K3S_IMAGE";

    private static final String DEFAULT_IMAGE = "rancher/k3s:v1.36.3-k3s1";

    private Docker() {}

    /** Whether an engine answers. Testcontainers is asked only where there is something to ask: its search is slow and noisy. */
    static boolean answers() {
        return reachable(System.getenv(), Path.of(System.getProperty("user.home"))) && answersTestcontainers();
    }

    /** Whether something listens where the environment says that an engine is, or where engines listen by default. */
    static boolean reachable(Map<String, String> environment, Path home) {
        String named = environment.getOrDefault("DOCKER_HOST", "");
        if (!named.isEmpty()) {
            return listens(URI.create(named));
        }
        return Files.exists(home.resolve(".testcontainers.properties"))
                || Stream.of(
                                Path.of("/var/run/docker.sock"),
                                Path.of(environment.getOrDefault("XDG_RUNTIME_DIR", "/nonexistent"), "docker.sock"),
                                home.resolve(".docker/run/docker.sock"),
                                home.resolve(".docker/desktop/docker.sock"))
                        .anyMatch(socket -> listens(UnixDomainSocketAddress.of(socket)));
    }

    private static boolean listens(URI engine) {
        return switch (engine.getScheme()) {
            case "unix" -> listens(UnixDomainSocketAddress.of(engine.getPath()));
            case "tcp", "http", "https" -> listens(new InetSocketAddress(engine.getHost(), engine.getPort()));
            default -> true; // a pipe of Windows, or SSH: Testcontainers finds out
        };
    }

    private static boolean listens(SocketAddress address) {
        try (SocketChannel _ = SocketChannel.open(address)) {
            return true;
        } catch (IOException | UnresolvedAddressException e) {
            return false;
        }
    }

    private static boolean answersTestcontainers() {
        if (LoggerFactory.getLogger("org.testcontainers") instanceof Logger logger) {
            logger.setLevel(Level.OFF); // its finding nothing is an answer, not an error
            try {
                return DockerClientFactory.instance().isDockerAvailable();
            } finally {
                logger.setLevel(Level.WARN);
            }
        }
        return DockerClientFactory.instance().isDockerAvailable();
    }

    /** Starts k3s, of the image that the variable {@value #IMAGE_VARIABLE} names or of the test control plane's version. */
    static TestCluster startK3s() {
        String image = System.getenv().getOrDefault(IMAGE_VARIABLE, DEFAULT_IMAGE);
        K3sContainer container = new K3sContainer(DockerImageName.parse(image));
        Path folder = TemporaryFolders.create("k3s");
        try {
            container.start();
            Path kubeconfig = folder.resolve("kubeconfig");
            Files.writeString(kubeconfig, container.getKubeConfigYaml());
            return TestCluster.started("k3s by Testcontainers, image " + image, kubeconfig, () -> {
                container.stop();
                TemporaryFolders.delete(folder);
            });
        } catch (IOException e) {
            container.stop();
            throw new UncheckedIOException(e);
        }
    }
}
