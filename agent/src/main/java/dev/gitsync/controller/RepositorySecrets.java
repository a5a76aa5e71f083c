package dev.gitsync.controller;

import dev.gitsync.diff.Redactor;
import dev.gitsync.git.CredentialSource;
import dev.gitsync.git.RepositoryCredentials;
import dev.gitsync.kube.ResourceWatch;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value.MapValue;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The credentials of repositories, from the Secrets of the agent's namespace that are labelled as such; the longest URL that
 * is a prefix of the repository's wins. Argo CD's Secrets of this form work as they are. Thread-safe.
 */
public final class RepositorySecrets implements CredentialSource {
    private static final Logger log = LoggerFactory.getLogger(RepositorySecrets.class);

    private static final Pattern AUTHORITY =
            Pattern.compile("(?<scheme>[A-Za-z][A-Za-z0-9+.-]*://)(?<user>[^/@]*@)?(?<host>[^/]*)");

    private final Map<ObjectKey, Entry> entries = new ConcurrentHashMap<>();
    private final Redactions redactions;
    private final Runnable changed;

    /** {@code changed} runs after each change. */
    RepositorySecrets(Redactions redactions, Runnable changed) {
        this.redactions = redactions;
        this.changed = changed;
    }

    /** Credentials for one command: nobody is told of changes. */
    public static RepositorySecrets alone() {
        return new RepositorySecrets(new Redactions(), () -> {});
    }

    private record Entry(String url, RepositoryCredentials credentials) {}

    /** What follows one of the watches; {@code synced} runs when all that exist are known. */
    ResourceWatch.Handler handler(Runnable synced) {
        return new ResourceWatch.Handler() {
            @Override
            public void onUpsert(ObjectKey key, MapValue secret) {
                put(key, secret);
            }

            @Override
            public void onDelete(ObjectKey key, @Nullable MapValue last) {
                remove(key);
            }

            @Override
            public void onSynced() {
                synced.run();
            }
        };
    }

    @Override
    public Optional<RepositoryCredentials> credentialsFor(String url) {
        return entries.values().stream()
                .filter(entry -> covers(entry.url(), url))
                .max(Comparator.comparingInt(entry -> entry.url().length()))
                .map(Entry::credentials);
    }

    /** Whether a prefix ends where a part of the path ends: credentials of /team must not go to /team-of-others. */
    static boolean covers(String written, String asked) {
        String prefix = lowerHost(written);
        String url = lowerHost(asked);
        String bare = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
        return url.equals(bare) || url.startsWith(bare + "/") || url.equals(bare + ".git") || bare.equals(url + ".git");
    }

    /** Schemes and hosts are the same in either case; users and paths are not. */
    private static String lowerHost(String url) {
        Matcher matcher = AUTHORITY.matcher(url);
        return matcher.lookingAt()
                ? matcher.group("scheme").toLowerCase(Locale.ROOT)
                        + Objects.requireNonNullElse(matcher.group("user"), "")
                        + matcher.group("host").toLowerCase(Locale.ROOT)
                        + url.substring(matcher.end())
                : url;
    }

    /** Takes the credentials of a Secret, in place of those that it held before. */
    public void put(MapValue secret) {
        put(ObjectKey.of(secret), secret);
    }

    private void put(ObjectKey key, MapValue secret) {
        Optional<String> url = field(secret, "url");
        if (url.isEmpty()) {
            log.warn("{} is labelled as a repository and has no url: it is not used", key);
            remove(key);
            return;
        }
        Optional<String> password = field(secret, "password");
        entries.put(
                key,
                new Entry(
                        url.get(),
                        new RepositoryCredentials(field(secret, "username"), password, field(secret, "ca"))));
        redactions.know(key.toString(), Redactor.ofStrings(password.map(Set::of).orElse(Set.of())));
        changed.run();
    }

    private void remove(ObjectKey key) {
        if (entries.remove(key) != null) {
            redactions.forget(key.toString());
            changed.run();
        }
    }

    private static Optional<String> field(MapValue secret, String name) {
        return secret.stringAt("data", name)
                .map(base64 -> new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8).strip())
                .filter(value -> !value.isEmpty());
    }
}
