package dev.gitsync.git;

import java.util.Optional;

/** Looks up the credentials of a repository; asked anew at each connection, so that a rotated token counts at once. */
@FunctionalInterface
public interface CredentialSource {
    Optional<RepositoryCredentials> credentialsFor(String url);
}
