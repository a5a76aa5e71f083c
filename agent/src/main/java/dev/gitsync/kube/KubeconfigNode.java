package dev.gitsync.kube;

import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * One cluster, user or context of a kubeconfig.
 *
 * @param fields as the YAML holds them
 * @param directory of the file that it stands in, which relative paths refer to
 */
record KubeconfigNode(Map<?, ?> fields, Path directory) {

    /** Adds the named entries of a file's list; the first of a name wins, as with kubectl. */
    static void collect(Map<String, KubeconfigNode> into, Path file, @Nullable List<Object> entries, String kind)
            throws KubeconfigException {
        if (entries == null) {
            return;
        }
        Path directory = file.toAbsolutePath().resolveSibling("");
        for (Object entry : entries) {
            if (!(entry instanceof Map<?, ?> named) || !(named.get("name") instanceof String name)) {
                throw new KubeconfigException("kubeconfig " + file + ": a " + kind + " has no name");
            }
            if (named.get(kind) instanceof Map<?, ?> fields) {
                into.putIfAbsent(name, new KubeconfigNode(fields, directory));
            }
        }
    }

    Optional<String> text(String field) {
        Object value = fields.get(field);
        return value == null || value.toString().isEmpty() ? Optional.empty() : Optional.of(value.toString());
    }

    boolean flag(String field) {
        return Boolean.TRUE.equals(fields.get(field));
    }

    /** What {@code <field>-data} holds in base64, or the content of the file that {@code <field>} names. */
    Optional<String> pem(String field) throws IOException {
        Optional<String> data = text(field + "-data");
        if (data.isPresent()) {
            try {
                return Optional.of(new String(Base64.getMimeDecoder().decode(data.get()), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                throw new IOException(field + "-data is no base64", e);
            }
        }
        Optional<String> file = text(field);
        return file.isEmpty() ? Optional.empty() : Optional.of(Files.readString(directory.resolve(file.get())));
    }

    /** The credentials of a user, other than a certificate and {@code exec}. */
    Credentials credentials() throws IOException {
        if (fields.containsKey("auth-provider")) {
            throw new IOException(
                    "the user has an auth-provider, which is not supported; use exec with a credential plugin");
        }
        Optional<String> tokenFile = text("tokenFile");
        if (tokenFile.isPresent()) {
            return Credentials.file(directory.resolve(tokenFile.get()), impersonation());
        }
        Optional<String> token = text("token");
        if (token.isPresent()) {
            return Credentials.fixed("Bearer " + token.get(), impersonation());
        }
        Optional<String> user = text("username");
        if (user.isPresent()) {
            byte[] pair = (user.get() + ":" + text("password").orElse("")).getBytes(StandardCharsets.UTF_8);
            return Credentials.fixed("Basic " + Base64.getEncoder().encodeToString(pair), impersonation());
        }
        return Credentials.fixed(null, impersonation());
    }

    /** Whom a user asks to be taken for, as headers. */
    Headers impersonation() throws IOException {
        if (fields.containsKey("as-user-extra")) {
            throw new IOException("the user has as-user-extra, which is not supported");
        }
        Headers.Builder headers = new Headers.Builder();
        text("as").ifPresent(user -> headers.add("Impersonate-User", user));
        text("as-uid").ifPresent(uid -> headers.add("Impersonate-Uid", uid));
        if (fields.get("as-groups") instanceof List<?> groups) {
            groups.forEach(group -> headers.add("Impersonate-Group", String.valueOf(group)));
        }
        return headers.build();
    }

    /** The program that a user's credentials come from. */
    Optional<ExecCredential> exec(KubeconfigNode cluster) throws IOException {
        if (!(fields.get("exec") instanceof Map<?, ?> exec)) {
            return Optional.empty();
        }
        KubeconfigNode node = new KubeconfigNode(exec, directory);
        String apiVersion = node.text("apiVersion").orElse("");
        if (!apiVersion.equals("client.authentication.k8s.io/v1")
                && !apiVersion.equals("client.authentication.k8s.io/v1beta1")) {
            throw new IOException("exec: the apiVersion \"" + apiVersion
                    + "\" is not supported; use client.authentication.k8s.io/v1");
        }
        if (node.text("interactiveMode").filter("Always"::equals).isPresent()) {
            throw new IOException("exec: interactiveMode Always is not supported: gitsync has no terminal to offer");
        }
        List<String> command = new ArrayList<>();
        command.add(node.text("command").orElseThrow(() -> new IOException("exec: there is no command")));
        if (exec.get("args") instanceof List<?> args) {
            args.forEach(arg -> command.add(String.valueOf(arg)));
        }
        Map<String, String> environment = new LinkedHashMap<>();
        if (exec.get("env") instanceof List<?> variables) {
            for (Object variable : variables) {
                KubeconfigNode each = new KubeconfigNode(variable instanceof Map<?, ?> map ? map : Map.of(), directory);
                environment.put(
                        each.text("name").orElseThrow(() -> new IOException("exec: a variable of env has no name")),
                        each.text("value").orElse(""));
            }
        }
        MapValue info = node.flag("provideClusterInfo") ? cluster.info() : null;
        return Optional.of(new ExecCredential(
                apiVersion,
                command,
                environment,
                directory,
                node.text("installHint").orElse(""),
                info));
    }

    private MapValue info() throws IOException {
        MapValue info = Value.map("server", Value.of(text("server").orElse("")));
        Optional<String> authority = pem("certificate-authority");
        if (authority.isPresent()) {
            info = info.with(
                    "certificate-authority-data",
                    Value.of(Base64.getEncoder().encodeToString(authority.get().getBytes(StandardCharsets.UTF_8))));
        }
        Optional<String> name = text("tls-server-name");
        return name.isPresent() ? info.with("tls-server-name", Value.of(name.get())) : info;
    }

    /** The names of its fields alone: their values may be credentials. */
    @Override
    public String toString() {
        return "KubeconfigNode" + fields.keySet();
    }
}
