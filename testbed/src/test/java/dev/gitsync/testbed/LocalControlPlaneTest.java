package dev.gitsync.testbed;

import static dev.gitsync.testbed.LocalControlPlane.Component.API_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A local control plane can be broken, survives it with its data, and outlives nobody. */
@ExtendWith(ClusterExtension.class)
@OwnCluster
class LocalControlPlaneTest {
    private final TestCluster cluster;
    private final LocalControlPlane controlPlane;
    private final RestClient impatient;

    LocalControlPlaneTest(TestCluster cluster) {
        this.cluster = cluster;
        this.controlPlane = cluster.controlPlane();
        this.impatient = cluster.rest().withTimeout(Duration.ofSeconds(1));
    }

    @Test
    void aKilledApiServerComesBackWithItsData() {
        cluster.kubectl("create", "configmap", "survivor");
        controlPlane.restartApiServer();
        assertThat(cluster.rest().get("/api/v1/namespaces/default/configmaps/survivor"))
                .isNotNull();
        assertThat(controlPlane
                        .audit()
                        .since(new AuditLog.Mark(0))
                        .verb("create")
                        .on("configmaps")
                        .list())
                .anyMatch(request -> request.name().equals("survivor"));
    }

    @Test
    void anApiServerThatIsHeldStaysDownUntilReleased() {
        controlPlane.hold(API_SERVER);
        Awaitility.await()
                .during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(3))
                .until(() -> !impatient.answers("/livez"));
        assertThatThrownBy(() -> impatient.get("/livez")).hasMessageContaining("Failed to connect");
        controlPlane.release(API_SERVER);
        controlPlane.awaitApiServer();
    }

    @Test
    void aFrozenApiServerDoesNotAnswerUntilThawed() {
        controlPlane.freeze(API_SERVER);
        assertThat(impatient.answers("/livez")).isFalse();
        controlPlane.thaw(API_SERVER);
        controlPlane.awaitApiServer();
    }

    @Test
    void nothingIsLeftWhenTheProcessThatStartedItIsKilled() throws IOException, InterruptedException {
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dgitsync.root=" + Checkout.root(),
                        "-Djava.io.tmpdir=" + cluster.folder(),
                        Parent.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<ProcessHandle> descendants;
        try {
            assertThat(parent.inputReader().readLine()).isEqualTo("started");
            descendants = parent.descendants().toList();
        } finally {
            parent.destroyForcibly().waitFor();
        }
        assertThat(descendants).hasSize(4);
        for (ProcessHandle descendant : descendants) {
            descendant.onExit().orTimeout(20, TimeUnit.SECONDS).join();
        }
    }

    /** A program that starts a control plane and waits for its own end. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] arguments) throws InterruptedException {
            LocalControlPlane started = LocalControlPlane.start();
            System.out.println("started");
            Thread.currentThread().join();
            started.close();
        }
    }
}
