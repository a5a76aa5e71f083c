package dev.gitsync.git;

import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes the HTTP connections of one operation on one repository, and remembers how the server answered last.
 *
 * <p>Credentials are put on each request here, and only where it goes to the scheme, host and port of the repository's
 * own URL. So they are sent with the first request (JGit would ask once without), and no redirect can take them along:
 * JGit itself would keep them for another port of the same host.
 */
final class RemoteConnections implements HttpConnectionFactory {
    private static final String DEFAULT_USERNAME = "x-access-token";

    private final GitLimits limits;
    private final boolean protocol2;
    private final String origin;
    private final Optional<String> authorization;
    private final Optional<SSLSocketFactory> trust;

    private volatile int status;
    private volatile @Nullable String redirectedTo;

    RemoteConnections(RepositoryUrl repository, RepositoryCredentials credentials, GitLimits limits, boolean protocol2)
            throws GitException {
        this.limits = limits;
        this.protocol2 = protocol2;
        this.origin = origin(URI.create(repository.address()));
        this.authorization = authorization(credentials);
        this.trust = credentials.ca().isPresent()
                ? Optional.of(PrivateTrust.socketFactory(credentials.ca().get()))
                : Optional.empty();
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
        return create(url, Proxy.NO_PROXY);
    }

    @Override
    public HttpConnection create(URL url, Proxy proxy) throws IOException {
        String target = origin(URI.create(url.toString()));
        redirectedTo = target.equals(origin) ? null : target;
        URL prepared = trust.isPresent() ? PrivateTrust.prepare(url, trust.get()) : url;
        RemoteConnection connection = new RemoteConnection(prepared, proxy, this);
        if (target.equals(origin)) {
            authorization.ifPresent(value -> connection.setRequestProperty("Authorization", value));
        }
        return connection;
    }

    /** The status of the last answer, or 0 before the first. */
    int status() {
        return status;
    }

    /** Where the server sent the last request, if that is not where the repository's URL points. */
    Optional<String> redirectedTo() {
        return Optional.ofNullable(redirectedTo);
    }

    void answered(int newStatus) {
        status = newStatus;
    }

    GitLimits limits() {
        return limits;
    }

    boolean protocol2() {
        return protocol2;
    }

    private static Optional<String> authorization(RepositoryCredentials credentials) {
        if (credentials.username().isEmpty() && credentials.password().isEmpty()) {
            return Optional.empty();
        }
        String pair = credentials.username().orElse(DEFAULT_USERNAME) + ":"
                + credentials.password().orElse("");
        return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }

    private static String origin(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        return scheme + "://" + String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
    }
}
