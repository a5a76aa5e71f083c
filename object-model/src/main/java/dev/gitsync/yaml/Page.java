package dev.gitsync.yaml;

import java.util.Locale;

/**
 * The text that a {@link Printer} writes, and the rules of libyaml's emitter for spaces, line breaks, quotes and the
 * folding of long lines. Columns count characters.
 */
final class Page {
    private static final int BEST_WIDTH = 80;

    private final StringBuilder out = new StringBuilder(1024);
    private int column;
    /** Whether what was written last was a space, a line break, or an indicator that needs no space after it. */
    private boolean whitespace = true;
    /** Whether the line holds only spaces and indicators of structure so far. */
    private boolean indention = true;

    @Override
    public String toString() {
        return out.toString();
    }

    boolean atLineStart() {
        return indention;
    }

    /** Goes to a column of a fresh line; stays where the line is still empty up to there. */
    void startLine(int indent) {
        if (!indention || column > indent || (column == indent && !whitespace)) {
            breakLine();
        }
        while (column < indent) {
            put(' ');
        }
        whitespace = true;
        indention = true;
    }

    void indicator(String text, boolean spaced, boolean structural) {
        if (spaced && !whitespace) {
            put(' ');
        }
        out.append(text);
        column += text.length();
        whitespace = false;
        indention &= structural;
    }

    /** An empty map or list. */
    void flow(String text) {
        indicator(text, true, false);
    }

    void plain(String text) {
        plain(text, 0, false);
    }

    void plain(String text, int indent, boolean foldable) {
        if (!whitespace) {
            put(' ');
        }
        boolean afterSpace = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ' ' && foldable && !afterSpace && column > BEST_WIDTH && text.charAt(i + 1) != ' ') {
                startLine(indent);
            } else {
                put(c);
                indention &= c == ' ';
            }
            afterSpace = c == ' ';
        }
        whitespace = false;
        indention = false;
    }

    void singleQuoted(String text, int indent, boolean foldable) {
        indicator("'", true, false);
        boolean afterSpace = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean space = c == ' ';
            if (space
                    && foldable
                    && !afterSpace
                    && column > BEST_WIDTH
                    && isInside(text, i)
                    && text.charAt(i + 1) != ' ') {
                startLine(indent);
            } else {
                if (c == '\'') {
                    put(c);
                }
                put(c);
                indention &= space;
            }
            afterSpace = space;
        }
        indicator("'", false, false);
    }

    void doubleQuoted(String text, int indent, boolean foldable) {
        indicator("\"", true, false);
        // Go looks for the byte order mark at the start of the text, whichever character it is at.
        boolean escapeAll = text.startsWith("\uFEFF");
        boolean afterSpace = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean space = false;
            if (escapeAll || !ScalarShape.isPrintable(c) || ScalarShape.isBreak(c) || c == '"' || c == '\\') {
                int codePoint = text.codePointAt(i);
                escape(codePoint);
                i += Character.charCount(codePoint) - 1;
            } else if (c == ' ') {
                space = true;
                if (foldable && !afterSpace && column > BEST_WIDTH && isInside(text, i)) {
                    startLine(indent);
                    if (text.charAt(i + 1) == ' ') {
                        put('\\');
                    }
                } else {
                    put(c);
                }
            } else {
                put(c);
            }
            afterSpace = space;
        }
        indicator("\"", false, false);
    }

    private static boolean isInside(String text, int i) {
        return i > 0 && i < text.length() - 1;
    }

    private void escape(int c) {
        String escaped = switch (c) {
            case 0 -> "\\0";
            case 0x07 -> "\\a";
            case '\b' -> "\\b";
            case '\t' -> "\\t";
            case '\n' -> "\\n";
            case 0x0B -> "\\v";
            case '\f' -> "\\f";
            case '\r' -> "\\r";
            case 0x1B -> "\\e";
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case 0x85 -> "\\N";
            case 0xA0 -> "\\_";
            default -> c <= 0xFF ? hex("\\x%02X", c) : c <= 0xFFFF ? hex("\\u%04X", c) : hex("\\U%08X", c);
        };
        out.append(escaped);
        column += escaped.length();
    }

    private static String hex(String format, int c) {
        return String.format(Locale.ROOT, format, c);
    }

    /** A block of lines behind {@code |}; the text holds a line break. */
    void literal(String text, int indent) {
        char first = text.charAt(0);
        String indentHint = first == ' ' || ScalarShape.isBreak(first) ? "2" : "";
        indicator("|" + indentHint + chompHint(text), true, false);
        breakLine();
        indention = true;
        whitespace = true;
        boolean afterBreak = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (ScalarShape.isBreak(c)) {
                breakLine();
                indention = true;
                afterBreak = true;
            } else {
                if (afterBreak) {
                    startLine(indent);
                }
                put(c);
                indention = false;
                afterBreak = false;
            }
        }
    }

    private static String chompHint(String text) {
        int end = text.length();
        if (!ScalarShape.isBreak(text.charAt(end - 1))) {
            return "-";
        }
        return end == 1 || ScalarShape.isBreak(text.charAt(end - 2)) ? "+" : "";
    }

    private void breakLine() {
        out.append('\n');
        column = 0;
    }

    private void put(char c) {
        out.append(c);
        column++;
    }
}
