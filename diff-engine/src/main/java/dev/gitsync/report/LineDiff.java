package dev.gitsync.report;

import java.util.ArrayList;
import java.util.List;

/**
 * The difference of two texts by lines: the shortest one, where what is between their common beginning and end is not too
 * large; else all that is there before and then all that is there after. Unchanged lines are shown two deep.
 */
final class LineDiff {
    /** One line: {@code '-'}, {@code '+'}, {@code ' '}, or {@code '@'} for lines left out. */
    record Line(char mark, String text) {}

    private static final int CONTEXT = 2;
    private static final long MAX_CELLS = 4_000_000;

    private final List<String> before;
    private final List<String> after;
    private final List<Line> lines = new ArrayList<>();

    private LineDiff(List<String> before, List<String> after) {
        this.before = before;
        this.after = after;
    }

    static List<Line> of(List<String> before, List<String> after) {
        LineDiff diff = new LineDiff(before, after);
        diff.run();
        return folded(diff.lines);
    }

    private void run() {
        int start = 0;
        int shorter = Math.min(before.size(), after.size());
        while (start < shorter && before.get(start).equals(after.get(start))) {
            lines.add(new Line(' ', before.get(start)));
            start++;
        }
        int end = 0;
        while (end < shorter - start && last(before, end).equals(last(after, end))) {
            end++;
        }
        middle(before.subList(start, before.size() - end), after.subList(start, after.size() - end));
        before.subList(before.size() - end, before.size()).forEach(text -> lines.add(new Line(' ', text)));
    }

    private static String last(List<String> lines, int fromEnd) {
        return lines.get(lines.size() - 1 - fromEnd);
    }

    private void middle(List<String> gone, List<String> come) {
        if ((long) gone.size() * come.size() > MAX_CELLS) {
            gone.forEach(text -> lines.add(new Line('-', text)));
            come.forEach(text -> lines.add(new Line('+', text)));
            return;
        }
        int[][] common = new int[gone.size() + 1][come.size() + 1];
        for (int i = gone.size() - 1; i >= 0; i--) {
            for (int j = come.size() - 1; j >= 0; j--) {
                common[i][j] = gone.get(i).equals(come.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < gone.size() || j < come.size()) {
            if (i < gone.size() && j < come.size() && gone.get(i).equals(come.get(j))) {
                lines.add(new Line(' ', gone.get(i)));
                i++;
                j++;
            } else if (j == come.size() || (i < gone.size() && common[i + 1][j] >= common[i][j + 1])) {
                lines.add(new Line('-', gone.get(i++)));
            } else {
                lines.add(new Line('+', come.get(j++)));
            }
        }
    }

    private static List<Line> folded(List<Line> lines) {
        boolean[] shown = new boolean[lines.size()];
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).mark() != ' ') {
                for (int k = Math.max(0, i - CONTEXT); k <= Math.min(lines.size() - 1, i + CONTEXT); k++) {
                    shown[k] = true;
                }
            }
        }
        List<Line> kept = new ArrayList<>();
        int hidden = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (shown[i]) {
                addHidden(kept, hidden);
                hidden = 0;
                kept.add(lines.get(i));
            } else {
                hidden++;
            }
        }
        addHidden(kept, hidden);
        return kept;
    }

    private static void addHidden(List<Line> kept, int hidden) {
        if (hidden > 0) {
            kept.add(new Line('@', hidden == 1 ? "1 line unchanged" : hidden + " lines unchanged"));
        }
    }
}
