package dev.gitsync.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Which cluster tests run against, and that they get it. */
class ClusterExtensionTest {
    @Test
    void theKubeconfigThatIsNamedComesFirstAndDockerIsNotEvenAsked() {
        Map<String, String> environment = Map.of("GITSYNC_TEST_KUBECONFIG", "/some/kubeconfig");
        assertThat(ClusterChoice.of(environment, () -> fail("asked")))
                .isEqualTo(new ClusterChoice.Existing(Path.of("/some/kubeconfig")));
    }

    @Test
    void k3sComesSecondWhereDockerAnswers() {
        assertThat(ClusterChoice.of(Map.of(), () -> true)).isEqualTo(new ClusterChoice.K3s());
        assertThat(ClusterChoice.of(Map.of("GITSYNC_TEST_KUBECONFIG", ""), () -> true))
                .isEqualTo(new ClusterChoice.K3s());
    }

    @Test
    void theLocalControlPlaneComesLast() {
        assertThat(ClusterChoice.of(Map.of(), () -> false)).isEqualTo(new ClusterChoice.Local());
    }

    @Test
    void dockerIsLookedForWhereTheEnvironmentOrTheHomeFolderPoints(@TempDir Path home) throws IOException {
        Path socket = home.resolve("docker.sock");
        try (ServerSocketChannel engine = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            engine.bind(UnixDomainSocketAddress.of(socket));
            assertThat(Docker.reachable(Map.of("XDG_RUNTIME_DIR", home.toString()), home))
                    .isTrue();
            assertThat(Docker.reachable(Map.of("DOCKER_HOST", "unix://" + socket), home))
                    .isTrue();
        }
        assertThat(Docker.reachable(Map.of("DOCKER_HOST", "unix://" + socket), home))
                .as("a socket that its engine left behind")
                .isFalse();
        assertThat(Docker.reachable(Map.of("DOCKER_HOST", "tcp://127.0.0.1:1"), home))
                .isFalse();
    }

    @Nested
    @ExtendWith(ClusterExtension.class)
    class OfATestClass {
        @Test
        void theClusterAnswers(TestCluster cluster) {
            assertThat(cluster.rest().answers("/readyz")).isTrue();
        }

        @Test
        void theNamespaceIsThereAndIsTheSameForAllItsTests(TestCluster cluster, TestNamespace namespace) {
            assertThat(namespace.name()).startsWith("cluster-extension-test-");
            assertThat(namespace.cluster()).isSameAs(cluster);
            assertThat(cluster.rest().find("/api/v1/namespaces/" + namespace)).isPresent();
        }
    }

    @Nested
    @ExtendWith(ClusterExtension.class)
    class BeforeItsTests {
        @BeforeAll
        static void aParameterCanBeHad(TestNamespace namespace) {
            assertThat(namespace.kubectl("get", "serviceaccounts")).isNotNull();
        }

        @Test
        void andLater(TestNamespace namespace) {
            assertThat(namespace.name()).isNotEmpty();
        }
    }
}
