package dev.gitsync.report;

import dev.gitsync.diff.FieldChange;
import dev.gitsync.diff.FieldClass;
import dev.gitsync.diff.Owner;
import dev.gitsync.report.DiffReport.Entry;
import dev.gitsync.report.DiffReport.Kind;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.value.Value.StringValue;
import dev.gitsync.yaml.Yaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Prints a diff for a person: what is there, an arrow, and what an apply would leave there. {@code +} stands before what
 * would come, {@code -} before what would go, {@code ~} before what would change, {@code =} before what only looks
 * different, {@code ?} before what can't be told. Nothing in a value reaches the terminal as a command.
 */
public final class TextReport {
    private static final int WIDTH = 100;
    private static final int KEPT_OF_COMMON_START = 20;
    private static final int MAX_BLOCK = 200;

    private final boolean colour;
    private final boolean notes;
    private final StringBuilder out = new StringBuilder();

    private TextReport(boolean colour, boolean notes) {
        this.colour = colour;
        this.notes = notes;
    }

    /**
     * The text of a report, ending in a summary line.
     *
     * @param colour with ANSI colours
     * @param notes also fields that look different and are not
     */
    public static String print(DiffReport report, boolean colour, boolean notes) {
        TextReport text = new TextReport(colour, notes);
        report.entries().forEach(text::entry);
        text.summary(report);
        return text.out.toString();
    }

    private void entry(Entry entry) {
        String key = Printable.safe(entry.key().toString());
        switch (entry.kind()) {
            case CREATED -> {
                line(0, '+', key + "  to be created" + reason(entry));
                entry.object().ifPresent(object -> block(2, '+', lines(object)));
            }
            case ORPHANED -> line(0, '-', key + "  no longer in Git" + reason(entry));
            case UNDECIDED -> line(0, '?', key + "  can't be told" + reason(entry));
            case CHANGED -> {
                line(0, '~', key);
                entry.changes().stream().filter(this::isShown).forEach(this::change);
            }
            case IN_SYNC -> {
                if (entry.changes().stream().anyMatch(this::isShown)) {
                    line(0, '=', key);
                    entry.changes().stream().filter(this::isShown).forEach(this::change);
                }
            }
        }
    }

    private boolean isShown(FieldChange change) {
        return notes || change.fieldClass().isDifference();
    }

    private static String reason(Entry entry) {
        return entry.reason().map(reason -> ": " + Printable.safe(reason)).orElse("");
    }

    private void change(FieldChange change) {
        char mark = mark(change);
        String path = Printable.safe(change.path().toString());
        String about = "  " + about(change);
        Optional<Value> before = change.live();
        Optional<Value> after = change.fieldClass().isDifference() ? change.after() : change.desired();
        if (before.filter(TextReport::isBlock).isPresent()
                || after.filter(TextReport::isBlock).isPresent()) {
            line(1, mark, path + about);
            block(before, after);
            return;
        }
        int common = common(before, after);
        String values = before.map(value -> Printable.inline(value, common, WIDTH))
                        .map(text -> after.isPresent() ? text + arrow(change) : text)
                        .orElse("")
                + after.map(value -> Printable.inline(value, common, WIDTH)).orElse("");
        line(1, mark, path + ": " + values + about);
    }

    private static String arrow(FieldChange change) {
        return change.fieldClass().isDifference() ? " → " : " instead of ";
    }

    private static char mark(FieldChange change) {
        if (!change.fieldClass().isDifference()) {
            return '=';
        }
        if (change.fieldClass() == FieldClass.UNKNOWN) {
            return '?';
        }
        return change.live().isEmpty() ? '+' : change.after().isEmpty() ? '-' : '~';
    }

    private static String about(FieldChange change) {
        StringBuilder about = new StringBuilder(
                change.fieldClass().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        boolean isDefault =
                change.fieldClass() == FieldClass.REMOVED && change.after().isPresent();
        about.append(isDefault ? ", to the server's default" : "");
        if (change.fieldClass() == FieldClass.CONFLICT) {
            about.append(", last applied ")
                    .append(change.base()
                            .map(value -> Printable.inline(value, 0, WIDTH))
                            .orElse("without it"));
        }
        if (!change.owners().isEmpty()) {
            about.append(", by ")
                    .append(change.owners().stream().map(TextReport::owner).collect(Collectors.joining(" and ")));
        }
        return about.toString();
    }

    private static String owner(Owner owner) {
        String how =
                owner.subresource().isEmpty() ? owner.operation() : owner.operation() + " of " + owner.subresource();
        return Printable.safe(owner.manager() + " (" + how + ")")
                + owner.atOrBefore().map(time -> " at or before " + time).orElse("");
    }

    /** Whether a value takes lines of its own. */
    private static boolean isBlock(Value value) {
        return switch (value) {
            case MapValue map -> !map.fields().isEmpty();
            case ListValue list -> !list.items().isEmpty();
            case StringValue(String text) -> text.strip().indexOf('\n') >= 0;
            default -> false;
        };
    }

    /** How many characters of two long strings can be left out, since both begin with them. */
    private static int common(Optional<Value> before, Optional<Value> after) {
        if (before.orElse(null) instanceof StringValue(String one)
                && after.orElse(null) instanceof StringValue(String other)
                && Math.max(one.length(), other.length()) > WIDTH) {
            int shorter = Math.min(one.length(), other.length());
            int same = 0;
            while (same < shorter && one.charAt(same) == other.charAt(same)) {
                same++;
            }
            return Math.max(0, same - KEPT_OF_COMMON_START);
        }
        return 0;
    }

    private void block(Optional<Value> before, Optional<Value> after) {
        List<LineDiff.Line> lines = LineDiff.of(
                before.map(TextReport::lines).orElse(List.of()),
                after.map(TextReport::lines).orElse(List.of()));
        lines.stream().limit(MAX_BLOCK).forEach(line -> line(3, line.mark(), line.text()));
        more(3, lines.size());
    }

    private void block(int depth, char mark, List<String> lines) {
        lines.stream().limit(MAX_BLOCK).forEach(text -> line(depth, mark, text));
        more(depth, lines.size());
    }

    private void more(int depth, int lines) {
        if (lines > MAX_BLOCK) {
            line(depth, '@', (lines - MAX_BLOCK) + " more lines");
        }
    }

    private static List<String> lines(Value value) {
        String text = value instanceof StringValue(String string) ? string : Yaml.print(value);
        List<String> lines = new ArrayList<>();
        text.lines()
                .forEach(line -> lines.add(
                        Printable.safe(line.length() > 4 * WIDTH ? line.substring(0, 4 * WIDTH) + "…" : line)));
        return lines;
    }

    private void line(int depth, char mark, String text) {
        String plain = "  ".repeat(depth) + mark + " " + text;
        String start = !colour
                ? ""
                : switch (mark) {
                    case '+' -> "\u001b[32m";
                    case '-' -> "\u001b[31m";
                    case '~', '?' -> "\u001b[33m";
                    case '=', '@' -> "\u001b[2m";
                    default -> "";
                };
        out.append(start)
                .append(plain.stripTrailing())
                .append(start.isEmpty() ? "" : "\u001b[0m")
                .append('\n');
    }

    private void summary(DiffReport report) {
        out.append(
                        report.entries().size() == 1
                                ? "1 object: "
                                : report.entries().size() + " objects: ")
                .append(report.count(Kind.CREATED))
                .append(" to create, ")
                .append(report.count(Kind.CHANGED))
                .append(" changed, ")
                .append(report.count(Kind.ORPHANED))
                .append(" no longer in Git, ")
                .append(report.count(Kind.UNDECIDED))
                .append(" undecided, ")
                .append(report.count(Kind.IN_SYNC))
                .append(" in sync\n");
    }
}
