package dev.gitsync.git;

import dev.gitsync.git.GitException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.CorruptPackIndexException;
import org.eclipse.jgit.errors.LockFailedException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NoPackSignatureException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.PackInvalidException;
import org.eclipse.jgit.errors.PackMismatchException;
import org.eclipse.jgit.errors.UnpackException;
import org.eclipse.jgit.errors.UnsupportedPackIndexVersionException;
import org.eclipse.jgit.errors.UnsupportedPackVersionException;

/**
 * Says what a failed operation on a remote means, from the status of its last answer and the types of the causes; JGit's
 * messages are only quoted, since they change with the language.
 */
final class RemoteErrors {
    private static final List<Class<? extends Exception>> DAMAGE = List.of(
            MissingObjectException.class,
            CorruptObjectException.class,
            CorruptPackIndexException.class,
            PackInvalidException.class,
            PackMismatchException.class,
            NoPackSignatureException.class,
            UnsupportedPackVersionException.class,
            UnsupportedPackIndexVersionException.class,
            UnpackException.class,
            LockFailedException.class);

    private final RepositoryUrl url;
    private final RepositoryCredentials credentials;
    private final Optional<RemoteConnections> http;

    RemoteErrors(RepositoryUrl url, RepositoryCredentials credentials, Optional<RemoteConnections> http) {
        this.url = url;
        this.credentials = credentials;
        this.http = http;
    }

    GitException timeout(Duration limit) {
        return new GitException(
                Kind.TIMEOUT, url + ": not done after " + limit.toSeconds() + " s; the server is slow or half dead");
    }

    GitException explain(Throwable failure) {
        if (failure instanceof GitException known) {
            return known;
        }
        int status = http.map(RemoteConnections::status).orElse(0);
        List<Throwable> causes = causes(failure);
        if (status == 401 || status == 403) {
            return error(Kind.UNAUTHORIZED, refused(status), failure);
        }
        if (status == 404 || status == 410) {
            return error(
                    Kind.REPOSITORY_NOT_FOUND,
                    "no repository there (HTTP " + status + "); check the URL"
                            + (hasCredentials() ? "" : ", and whether it needs credentials"),
                    failure);
        }
        if (status >= 500 || status == 429) {
            return error(Kind.UNREACHABLE, "the server can't answer now (HTTP " + status + ")", failure);
        }
        return has(causes, RemoteConnection.NotAGitServer.class)
                .map(e -> error(Kind.REPOSITORY_NOT_FOUND, e.getMessage() + "; check the URL", failure))
                .or(() -> has(causes, RemoteConnection.TooMuch.class)
                        .map(e -> error(Kind.OTHER, String.valueOf(e.getMessage()), failure)))
                .or(() -> connection(causes, failure))
                .or(() -> has(causes, NoRemoteRepositoryException.class)
                        .map(e -> error(Kind.REPOSITORY_NOT_FOUND, "no Git repository there; check the URL", failure)))
                .orElseGet(() -> error(isDamage(failure) ? Kind.CORRUPT : Kind.OTHER, quoted(causes), failure));
    }

    private Optional<GitException> connection(List<Throwable> causes, Throwable failure) {
        return has(causes, SSLException.class)
                .map(e -> error(
                        Kind.UNREACHABLE,
                        "no trusted TLS connection: " + e.getMessage()
                                + "; a private authority's certificates go into ca of the repository Secret",
                        failure))
                .or(() -> has(causes, UnknownHostException.class)
                        .map(e -> error(Kind.UNREACHABLE, "unknown host " + e.getMessage(), failure)))
                .or(() -> has(causes, InterruptedIOException.class)
                        .map(e -> error(Kind.TIMEOUT, "the server was silent for too long", failure)))
                .or(() -> has(causes, SocketException.class)
                        .map(e -> error(Kind.UNREACHABLE, "no connection: " + e.getMessage(), failure)))
                .or(() -> has(causes, RemoteConnection.BrokenOff.class)
                        .map(IOException.class::cast)
                        .or(() -> has(causes, EOFException.class).map(IOException.class::cast))
                        .map(e ->
                                error(Kind.UNREACHABLE, "the server broke off in the middle of its answer", failure)));
    }

    private String refused(int status) {
        Optional<String> elsewhere = http.flatMap(RemoteConnections::redirectedTo);
        if (elsewhere.isPresent()) {
            return "the server redirects to " + elsewhere.get() + ", which asks for credentials (HTTP " + status
                    + "); they are not sent to another host: write its URL instead";
        }
        return hasCredentials()
                ? "the server refuses these credentials (HTTP " + status
                        + "); check username and password of the repository Secret, and what they may read"
                : "the server asks for credentials (HTTP " + status + "); add a repository Secret for this URL";
    }

    private boolean hasCredentials() {
        return credentials.password().isPresent() || credentials.username().isPresent();
    }

    private GitException error(Kind kind, String message, Throwable failure) {
        // A server may echo what it was sent, and JGit quotes the server: then the cause can't be shown either.
        boolean clean = causes(failure).stream()
                .allMatch(e -> redacted(String.valueOf(e.getMessage())).equals(String.valueOf(e.getMessage())));
        return new GitException(kind, url + ": " + redacted(message), clean ? failure : null);
    }

    private String redacted(String text) {
        String password = credentials.password().orElse("");
        String safe = text;
        if (!password.isEmpty()) {
            String pair = credentials.username().orElse("") + ":" + password;
            safe = safe.replace(base64(pair), "***")
                    .replace(base64(password), "***")
                    .replace(password, "***");
        }
        return safe;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String quoted(List<Throwable> causes) {
        return String.valueOf(causes.getFirst().getMessage());
    }

    /** Whether objects, packs or locks are at fault: in the mirror, or as the server sent them. */
    static boolean isDamage(Throwable failure) {
        return causes(failure).stream().anyMatch(cause -> DAMAGE.stream().anyMatch(type -> type.isInstance(cause)));
    }

    private static <T extends Throwable> Optional<T> has(List<Throwable> causes, Class<T> type) {
        return causes.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    private static List<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, e -> e != null, Throwable::getCause)
                .limit(20)
                .toList();
    }
}
