package dev.gitsync.testbed;

import dev.gitsync.value.Value;

/** A namespace made for one test class. Closing it deletes it, without waiting for its end. */
public record TestNamespace(String name, TestCluster cluster) implements AutoCloseable {
    private static final String PATH = "/api/v1/namespaces";

    /** Creates a namespace. */
    public static TestNamespace create(TestCluster cluster, String name) {
        cluster.rest().create(PATH, Value.map("metadata", Value.map("name", Value.of(name))));
        return new TestNamespace(name, cluster);
    }

    /** Runs kubectl as the administrator in this namespace. */
    public String kubectl(String... arguments) {
        String[] line = new String[arguments.length + 1];
        line[0] = "--namespace=" + name;
        System.arraycopy(arguments, 0, line, 1, arguments.length);
        return cluster.kubectl(line);
    }

    /** Applies a stream of YAML documents in this namespace, on the server side, as the administrator. */
    public String apply(String yaml) {
        return cluster.kubectlWithInput(yaml, "--namespace=" + name, "apply", "--server-side", "-f", "-");
    }

    @Override
    public void close() {
        cluster.rest().deleteIfPresent(PATH + "/" + name);
    }

    @Override
    public String toString() {
        return name;
    }
}
