package dev.gitsync.git;

import dev.gitsync.git.GitException.Kind;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The address of a repository that may be asked: {@code https}, {@code http}, or {@code file} where it is allowed, and
 * without credentials.
 *
 * @param address as it is sent
 * @param key the same for all spellings of one repository: case of the host, default port, {@code .git}, slashes
 */
record RepositoryUrl(String address, String key) {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://.*");
    private static final Pattern SCP = Pattern.compile("[^/:]+@[^/:]+:.*");

    /** @throws GitException if the address may not be asked; the message doesn't repeat what might hold a secret */
    static RepositoryUrl parse(String url, boolean allowFile) throws GitException {
        String text = url.strip();
        var scheme = SCHEME.matcher(text);
        if (!scheme.matches()) {
            throw notAllowed(
                    SCP.matcher(text).matches()
                            ? "repositories over SSH come in a later version; use the https URL"
                            : "a repository URL starts with https:// or http://");
        }
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw notAllowed("it isn't a URL: " + e.getReason());
        }
        String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
        if (authority.contains("@")) {
            throw notAllowed("a repository URL must not hold a user, password or token;"
                    + " put them into a repository Secret and write the URL without them");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw notAllowed("a repository URL has no query and no fragment");
        }
        return switch (scheme.group(1).toLowerCase(Locale.ROOT)) {
            case "https" -> http(uri, "https", 443);
            case "http" -> http(uri, "http", 80);
            case "file" -> file(uri, authority, allowFile);
            case "ssh", "git+ssh", "ssh+git" ->
                throw notAllowed("repositories over SSH come in a later version; use the https URL");
            default -> throw notAllowed("only https and http repositories are supported");
        };
    }

    private static RepositoryUrl http(URI uri, String scheme, int defaultPort) throws GitException {
        if (uri.getHost() == null) {
            throw notAllowed("its host isn't a host name");
        }
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        String port = uri.getPort() < 0 || uri.getPort() == defaultPort ? "" : ":" + uri.getPort();
        String origin = scheme + "://" + host + port;
        String path = withoutTrailing(uri.getRawPath(), "/");
        return new RepositoryUrl(origin + path, origin + identity(path));
    }

    private static RepositoryUrl file(URI uri, String authority, boolean allowFile) throws GitException {
        if (!allowFile) {
            throw notAllowed("file repositories are off; --allow-file-repositories turns them on");
        }
        if (!authority.isEmpty() || uri.getPath() == null || !uri.getPath().startsWith("/")) {
            throw notAllowed("a file repository is written file:///absolute/path");
        }
        String path = withoutTrailing(uri.getRawPath(), "/");
        return new RepositoryUrl("file://" + path, "file://" + path.replaceAll("//+", "/"));
    }

    private static String identity(String path) {
        return withoutTrailing(withoutTrailing(path, ".git").replaceAll("//+", "/"), "/");
    }

    private static String withoutTrailing(String text, String suffix) {
        String rest = text;
        while (rest.endsWith(suffix)) {
            rest = rest.substring(0, rest.length() - suffix.length());
        }
        return rest;
    }

    private static GitException notAllowed(String why) {
        return new GitException(Kind.NOT_ALLOWED, "can't use this repository URL: " + why);
    }

    boolean isHttp() {
        return !address.startsWith("file:");
    }

    @Override
    public String toString() {
        return address;
    }
}
