package dev.gitsync.git;

import java.util.Optional;

/**
 * What a repository's server asks for. It is sent to the host of the repository's own URL only, never to one that the
 * server redirects to.
 *
 * @param username left out, a token as password still works with the usual Git hosts
 * @param password a password or an access token
 * @param ca certificates in PEM that are trusted for this repository, in place of the system's
 */
public record RepositoryCredentials(Optional<String> username, Optional<String> password, Optional<String> ca) {

    /** For a server that asks for nothing and has a certificate that the system trusts. */
    public static RepositoryCredentials none() {
        return new RepositoryCredentials(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Names what is there, never its value. */
    @Override
    public String toString() {
        return "RepositoryCredentials[username=" + masked(username) + ", password=" + masked(password) + ", ca="
                + masked(ca) + "]";
    }

    private static String masked(Optional<String> value) {
        return value.isPresent() ? "***" : "none";
    }
}
