package dev.gitsync.kube;

import dev.gitsync.value.Json;
import dev.gitsync.value.JsonException;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The {@code exec} of a kubeconfig's user: runs a program that prints credentials, as the Kubernetes documentation on
 * client-go credential plugins describes.
 *
 * @param apiVersion {@code client.authentication.k8s.io/v1} or {@code v1beta1}
 * @param environment what to add to our own
 * @param directory where a command with a slash in it is looked up
 * @param cluster what the program is told of the cluster; null unless {@code provideClusterInfo}
 */
record ExecCredential(
        String apiVersion,
        List<String> command,
        Map<String, String> environment,
        Path directory,
        String installHint,
        @Nullable MapValue cluster) {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** A token without a time of expiry is asked for anew after this long; a 401 does so at any time. */
    private static final Duration UNDATED = Duration.ofMinutes(30);

    private static final Duration EARLY = Duration.ofSeconds(30);

    /** What the program printed. */
    record Issued(
            @Nullable String token,
            @Nullable String certificate,
            @Nullable String key,
            Instant refreshAt) {
        /** Without the credentials. */
        @Override
        public String toString() {
            return "Issued[refreshAt=" + refreshAt + "]";
        }

        Credentials.Token asToken() throws IOException {
            if (token == null) {
                throw new IOException("the credential plugin printed no token, where it did before");
            }
            return new Credentials.Token(token, refreshAt);
        }
    }

    /** Runs the program. */
    Issued issue() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(resolved());
        builder.environment().putAll(environment);
        builder.environment().put("KUBERNETES_EXEC_INFO", Json.text(request()));
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            String hint = installHint.isEmpty() ? "" : "; " + installHint.strip();
            throw new IOException(
                    "the credential plugin " + command.getFirst() + " can't be run: " + e.getMessage() + hint, e);
        }
        CompletableFuture<Void> guard = CompletableFuture.runAsync(
                process::destroyForcibly,
                CompletableFuture.delayedExecutor(TIMEOUT.toSeconds(), TimeUnit.SECONDS, Runnable::run));
        try (InputStream out = process.getInputStream()) {
            byte[] printed = out.readAllBytes();
            int status = process.waitFor();
            if (status != 0) {
                throw new IOException("the credential plugin " + command.getFirst() + " ended with exit status "
                        + status + (guard.isDone() ? " after " + TIMEOUT.toSeconds() + " s without an answer" : ""));
            }
            return read(printed);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted in the credential plugin").initCause(e);
        } finally {
            guard.cancel(false);
        }
    }

    private List<String> resolved() {
        String program = command.getFirst();
        if (!program.contains("/")) {
            return command;
        }
        List<String> resolved = new ArrayList<>(command);
        resolved.set(0, directory.resolve(program).toString());
        return resolved;
    }

    private MapValue request() {
        MapValue spec = Value.map("interactive", Value.of(false));
        return Value.map(
                "kind", Value.of("ExecCredential"),
                "apiVersion", Value.of(apiVersion),
                "spec", cluster == null ? spec : spec.with("cluster", cluster));
    }

    private Issued read(byte[] out) throws IOException {
        Value printed;
        try {
            printed = Json.parse(out);
        } catch (JsonException e) {
            throw new IOException("the credential plugin " + command.getFirst() + " printed " + e.getMessage(), e);
        }
        if (printed.stringAt("apiVersion").filter(apiVersion::equals).isEmpty()) {
            throw new IOException(
                    "the credential plugin " + command.getFirst() + " printed no ExecCredential of " + apiVersion);
        }
        Optional<String> token = printed.stringAt("status", "token");
        Optional<String> certificate = printed.stringAt("status", "clientCertificateData");
        Optional<String> key = printed.stringAt("status", "clientKeyData");
        if (token.isEmpty() && (certificate.isEmpty() || key.isEmpty())) {
            throw new IOException("the credential plugin " + command.getFirst()
                    + " printed neither a token nor a certificate with its key");
        }
        return new Issued(token.orElse(null), certificate.orElse(null), key.orElse(null), refreshAt(printed));
    }

    private static Instant refreshAt(Value printed) throws IOException {
        Optional<String> expiry = printed.stringAt("status", "expirationTimestamp");
        if (expiry.isEmpty()) {
            return Instant.now().plus(UNDATED);
        }
        try {
            return Instant.parse(expiry.get()).minus(EARLY);
        } catch (DateTimeParseException e) {
            throw new IOException("the credential plugin printed an expirationTimestamp that is no time", e);
        }
    }

    /** Without its environment, which may hold credentials. */
    @Override
    public String toString() {
        return "ExecCredential" + command;
    }
}
