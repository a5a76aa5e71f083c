package dev.gitsync.diff;

import com.google.common.collect.ImmutableList;
import com.google.common.io.BaseEncoding;
import dev.gitsync.value.Json;
import dev.gitsync.value.JsonException;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.BooleanValue;
import dev.gitsync.value.Value.DecimalValue;
import dev.gitsync.value.Value.IntegerValue;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.value.Value.NullValue;
import dev.gitsync.value.Value.StringValue;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes known secrets out of text that others wrote: errors of an API server, denials of webhooks, messages of parsers. It
 * finds a secret as it is, in base64, URL-encoded, escaped as in JSON, and by each of its longer lines. A secret of less
 * than 8 characters is only found as a word of its own, one of less than 4 never: {@code true} and {@code 80} are no
 * secrets that a text could keep. Thread-safe.
 *
 * <p>Each text is searched for each form of each secret, of which there are three to eight, and one for each longer line:
 * the cost is the text's length times their number. It is meant for messages and some hundreds of secrets.
 */
public final class Redactor {
    /** Knows no secret. */
    public static final Redactor NONE = new Redactor(Set.of());

    private static final String REDACTED = "(redacted)";
    private static final int MIN_LENGTH = 4;
    private static final int MIN_LENGTH_WITHIN_WORDS = 8;
    private static final int MIN_LINE = 12;

    private final ImmutableList<String> forms;

    private Redactor(Set<String> forms) {
        this.forms = ImmutableList.copyOf(forms);
    }

    /** Knows the values of those objects that are Secrets, as they are rendered or live, unmasked. */
    public static Redactor ofSecretsIn(Collection<MapValue> objects) {
        Set<String> forms = new LinkedHashSet<>();
        for (MapValue object : objects) {
            if (ObjectKey.of(object).isSecret()) {
                addSecret(object, forms);
            }
        }
        return new Redactor(forms);
    }

    /** Knows these strings: passwords and tokens that are no Kubernetes object. */
    public static Redactor ofStrings(Collection<String> secrets) {
        Set<String> forms = new LinkedHashSet<>();
        secrets.forEach(secret -> addText(secret, forms));
        return new Redactor(forms);
    }

    /** Knows what either knows. */
    public Redactor and(Redactor other) {
        Set<String> all = new LinkedHashSet<>(forms);
        all.addAll(other.forms);
        return new Redactor(all);
    }

    private static void addSecret(MapValue secret, Set<String> forms) {
        secret.fields().forEach((field, values) -> {
            if (SecretMask.holdsValues(field)) {
                addValues(values, field.equals("data"), forms);
            }
        });
        secret.stringAt("metadata", "annotations", SecretMask.LAST_APPLIED).ifPresent(copy -> addCopy(copy, forms));
    }

    /** All that stands under a field, also where it is of a type that the API server will refuse, and echo. */
    private static void addValues(Value values, boolean encoded, Set<String> forms) {
        switch (values) {
            case MapValue map -> map.fields().values().forEach(value -> addValues(value, encoded, forms));
            case ListValue list -> list.items().forEach(value -> addValues(value, encoded, forms));
            case StringValue(String text) -> addValue(text, encoded, forms);
            case IntegerValue number -> addText(Json.text(number), forms);
            case DecimalValue number -> addText(Json.text(number), forms);
            case BooleanValue _, NullValue _ -> {}
        }
    }

    private static void addCopy(String copy, Set<String> forms) {
        try {
            if (Json.parse(copy) instanceof MapValue older
                    && !older.at("metadata", "annotations", SecretMask.LAST_APPLIED)
                            .isPresent()) {
                addSecret(older, forms);
            }
        } catch (JsonException e) {
            // It is no copy of an object then, and a secret as a whole.
            addText(copy, forms);
        }
    }

    private static void addValue(String text, boolean encoded, Set<String> forms) {
        // What is to be base64 was perhaps meant as the plain value, and may look like base64 all the same.
        addText(text, forms);
        if (encoded) {
            SecretMask.decoded(text).ifPresent(bytes -> addBytes(bytes, forms));
        }
    }

    private static void addBytes(byte[] bytes, Set<String> forms) {
        try {
            addText(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString(),
                    forms);
        } catch (CharacterCodingException e) {
            addEncoded(bytes, forms);
        }
    }

    private static void addText(String text, Set<String> forms) {
        addForms(text, forms);
        addForms(text.strip(), forms);
        text.lines()
                .map(String::strip)
                .filter(line -> line.length() >= MIN_LINE)
                .forEach(line -> addForms(line, forms));
    }

    private static void addForms(String text, Set<String> forms) {
        if (text.length() < MIN_LENGTH) {
            return;
        }
        String json = Json.text(Value.of(text));
        String escaped = json.substring(1, json.length() - 1);
        String url = URLEncoder.encode(text, StandardCharsets.UTF_8);
        forms.addAll(List.of(text, escaped, goEscaped(escaped), url, url.replace("+", "%20")));
        addEncoded(text.getBytes(StandardCharsets.UTF_8), forms);
    }

    /** Go's JSON also escapes what could be taken for HTML. */
    private static String goEscaped(String json) {
        return json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }

    private static void addEncoded(byte[] bytes, Set<String> forms) {
        if (bytes.length >= MIN_LENGTH) {
            forms.add(BaseEncoding.base64().encode(bytes));
            forms.add(BaseEncoding.base64().omitPadding().encode(bytes));
            forms.add(BaseEncoding.base64Url().omitPadding().encode(bytes));
        }
    }

    /** The text with {@code (redacted)} for every known secret in it; the same text where there is none. */
    public String redact(String text) {
        BitSet secret = new BitSet();
        for (String form : forms) {
            boolean anywhere = form.length() >= MIN_LENGTH_WITHIN_WORDS;
            for (int at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
                if (anywhere || isWord(text, at, at + form.length())) {
                    secret.set(at, at + form.length());
                }
            }
        }
        return secret.isEmpty() ? text : without(secret, text);
    }

    private static boolean isWord(String text, int from, int to) {
        return (from == 0 || !Character.isLetterOrDigit(text.charAt(from - 1)))
                && (to == text.length() || !Character.isLetterOrDigit(text.charAt(to)));
    }

    private static String without(BitSet secret, String text) {
        StringBuilder rest = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int from = secret.nextSetBit(at);
            if (from < 0) {
                break;
            }
            rest.append(text, at, from).append(REDACTED);
            at = secret.nextClearBit(from);
        }
        return rest.append(text, at, text.length()).toString();
    }
}
