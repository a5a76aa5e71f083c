package dev.gitsync.kube;

import dev.gitsync.testbed.TestCluster;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.nio.file.Path;

/** What the tests of this package have in common: a client, and the resources and objects that they use. */
final class Kube implements AutoCloseable {
    static final ApplyOptions FORCED = new ApplyOptions("gitsync", true, false);
    static final ApplyOptions UNFORCED = new ApplyOptions("gitsync", false, false);

    final KubeClient client;
    final Discovery discovery;

    private Kube(KubeClient client) {
        this.client = client;
        this.discovery = new Discovery(client);
    }

    static Kube of(TestCluster cluster) {
        return of(cluster.kubeconfig());
    }

    static Kube of(Path kubeconfig) {
        try {
            return new Kube(KubeClient.fromKubeconfig(kubeconfig, null, ClientOptions.ofVersion("test")));
        } catch (KubeconfigException e) {
            throw new AssertionError(e);
        }
    }

    ApiResource resource(String apiVersion, String kind) {
        try {
            return discovery.resource(apiVersion, kind).orElseThrow();
        } catch (KubeException e) {
            throw new AssertionError(e);
        }
    }

    ApiResource configMaps() {
        return resource("v1", "ConfigMap");
    }

    static MapValue configMap(String namespace, String name, String key, String value) {
        return configMap(namespace, name, MapValue.EMPTY, Value.map(key, Value.of(value)));
    }

    static MapValue configMap(String namespace, String name, MapValue labels, MapValue data) {
        return Value.map(
                "apiVersion", Value.of("v1"),
                "kind", Value.of("ConfigMap"),
                "metadata", Value.map("name", Value.of(name), "namespace", Value.of(namespace), "labels", labels),
                "data", data);
    }

    static String version(MapValue object) {
        return object.stringAt("metadata", "resourceVersion").orElseThrow();
    }

    static String uid(MapValue object) {
        return object.stringAt("metadata", "uid").orElseThrow();
    }

    @Override
    public void close() {
        client.close();
    }
}
