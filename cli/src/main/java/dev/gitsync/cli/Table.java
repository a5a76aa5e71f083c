package dev.gitsync.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Columns of text, as wide as their widest cell, in the style of kubectl. */
final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... header) {
        rows.add(List.of(header));
    }

    void row(String... cells) {
        List<String> row = new ArrayList<>();
        for (String cell : cells) {
            row.add(cell.isEmpty() ? "-" : printable(cell));
        }
        rows.add(row);
    }

    /** Text of others on one line, without what would steer a terminal. */
    static String printable(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            boolean harmless = !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT;
            safe.appendCodePoint(harmless ? c : ' ');
        });
        return safe.toString();
    }

    void print(PrintWriter out) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i))
                        .repeat(' ', i + 1 < columns ? widths[i] - row.get(i).length() + 3 : 0);
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
