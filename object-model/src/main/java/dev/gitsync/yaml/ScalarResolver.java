package dev.gitsync.yaml;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableMap;
import dev.gitsync.yaml.Scalar.Bool;
import dev.gitsync.yaml.Scalar.Floating;
import dev.gitsync.yaml.Scalar.Int;
import dev.gitsync.yaml.Scalar.Null;
import dev.gitsync.yaml.Scalar.Text;
import dev.gitsync.yaml.Scalar.Unsigned;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The meaning of scalars by the rules of kubectl: those of Go's yaml.v2 ({@code resolve.go}), a mixture of YAML 1.1 and
 * of Go's own syntax for numbers.
 */
final class ScalarResolver {
    static final String STR = "tag:yaml.org,2002:str";
    static final String BOOL = "tag:yaml.org,2002:bool";
    static final String INT = "tag:yaml.org,2002:int";
    static final String FLOAT = "tag:yaml.org,2002:float";
    static final String NULL = "tag:yaml.org,2002:null";
    static final String TIMESTAMP = "tag:yaml.org,2002:timestamp";
    static final String BINARY = "tag:yaml.org,2002:binary";
    static final String MERGE = "tag:yaml.org,2002:merge";

    private static final ImmutableMap<String, Scalar> WORDS = words();
    private static final Pattern DECIMAL_FLOAT =
            Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    /** What Go takes for a number that starts with a point: here underscores may only stand between digits. */
    private static final Pattern POINT_FLOAT = Pattern.compile("\\.[0-9]+(_[0-9]+)*([eE][-+]?[0-9]+(_[0-9]+)*)?");

    private static final CharMatcher BASE64_BREAKS = CharMatcher.anyOf("\r\n");

    private ScalarResolver() {}

    private static ImmutableMap<String, Scalar> words() {
        ImmutableMap.Builder<String, Scalar> words = ImmutableMap.builder();
        for (String word : "y Y yes Yes YES true True TRUE on On ON".split(" ", -1)) {
            words.put(word, new Bool(true));
        }
        for (String word : "n N no No NO false False FALSE off Off OFF".split(" ", -1)) {
            words.put(word, new Bool(false));
        }
        for (String word : " ~ null Null NULL".split(" ", -1)) {
            words.put(word, Null.NULL);
        }
        for (String word : ".nan .NaN .NAN".split(" ", -1)) {
            words.put(word, new Floating(Double.NaN));
        }
        for (String word : ".inf .Inf .INF +.inf +.Inf +.INF".split(" ", -1)) {
            words.put(word, new Floating(Double.POSITIVE_INFINITY));
        }
        for (String word : "-.inf -.Inf -.INF".split(" ", -1)) {
            words.put(word, new Floating(Double.NEGATIVE_INFINITY));
        }
        return words.buildOrThrow();
    }

    /** What the text of a plain scalar without a tag means. */
    static Scalar plain(String text) {
        if (text.isEmpty()) {
            return Null.NULL;
        }
        return switch (text.charAt(0)) {
            case 'y', 'Y', 'n', 'N', 't', 'T', 'f', 'F', 'o', 'O', '~' -> word(text);
            case '.' -> {
                Scalar word = WORDS.get(text);
                yield word != null
                        ? word
                        : (POINT_FLOAT.matcher(text).matches()
                                        ? floating(text.replace("_", ""))
                                        : Optional.<Scalar>empty())
                                .orElseGet(() -> new Text(text));
            }
            case '+', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
                Scalar word = WORDS.get(text);
                yield word != null ? word : number(text);
            }
            default -> new Text(text);
        };
    }

    private static Scalar word(String text) {
        Scalar word = WORDS.get(text);
        return word != null ? word : new Text(text);
    }

    /**
     * What the text of a scalar with an explicit tag means; nothing where the text isn't what the tag says. Tags that are
     * not YAML's own make a string, as in Go.
     */
    static Optional<Scalar> tagged(String tag, String text) {
        return switch (tag) {
            case TIMESTAMP -> Timestamps.isTimestamp(text) ? Optional.of(new Text(text)) : Optional.empty();
            case BOOL -> Optional.of(plain(text)).filter(Bool.class::isInstance);
            case NULL -> Optional.of(plain(text)).filter(Null.class::isInstance);
            case INT -> Optional.of(plain(text)).filter(scalar -> scalar instanceof Int || scalar instanceof Unsigned);
            case FLOAT ->
                switch (plain(text)) {
                    case Int(long integer) -> Optional.of(new Floating(integer));
                    case Floating floating -> Optional.of(floating);
                    case Text _, Bool _, Unsigned _, Null _ -> Optional.empty();
                };
            case BINARY -> binary(text);
            default -> Optional.of(new Text(text));
        };
    }

    private static Optional<Scalar> binary(String text) {
        String base64 = BASE64_BREAKS.removeFrom(text);
        // Java accepts base64 whose padding is missing; Go does not.
        if (base64.length() % 4 != 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Text(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Scalar number(String text) {
        String digits = text.indexOf('_') < 0 ? text : text.replace("_", "");
        Optional<Scalar> integer = GoNumbers.parseInt(digits, 0).<Scalar>map(Int::new);
        if (integer.isEmpty()) {
            integer = GoNumbers.parseUnsigned(digits, 0).map(Unsigned::new);
        }
        if (integer.isPresent()) {
            return integer.get();
        }
        return floating(digits).or(() -> binaryInteger(digits)).orElseGet(() -> new Text(text));
    }

    private static Optional<Scalar> floating(String digits) {
        if (!DECIMAL_FLOAT.matcher(digits).matches()) {
            return Optional.empty();
        }
        // Go reports a number beyond the range of a double as an error, which leaves a string.
        return Optional.<Scalar>of(new Floating(Double.parseDouble(digits)))
                .filter(number -> number instanceof Floating(double value) && !Double.isInfinite(value));
    }

    /** Go's second look at {@code 0b}, which takes a sign after the prefix. */
    private static Optional<Scalar> binaryInteger(String digits) {
        if (digits.startsWith("0b")) {
            return GoNumbers.parseInt(digits.substring(2), 2).map(Int::new);
        }
        if (digits.startsWith("-0b")) {
            return GoNumbers.parseInt("-" + digits.substring(3), 2).map(Int::new);
        }
        return Optional.empty();
    }
}
