package dev.gitsync.yaml;

import java.time.YearMonth;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which strings Go's yaml.v2 takes for a time: they stay strings when read, and are quoted when printed. */
final class Timestamps {
    private static final String CLOCK = "(\\d{1,2}):(\\d{1,2}):(\\d{1,2})(?:[.,]\\d+)?";
    private static final Pattern DATE_TIME = Pattern.compile("(\\d{4})-(\\d{1,2})-(\\d{1,2})" + "(?:(?:[Tt]" + CLOCK
            + "(?:Z|[-+](\\d{2}):(\\d{2})))|(?: +" + CLOCK + "))?");
    private static final Pattern SEXAGESIMAL = Pattern.compile("[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\\.[0-9_]*)?");

    private Timestamps() {}

    /** Whether it is a number in base 60 as in YAML 1.1, such as {@code 12:30:45}. */
    static boolean isSexagesimal(String text) {
        return text.indexOf(':') > 0 && SEXAGESIMAL.matcher(text).matches();
    }

    static boolean isTimestamp(String text) {
        // The quick look of Go's parseTimestamp: what follows is dear.
        if (text.length() < 8 || text.charAt(4) != '-') {
            return false;
        }
        Matcher parts = DATE_TIME.matcher(text);
        if (!parts.matches()) {
            return false;
        }
        int month = number(parts, 2);
        int day = number(parts, 3);
        return month >= 1
                && month <= 12
                && day >= 1
                && day <= YearMonth.of(number(parts, 1), month).lengthOfMonth()
                && isClock(parts, 4)
                && number(parts, 7) <= 24
                && number(parts, 8) < 60
                && isClock(parts, 9);
    }

    private static boolean isClock(Matcher parts, int hour) {
        return number(parts, hour) < 24 && number(parts, hour + 1) < 60 && number(parts, hour + 2) < 60;
    }

    private static int number(Matcher parts, int group) {
        String digits = parts.group(group);
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
