package dev.gitsync.diff;

import com.google.common.collect.ImmutableMap;
import com.google.common.io.BaseEncoding;
import dev.gitsync.value.Json;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.value.Value.StringValue;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Replaces the values of Secrets by marks, before they are compared: equal values get equal marks, different ones
 * different, and nobody without the key can tell or try out the value of a mark. Masking twice changes nothing. Thread-safe.
 */
public final class SecretMask {
    static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
    /** What a Secret has beside its values; whatever else stands in one may be a value under a misspelt name. */
    private static final Set<String> PUBLIC = Set.of("apiVersion", "kind", "metadata", "type", "immutable");

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final Pattern MASKED = Pattern.compile("\\(secret\\) [0-9a-f]{8}");

    private final SecretKeySpec key;

    /**
     * Masks with a key of 32 random bytes. Marks of different keys can't be compared: keep the key as long as what was
     * masked with it.
     */
    public SecretMask(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("a key of " + KEY_BYTES + " bytes was expected, not " + key.length);
        }
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /** An input with all its objects masked, where it is about a Secret. */
    public DiffInput mask(DiffInput input) {
        if (!ObjectKey.of(input.desired()).isSecret()) {
            return input;
        }
        return new DiffInput(
                mask(input.desired()),
                input.live().map(this::mask),
                input.base().map(base -> new Base(mask(base.declared()), mask(base.answered()))),
                input.dryRun().map(this::mask),
                input.schema(),
                input.manager());
    }

    /**
     * A Secret with a mark for every value under {@code data}, {@code stringData} and any field that Secrets don't have, and
     * for the copy of all of them that {@code kubectl apply} keeps in an annotation. Any other object as it is.
     */
    public MapValue mask(MapValue object) {
        if (!ObjectKey.of(object).isSecret()) {
            return object;
        }
        MapValue masked = object;
        for (Map.Entry<String, Value> entry : object.fields().entrySet()) {
            String field = entry.getKey();
            if (holdsValues(field)) {
                masked = masked.with(field, maskedValues(entry.getValue(), field.equals("data")));
            }
        }
        Optional<Value> copy = object.at("metadata", "annotations", LAST_APPLIED);
        if (copy.isPresent()) {
            MapValue metadata = object.mapAt("metadata");
            MapValue annotations = metadata.mapAt("annotations").with(LAST_APPLIED, mark(copy.get(), false));
            masked = masked.with("metadata", metadata.with("annotations", annotations));
        }
        return masked;
    }

    /** Whether what stands under a field at the top of a Secret is secret. */
    static boolean holdsValues(String field) {
        return !PUBLIC.contains(field);
    }

    private Value maskedValues(Value values, boolean encoded) {
        if (!(values instanceof MapValue map)) {
            return mark(values, false);
        }
        ImmutableMap.Builder<String, Value> masked =
                ImmutableMap.builderWithExpectedSize(map.fields().size());
        for (Map.Entry<String, Value> entry : map.fields().entrySet()) {
            masked.put(entry.getKey(), mark(entry.getValue(), encoded));
        }
        return new MapValue(masked.buildOrThrow());
    }

    private Value mark(Value value, boolean encoded) {
        if (value instanceof StringValue(String text) && MASKED.matcher(text).matches()) {
            return value;
        }
        byte[] bytes = value instanceof StringValue(String text)
                ? encoded
                        ? decoded(text).orElseGet(() -> text.getBytes(StandardCharsets.UTF_8))
                        : text.getBytes(StandardCharsets.UTF_8)
                : Json.canonical(value);
        return Value.of("(secret) " + BaseEncoding.base16().lowerCase().encode(hmac(bytes), 0, 4));
    }

    /** The bytes of a value under {@code data}; nothing where it is not base64. Line ends are passed over, as Go does. */
    static Optional<byte[]> decoded(String base64) {
        try {
            return Optional.of(
                    Base64.getDecoder().decode(base64.replace("\n", "").replace("\r", "")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private byte[] hmac(byte[] bytes) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
