package dev.gitsync.yaml;

/**
 * How a string may be written, after libyaml's {@code yaml_emitter_analyze_scalar} in Go's dialect.
 *
 * @param multiline whether it holds line breaks
 * @param plain whether it may stand without quotes, as far as YAML's syntax goes
 * @param singleQuoted whether it may stand in single quotes
 * @param literal whether it may stand in a block
 */
record ScalarShape(boolean multiline, boolean plain, boolean singleQuoted, boolean literal) {
    private static final ScalarShape EMPTY = new ScalarShape(false, true, true, false);

    static ScalarShape of(String text) {
        if (text.isEmpty()) {
            return EMPTY;
        }
        boolean indicators = text.startsWith("---") || text.startsWith("...");
        boolean lineBreaks = false;
        boolean special = false;
        boolean breakThenSpace = false;
        boolean spaceThenBreak = false;
        char previous = 'x';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            indicators |= isIndicator(text, i);
            special |= !isPrintable(c);
            lineBreaks |= isBreak(c);
            breakThenSpace |= c == ' ' && isBreak(previous);
            spaceThenBreak |= isBreak(c) && previous == ' ';
            previous = c;
        }
        char first = text.charAt(0);
        boolean blankEnds = first == ' ' || isBreak(first) || previous == ' ' || isBreak(previous);
        boolean quotedOnly = spaceThenBreak || special;
        return new ScalarShape(
                lineBreaks,
                !(blankEnds || breakThenSpace || quotedOnly || lineBreaks || indicators),
                !(breakThenSpace || quotedOnly),
                !(previous == ' ' || quotedOnly));
    }

    /** Whether the character at a place would read as syntax if the text were plain and outside of a flow. */
    private static boolean isIndicator(String text, int i) {
        boolean blankFollows = i + 1 == text.length() || isBlank(text.charAt(i + 1));
        return switch (text.charAt(i)) {
            case ':' -> blankFollows;
            case '#' -> i == 0 || isBlank(text.charAt(i - 1)) || isBreak(text.charAt(i - 1));
            case '?', '-' -> i == 0 && blankFollows;
            case ',', '[', ']', '{', '}', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`' -> i == 0;
            default -> false;
        };
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    static boolean isBreak(char c) {
        return c == '\n';
    }

    /**
     * Whether a character may stand as it is. Go escapes all beyond the basic plane. The line breaks that only YAML 1.1
     * knows are escaped too: Go writes them as they are, and then reads them as spaces.
     */
    static boolean isPrintable(char c) {
        return c == '\n'
                || (c >= 0x20 && c <= 0x7E)
                || (c >= 0xA0 && c <= 0xD7FF && c != 0x2028 && c != 0x2029)
                || (c >= 0xE000 && c <= 0xFFFD && c != 0xFEFF);
    }
}
