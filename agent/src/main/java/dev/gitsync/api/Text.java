package dev.gitsync.api;

/** Foreign text made fit for an object of the API: bounded, encodable, on as many lines as it had. */
final class Text {
    private static final String CUT = "… (cut)";

    private Text() {}

    /**
     * The text with control characters as spaces, halves of surrogate pairs as U+FFFD, and no more than a number of
     * chars, the last of which say that it was cut. Capping twice gives what capping once gives.
     */
    static String cap(String text, int limit) {
        boolean cut = text.length() > limit;
        int end = cut ? limit - CUT.length() : text.length();
        StringBuilder out = new StringBuilder(end + CUT.length());
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                if (i + 1 < end) {
                    out.append(c).append(text.charAt(i + 1));
                }
                i++;
            } else if (Character.isSurrogate(c)) {
                out.append('\uFFFD');
            } else {
                out.append(Character.isISOControl(c) && c != '\n' ? ' ' : c);
            }
        }
        return cut ? out.append(CUT).toString() : out.toString();
    }
}
