package dev.gitsync.kube;

import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.Reader;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** Finds out how to reach a cluster: from kubeconfig files, merged as kubectl does, or from a pod's service account. */
final class Kubeconfig {
    private static final Path SERVICE_ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    private static final Duration PLUGIN_PAUSE = Duration.ofSeconds(10);

    private Kubeconfig() {}

    /** From a file. */
    static Connection fromFile(Path file, @Nullable String context) throws KubeconfigException {
        return connect(List.of(file), context);
    }

    /** From {@code $KUBECONFIG}, else {@code ~/.kube/config}, else the service account of the pod that we run in. */
    static Connection standard(@Nullable String context, Map<String, String> environment) throws KubeconfigException {
        String listed = environment.getOrDefault("KUBECONFIG", "");
        List<Path> files = new ArrayList<>();
        for (String entry : listed.split(java.io.File.pathSeparator, -1)) {
            if (!entry.isEmpty() && Files.exists(Path.of(entry))) {
                files.add(Path.of(entry));
            }
        }
        if (!listed.isEmpty() && files.isEmpty()) {
            throw new KubeconfigException("KUBECONFIG is " + listed + ", and there is no such file");
        }
        Path home = Path.of(environment.getOrDefault("HOME", ""), ".kube", "config");
        if (files.isEmpty() && Files.exists(home)) {
            files.add(home);
        }
        if (!files.isEmpty()) {
            return connect(files, context);
        }
        if (environment.containsKey("KUBERNETES_SERVICE_HOST") && Files.exists(SERVICE_ACCOUNT.resolve("token"))) {
            return inCluster(environment);
        }
        throw new KubeconfigException("no cluster is configured: there is neither $KUBECONFIG nor " + home
                + ", and this is no pod; name a file with --kubeconfig");
    }

    /** From the service account of the pod that we run in. */
    static Connection inCluster(Map<String, String> environment) throws KubeconfigException {
        String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
        String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
        if (host.isEmpty()) {
            throw new KubeconfigException("this is no pod: KUBERNETES_SERVICE_HOST is not set");
        }
        try {
            HttpUrl server = new HttpUrl.Builder()
                    .scheme("https")
                    .host(host)
                    .port(Integer.parseInt(port))
                    .build();
            OkHttpClient.Builder http = new OkHttpClient.Builder();
            new Tls(Files.readString(SERVICE_ACCOUNT.resolve("ca.crt")), null, null, null, true).applyTo(http);
            http.addInterceptor(Credentials.file(SERVICE_ACCOUNT.resolve("token"), Headers.EMPTY));
            String namespace =
                    Files.readString(SERVICE_ACCOUNT.resolve("namespace")).strip();
            return new Connection(server, http.build(), namespace);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new KubeconfigException("the pod's service account can't be used: " + e.getMessage(), e);
        }
    }

    private static Connection connect(List<Path> files, @Nullable String context) throws KubeconfigException {
        String where = "kubeconfig "
                + String.join(", ", files.stream().map(Path::toString).toList());
        Map<String, KubeconfigNode> clusters = new LinkedHashMap<>();
        Map<String, KubeconfigNode> users = new LinkedHashMap<>();
        Map<String, KubeconfigNode> contexts = new LinkedHashMap<>();
        String current = context;
        for (Path file : files) {
            KubeConfig loaded = load(file);
            if (current == null || current.isEmpty()) {
                current = loaded.getCurrentContext();
            }
            KubeconfigNode.collect(clusters, file, loaded.getClusters(), "cluster");
            KubeconfigNode.collect(users, file, loaded.getUsers(), "user");
            KubeconfigNode.collect(contexts, file, loaded.getContexts(), "context");
        }
        if (current == null || current.isEmpty()) {
            throw new KubeconfigException(
                    where + " has no current-context; name one with --context: " + contexts.keySet());
        }
        KubeconfigNode chosen = contexts.get(current);
        if (chosen == null) {
            throw new KubeconfigException(where + " has no context " + current + "; it has " + contexts.keySet());
        }
        KubeconfigNode cluster = referred(chosen, "cluster", clusters, where + ": context " + current);
        KubeconfigNode user = referred(chosen, "user", users, where + ": context " + current);
        try {
            return connect(cluster, user, chosen.text("namespace").orElse("default"));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new KubeconfigException(where + ": context " + current + ": " + e.getMessage(), e);
        }
    }

    private static KubeConfig load(Path file) throws KubeconfigException {
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return KubeConfig.loadKubeConfig(reader);
        } catch (IOException e) {
            throw new KubeconfigException("kubeconfig " + file + " can't be read: " + e, e);
        } catch (RuntimeException e) {
            // KubeConfig casts and dereferences whatever the YAML holds; its message may quote credentials.
            throw new KubeconfigException(
                    "kubeconfig " + file + " is no kubeconfig: " + e.getClass().getSimpleName());
        }
    }

    private static KubeconfigNode referred(
            KubeconfigNode context, String kind, Map<String, KubeconfigNode> all, String where)
            throws KubeconfigException {
        String name = context.text(kind).orElse("");
        KubeconfigNode node = all.get(name);
        if (node == null) {
            throw new KubeconfigException(where + " names the " + kind + " \"" + name + "\", which is not there");
        }
        return node;
    }

    private static Connection connect(KubeconfigNode cluster, KubeconfigNode user, String namespace)
            throws IOException, GeneralSecurityException {
        String address = cluster.text("server").orElse("");
        HttpUrl server = HttpUrl.parse(address.contains("://") ? address : "https://" + address);
        if (server == null) {
            throw new IOException("the cluster's server \"" + address + "\" is no address");
        }
        Optional<ExecCredential> exec = user.exec(cluster);
        ExecCredential.@Nullable Issued issued = exec.isPresent() ? exec.get().issue() : null;
        String certificate = user.pem("client-certificate").orElse(null);
        String key = user.pem("client-key").orElse(null);
        if (issued != null && issued.certificate() != null) {
            certificate = issued.certificate();
            key = issued.key();
        }
        OkHttpClient.Builder http = new OkHttpClient.Builder();
        new Tls(
                        cluster.pem("certificate-authority").orElse(null),
                        certificate,
                        key,
                        cluster.text("tls-server-name").orElse(null),
                        !cluster.flag("insecure-skip-tls-verify"))
                .applyTo(http);
        Optional<String> proxy = cluster.text("proxy-url");
        if (proxy.isPresent()) {
            http.proxy(proxy(proxy.get()));
        }
        if (exec.isPresent() && issued != null && issued.token() != null) {
            ExecCredential program = exec.get();
            http.addInterceptor(Credentials.tokens(
                    issued.asToken(), () -> program.issue().asToken(), PLUGIN_PAUSE, user.impersonation()));
        } else {
            http.addInterceptor(user.credentials());
        }
        return new Connection(server, http.build(), namespace);
    }

    private static Proxy proxy(String url) throws IOException {
        URI uri = URI.create(url);
        Proxy.Type type = switch (String.valueOf(uri.getScheme())) {
            case "http" -> Proxy.Type.HTTP;
            case "socks5" -> Proxy.Type.SOCKS;
            default -> throw new IOException("proxy-url: only http and socks5 proxies are supported");
        };
        if (uri.getHost() == null || uri.getPort() < 0 || uri.getUserInfo() != null) {
            throw new IOException("proxy-url: a host and a port are needed, and credentials are not supported");
        }
        return new Proxy(type, InetSocketAddress.createUnresolved(uri.getHost(), uri.getPort()));
    }
}
