package dev.gitsync.history;

/** Bounds on the length of stored text. */
final class Text {
    private Text() {}

    /** The text, or its beginning with a mark that says how long it was; never more than {@code max} characters. */
    static String cut(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        String mark = "… (cut, %,d characters in all)".formatted(text.length());
        int end = max - mark.length();
        if (Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + mark;
    }
}
