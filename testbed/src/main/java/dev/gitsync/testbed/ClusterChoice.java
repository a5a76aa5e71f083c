package dev.gitsync.testbed;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Which cluster tests run against. */
sealed interface ClusterChoice {
    String KUBECONFIG_VARIABLE = "GITSYNC_TEST_KUBECONFIG";

    /** One that runs already. */
    record Existing(Path kubeconfig) implements ClusterChoice {}

    /** k3s in a container. */
    record K3s() implements ClusterChoice {}

    /** The control plane of the test bed. */
    record Local() implements ClusterChoice {}

    /**
     * The cluster that {@value #KUBECONFIG_VARIABLE} names; without one, k3s where a Docker engine answers; else the local
     * control plane.
     */
    static ClusterChoice of(Map<String, String> environment, BooleanSupplier dockerAnswers) {
        String named = environment.getOrDefault(KUBECONFIG_VARIABLE, "");
        if (!named.isEmpty()) {
            return new Existing(Path.of(named).toAbsolutePath());
        }
        return dockerAnswers.getAsBoolean() ? new K3s() : new Local();
    }
}
