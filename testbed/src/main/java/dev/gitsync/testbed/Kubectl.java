package dev.gitsync.testbed;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** kubectl of the test control plane's version, with one kubeconfig, and a folder for what it keeps of discovery. */
public record Kubectl(Path kubeconfig, Path cache) {

    /**
     * Runs kubectl and returns what it printed.
     *
     * @throws CommandFailedException if kubectl fails; the message holds what it wrote to standard error
     */
    public String run(String... arguments) {
        return runWithInput("", arguments);
    }

    /** Runs kubectl with the given text on its standard input; see {@link #run}. */
    public String runWithInput(String input, String... arguments) {
        return command(arguments).run(input);
    }

    /** Applies a stream of YAML documents on the server side as field manager {@code kubectl}. */
    public String apply(String yaml) {
        return runWithInput(yaml, "apply", "--server-side", "-f", "-");
    }

    private Command command(String... arguments) {
        List<String> line = new ArrayList<>(List.of(ControlPlaneBinary.path().toString(), "kubectl"));
        line.addAll(List.of(arguments));
        return Command.of(line)
                .with(Map.of("KUBECONFIG", kubeconfig.toString(), "KUBECACHEDIR", cache.toString(), "KUBERC", "off"));
    }
}
