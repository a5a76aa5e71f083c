package dev.gitsync.report;

import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.StringValue;
import java.util.regex.Pattern;

/** Makes text of others harmless on a terminal and short enough for a line. */
final class Printable {
    /** A string that reads as one without quotes; what YAML would take for something else is quoted. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/_$.@(][^\\s\"'#]*(?: [^\\s\"'#]+)*");

    private static final Pattern NO_STRING =
            Pattern.compile("(?i)true|false|null|yes|no|on|off|y|n|~|\\.inf|\\.nan|\\.?[0-9].*");

    private Printable() {}

    /** The text with every character escaped that would move a cursor, change colours or turn the direction of reading. */
    static String safe(String text) {
        if (text.codePoints().noneMatch(Printable::isUnsafe)) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (isUnsafe(c)) {
                safe.append(String.format("\\u%04x", c));
            } else {
                safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }

    private static boolean isUnsafe(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    /** A value on one line, at most so many characters of it, from a place on. */
    static String inline(Value value, int from, int width) {
        String text = value instanceof StringValue(String string) && isPlain(string) ? string : Json.text(value);
        int start = Math.min(from, Math.max(0, text.length() - width));
        int end = Math.min(text.length(), start + width);
        String cut = text.substring(start, end);
        String more = end < text.length() ? "… (" + (text.length() - end) + " more characters)" : "";
        return safe((start > 0 ? "…" : "") + cut + more);
    }

    private static boolean isPlain(String string) {
        return string.length() < 10_000
                && PLAIN.matcher(string).matches()
                && !NO_STRING.matcher(string).matches();
    }
}
