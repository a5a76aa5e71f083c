package dev.gitsync.api;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;

/** Which Application: its namespace and its name. */
public record ApplicationKey(String namespace, String name) implements Comparable<ApplicationKey> {
    private static final int LABEL_LIMIT = 63;
    private static final int HASH_DIGITS = 16;
    private static final Comparator<ApplicationKey> ORDER =
            Comparator.comparing(ApplicationKey::namespace).thenComparing(ApplicationKey::name);

    /**
     * Reads {@code namespace/name}.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static ApplicationKey parse(String text) {
        int slash = text.indexOf('/');
        if (slash <= 0 || slash == text.length() - 1 || text.indexOf('/', slash + 1) >= 0) {
            throw new IllegalArgumentException(
                    "\"" + Text.cap(text, 300) + "\" is no Application: write NAMESPACE/NAME");
        }
        return new ApplicationKey(text.substring(0, slash), text.substring(slash + 1));
    }

    /**
     * The value of {@link Names#APPLICATION_LABEL}: {@code namespace.name}, and where that is longer than a label value
     * may be, its beginning and a hash. It selects; the {@link TrackingId} decides.
     */
    public String label() {
        String plain = namespace + "." + name;
        if (plain.length() <= LABEL_LIMIT) {
            return plain;
        }
        String hash = Hashing.sha256()
                .hashString(plain, StandardCharsets.UTF_8)
                .toString()
                .substring(0, HASH_DIGITS);
        return plain.substring(0, LABEL_LIMIT - HASH_DIGITS - 1) + "-" + hash;
    }

    @Override
    public int compareTo(ApplicationKey other) {
        return ORDER.compare(this, other);
    }

    /** {@code namespace/name}. */
    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
