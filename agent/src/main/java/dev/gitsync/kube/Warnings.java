package dev.gitsync.kube;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The texts in {@code Warning} headers of code 299, which RFC 7234 quotes and API servers escape. */
final class Warnings {
    private static final Pattern HEADER = Pattern.compile("299 \\S+ \"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");

    private Warnings() {}

    static ImmutableList<String> of(List<String> headers) {
        ImmutableList.Builder<String> texts = ImmutableList.builder();
        for (String header : headers) {
            Matcher warning = HEADER.matcher(header);
            while (warning.find()) {
                texts.add(ESCAPE.matcher(warning.group(1)).replaceAll("$1"));
            }
        }
        return texts.build();
    }
}
