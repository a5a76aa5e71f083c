package dev.gitsync.render.kustomize;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A label selector in its written form: {@code app=web,tier in (a, b),!legacy}
 * (https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/).
 */
final class LabelSelector {
    private static final Pattern EXISTS = Pattern.compile("(!?)\\s*([^\\s!=<>,()]+)");
    private static final Pattern EQUALS = Pattern.compile("([^\\s!=<>,()]+)\\s*(=|==|!=)\\s*([^\\s!=<>,()]*)");
    private static final Pattern NUMBER = Pattern.compile("([^\\s!=<>,()]+)\\s*([<>])\\s*(-?\\d+)");
    private static final Pattern SET = Pattern.compile("([^\\s!=<>,()]+)\\s+(in|notin)\\s*\\(([^()]*)\\)");

    private final ImmutableList<Predicate<Map<String, String>>> requirements;

    private LabelSelector(List<Predicate<Map<String, String>>> requirements) {
        this.requirements = ImmutableList.copyOf(requirements);
    }

    /** @throws IllegalArgumentException with the part that is not understood */
    static LabelSelector parse(String selector) {
        List<Predicate<Map<String, String>>> requirements = new ArrayList<>();
        for (String part : split(selector)) {
            requirements.add(requirement(part.strip()));
        }
        return new LabelSelector(requirements);
    }

    /** The parts between the commas that stand in no parentheses. */
    private static List<String> split(String selector) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < selector.length(); i++) {
            switch (selector.charAt(i)) {
                case '(' -> depth++;
                case ')' -> depth--;
                case ',' -> {
                    if (depth == 0) {
                        parts.add(selector.substring(start, i));
                        start = i + 1;
                    }
                }
                default -> {}
            }
        }
        if (!selector.isBlank()) {
            parts.add(selector.substring(start));
        }
        return parts;
    }

    private static Predicate<Map<String, String>> requirement(String part) {
        Matcher set = SET.matcher(part);
        if (set.matches()) {
            String key = set.group(1);
            Set<String> values = Pattern.compile(",")
                    .splitAsStream(set.group(3))
                    .map(String::strip)
                    .collect(ImmutableSet.toImmutableSet());
            return set.group(2).equals("in")
                    ? labels -> labels.containsKey(key) && values.contains(labels.get(key))
                    : labels -> !labels.containsKey(key) || !values.contains(labels.get(key));
        }
        Matcher equals = EQUALS.matcher(part);
        if (equals.matches()) {
            String key = equals.group(1);
            String value = equals.group(3);
            return equals.group(2).equals("!=")
                    ? labels -> !value.equals(labels.get(key))
                    : labels -> value.equals(labels.get(key));
        }
        Matcher number = NUMBER.matcher(part);
        if (number.matches()) {
            long bound = Long.parseLong(number.group(3));
            int sign = number.group(2).equals(">") ? 1 : -1;
            return labels -> isBeyond(labels.get(number.group(1)), bound, sign);
        }
        Matcher exists = EXISTS.matcher(part);
        if (exists.matches()) {
            boolean wanted = exists.group(1).isEmpty();
            return labels -> labels.containsKey(exists.group(2)) == wanted;
        }
        throw new IllegalArgumentException(part);
    }

    private static boolean isBeyond(@Nullable String value, long bound, int sign) {
        return value != null && value.matches("-?\\d{1,18}") && Long.compare(Long.parseLong(value), bound) == sign;
    }

    boolean matches(Map<String, String> labels) {
        return requirements.stream().allMatch(requirement -> requirement.test(labels));
    }
}
