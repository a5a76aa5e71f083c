package dev.gitsync.git;

import dev.gitsync.git.GitException.Kind;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.FetchResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/** Asks remote repositories: lists their refs, and fetches into a local one. Each call looks up the credentials anew. */
final class Remote {
    private static final List<RefSpec> BRANCHES_AND_TAGS =
            List.of(new RefSpec("+refs/heads/*:refs/heads/*"), new RefSpec("+refs/tags/*:refs/tags/*"));

    private final CredentialSource credentials;
    private final GitLimits limits;

    Remote(CredentialSource credentials, GitLimits limits) {
        this.credentials = credentials;
        this.limits = limits;
    }

    /**
     * The refs of the remote now. By protocol 0 that is one request, which answers with all refs; by protocol 2 it is
     * two, of which the second answers with branches and tags only.
     */
    RemoteRefs list(RepositoryUrl url, boolean protocol2) throws GitException {
        return ask(url, protocol2, limits.listTimeout(), http -> {
            try (Transport transport = configured(Transport.open(address(url)), http);
                    FetchConnection connection = transport.openFetch(BRANCHES_AND_TAGS, Constants.HEAD)) {
                return RemoteRefs.of(url, connection.getRefs());
            }
        });
    }

    /** Makes the branches and tags of a local repository those of the remote, and fetches what they need. */
    FetchResult fetch(RepositoryUrl url, Repository local, boolean protocol2) throws GitException {
        return ask(url, protocol2, limits.totalTimeout(), http -> {
            try (Transport transport = configured(Transport.open(local, address(url)), http)) {
                transport.setTagOpt(TagOpt.NO_TAGS);
                transport.setRemoveDeletedRefs(true);
                return transport.fetch(NullProgressMonitor.INSTANCE, BRANCHES_AND_TAGS);
            }
        });
    }

    /** Fetches one commit that no branch or tag leads to; many servers allow that by protocol 2. */
    void fetchCommit(RepositoryUrl url, Repository local, String commit) throws GitException {
        ask(url, true, limits.totalTimeout(), http -> {
            try (Transport transport = configured(Transport.open(local, address(url)), http)) {
                transport.setTagOpt(TagOpt.NO_TAGS);
                return transport.fetch(NullProgressMonitor.INSTANCE, List.of(new RefSpec(commit)));
            }
        });
    }

    private static Transport configured(Transport transport, @Nullable RemoteConnections http) {
        // Nobody is asked: credentials are on the request already, and an unknown certificate is refused.
        transport.setCredentialsProvider(null);
        if (transport instanceof TransportHttp overHttp && http != null) {
            overHttp.setHttpConnectionFactory(http);
        }
        return transport;
    }

    private static URIish address(RepositoryUrl url) throws GitException {
        try {
            return new URIish(url.address());
        } catch (URISyntaxException e) {
            throw new GitException(Kind.NOT_ALLOWED, "can't use this repository URL: " + e.getReason());
        }
    }

    private interface Question<T> {
        T ask(@Nullable RemoteConnections http) throws Exception;
    }

    private <T> T ask(RepositoryUrl url, boolean protocol2, Duration limit, Question<T> question) throws GitException {
        RepositoryCredentials known = credentials.credentialsFor(url.address()).orElseGet(RepositoryCredentials::none);
        RemoteConnections http = url.isHttp() ? new RemoteConnections(url, known, limits, protocol2) : null;
        RemoteErrors errors = new RemoteErrors(url, known, Optional.ofNullable(http));
        try {
            return Deadline.run(limit, "git " + url, () -> question.ask(http));
        } catch (TimeoutException e) {
            throw errors.timeout(limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GitException(Kind.OTHER, url + ": interrupted while the repository was asked");
        } catch (ExecutionException e) {
            throw errors.explain(e.getCause() == null ? e : e.getCause());
        }
    }
}
