package dev.gitsync.testbed;

import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/** A running cluster, and an administrator's access to it. Closing it ends what was started for it, and nothing else. */
public final class TestCluster implements AutoCloseable {
    private final String description;
    private final Path kubeconfig;
    private final Path folder = TemporaryFolders.create("cluster");
    private final @Nullable LocalControlPlane local;
    private final Runnable end;
    private final RestClient rest;

    private TestCluster(String description, Path kubeconfig, @Nullable LocalControlPlane local, Runnable end) {
        this.description = description;
        this.kubeconfig = kubeconfig;
        this.local = local;
        this.end = end;
        this.rest = RestClient.of(kubeconfig);
    }

    /** A cluster that runs already, by a kubeconfig's current context. */
    public static TestCluster existing(Path kubeconfig) {
        return new TestCluster("the cluster of " + kubeconfig, kubeconfig, null, () -> {});
    }

    /** A new local control plane. */
    public static TestCluster local() {
        LocalControlPlane started = LocalControlPlane.start();
        return new TestCluster("a local control plane", started.kubeconfig(), started, started::close);
    }

    /** A cluster that was started, and how to end it. */
    static TestCluster started(String description, Path kubeconfig, Runnable end) {
        return new TestCluster(description, kubeconfig, null, end);
    }

    /** The administrator's kubeconfig; its current context is the cluster's. */
    public Path kubeconfig() {
        return kubeconfig;
    }

    private Kubectl kubectl() {
        return new Kubectl(kubeconfig, folder.resolve("admin.cache"));
    }

    /** Runs kubectl as the administrator; see {@link Kubectl#run}. */
    public String kubectl(String... arguments) {
        return kubectl().run(arguments);
    }

    /** Runs kubectl as the administrator with a text on its standard input. */
    public String kubectlWithInput(String input, String... arguments) {
        return kubectl().runWithInput(input, arguments);
    }

    /** Applies a stream of YAML documents on the server side as the administrator; see {@link Kubectl#apply}. */
    public String apply(String yaml) {
        return kubectl().apply(yaml);
    }

    /**
     * Waits until every CustomResourceDefinition is Established. {@code kubectl wait} fails on one so new that it has no
     * conditions yet.
     */
    public void awaitDefinitions() {
        String path = RestClient.path("apiextensions.k8s.io/v1", "customresourcedefinitions", "");
        Awaitility.await("every definition to be Established")
                .atMost(Duration.ofMinutes(1))
                .until(() -> rest().list(path).stream().allMatch(TestCluster::established));
    }

    private static boolean established(Value definition) {
        return definition.itemsAt("status", "conditions").stream()
                .anyMatch(condition -> condition.stringAt("type").equals(Optional.of("Established"))
                        && condition.stringAt("status").equals(Optional.of("True")));
    }

    /** A client with the administrator's rights. */
    public RestClient rest() {
        return rest;
    }

    /** A folder for what belongs to this cluster; it goes when the cluster is closed. */
    public Path folder() {
        return folder;
    }

    /**
     * The audit log of a local control plane. On any other cluster, whose log nobody can count on, the test that asks is
     * aborted.
     */
    public AuditLog audit() {
        return controlPlane().audit();
    }

    /** The local control plane that this cluster is. On any other cluster the test that asks is aborted. */
    public LocalControlPlane controlPlane() {
        if (local == null) {
            throw new TestAbortedException("only for a local control plane, and this is " + description);
        }
        return local;
    }

    /** Creates a service account that may do nothing yet, and a kubeconfig with a token of it that is good for a day. */
    public TestUser serviceAccount(String namespace, String name) {
        String path = RestClient.path("v1", "serviceaccounts", namespace);
        rest.create(path, Value.map("metadata", Value.map("name", Value.of(name))));
        Value request = Value.map("spec", Value.map("expirationSeconds", Value.of(86_400)));
        String token = rest.create(path + "/" + name + "/token", request)
                .stringAt("status", "token")
                .orElseThrow();
        Path file = folder.resolve(namespace + "." + name + ".kubeconfig");
        writePrivate(file, Json.pretty(kubeconfigOf(name, namespace, token)));
        return new TestUser(namespace, name, file);
    }

    /** Lets a user do in a namespace what a ClusterRole ({@code view}, {@code edit}, {@code admin}) allows; everywhere for an empty namespace. */
    public void grant(TestUser user, String clusterRole, String namespace) {
        String group = "rbac.authorization.k8s.io";
        String scope = namespace.isEmpty() ? "ClusterRoleBinding" : "RoleBinding";
        MapValue subject = Value.map(
                "kind", Value.of("ServiceAccount"),
                "name", Value.of(user.name()),
                "namespace", Value.of(user.namespace()));
        Value binding = Value.map(
                "metadata",
                Value.map("name", Value.of(user.namespace() + "." + user.name() + "." + clusterRole)),
                "roleRef",
                Value.map("apiGroup", Value.of(group), "kind", Value.of("ClusterRole"), "name", Value.of(clusterRole)),
                "subjects",
                Value.list(subject));
        rest.create(RestClient.path(group + "/v1", scope.toLowerCase(Locale.ROOT) + "s", namespace), binding);
    }

    private Value kubeconfigOf(String user, String namespace, String token) {
        try (Reader reader = Files.newBufferedReader(kubeconfig)) {
            KubeConfig admin = KubeConfig.loadKubeConfig(reader);
            admin.setFile(kubeconfig.toFile());
            MapValue cluster = Value.map("server", Value.of(admin.getServer()));
            byte[] authority = admin.getDataOrFileRelative(
                    admin.getCertificateAuthorityData(), admin.getCertificateAuthorityFile());
            if (authority != null) {
                cluster = cluster.with(
                        "certificate-authority-data",
                        Value.of(Base64.getEncoder().encodeToString(authority)));
            }
            return Value.map(
                    "apiVersion", Value.of("v1"),
                    "kind", Value.of("Config"),
                    "clusters", named("cluster", "cluster", cluster),
                    "users", named(user, "user", Value.map("token", Value.of(token))),
                    "contexts",
                            named(
                                    user,
                                    "context",
                                    Value.map(
                                            "cluster", Value.of("cluster"),
                                            "user", Value.of(user),
                                            "namespace", Value.of(namespace))),
                    "current-context", Value.of(user));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read kubeconfig " + kubeconfig, e);
        }
    }

    private static Value named(String name, String kind, Value content) {
        return Value.list(Value.map("name", Value.of(name), kind, content));
    }

    private static void writePrivate(Path file, String text) {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return description;
    }

    @Override
    public void close() {
        TemporaryFolders.delete(folder);
        end.run();
    }
}
