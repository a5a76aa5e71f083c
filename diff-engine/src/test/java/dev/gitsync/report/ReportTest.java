package dev.gitsync.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitsync.diff.FieldChange;
import dev.gitsync.diff.FieldClass;
import dev.gitsync.diff.ObjectDiff;
import dev.gitsync.diff.Owner;
import dev.gitsync.fieldpath.FieldPath;
import dev.gitsync.report.DiffReport.Entry;
import dev.gitsync.value.Json;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final ObjectKey WEB = new ObjectKey("apps", "Deployment", "shop", "web");
    private static final Owner EDITOR =
            new Owner("kubectl-edit", "Update", "", Optional.of(Instant.parse("2026-11-22T07:00:00Z")));

    private static FieldChange change(
            String path, FieldClass fieldClass, @Nullable Value live, @Nullable Value after, Owner... owners) {
        return new FieldChange(
                FieldPath.of(path.split("/", -1)),
                fieldClass,
                Optional.of(Value.of("was")),
                Optional.ofNullable(after),
                Optional.ofNullable(live),
                Optional.ofNullable(after),
                List.of(owners),
                "a rule");
    }

    private static String print(FieldChange... changes) {
        DiffReport report = new DiffReport(List.of(Entry.of(new ObjectDiff.Changed(WEB, List.of(changes), Set.of()))));
        return TextReport.print(report, false, true)
                .lines()
                .filter(line -> !line.startsWith("1 object"))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void aReportIsGroupedByObjectWithALineForEachChange() {
        DiffReport report = new DiffReport(List.of(
                Entry.of(new ObjectDiff.Changed(
                        WEB,
                        List.of(
                                change("spec/replicas", FieldClass.DRIFTED, Value.of(5), Value.of(3), EDITOR),
                                change("spec/paused", FieldClass.PENDING, null, Value.of(true)),
                                change(
                                        "metadata/labels/a/b",
                                        FieldClass.LEFT_BEHIND,
                                        Value.of("x"),
                                        null,
                                        new Owner("hpa", "Update", "scale", Optional.empty())),
                                change("spec/limit", FieldClass.REMOVED, Value.of(4), Value.of(1)),
                                change("spec/image", FieldClass.CONFLICT, Value.of("a"), Value.of("b")),
                                change("spec/unknown", FieldClass.UNKNOWN, Value.of("5"), Value.of(5)),
                                change("spec/mutated", FieldClass.MUTATED, Value.of("x"), Value.of("y"))),
                        Set.of())),
                Entry.created((MapValue) Json.parse("{\"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"new\"}}")),
                Entry.orphaned(new ObjectKey("", "ConfigMap", "shop", "old"), "it will be deleted"),
                Entry.of(new ObjectDiff.Undecided(WEB, "no answer")),
                Entry.of(new ObjectDiff.InSync(WEB, List.of()))));

        assertThat(report.hasDifferences()).isTrue();
        assertThat(TextReport.print(report, false, false)).isEqualTo("""
                ~ Deployment.apps shop/web
                  ~ spec.replicas: 5 → 3  drifted, by kubectl-edit (Update) at or before 2026-11-22T07:00:00Z
                  + spec.paused: true  pending
                  - metadata.labels.a.b: x  left behind, by hpa (Update of scale)
                  ~ spec.limit: 4 → 1  removed, to the server's default
                  ~ spec.image: a → b  conflict, last applied was
                  ? spec.unknown: "5" → 5  unknown
                + ConfigMap new  to be created
                    + kind: ConfigMap
                    + metadata:
                    +   name: new
                - ConfigMap shop/old  no longer in Git: it will be deleted
                ? Deployment.apps shop/web  can't be told: no answer
                5 objects: 1 to create, 1 changed, 1 no longer in Git, 1 undecided, 1 in sync
                """);
        assertThat(TextReport.print(report, false, true)).contains("  = spec.mutated: x instead of \"y\"  mutated\n");
    }

    @Test
    void textOfSeveralLinesIsComparedLineByLine() {
        String before = IntStream.range(0, 20).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());

        assertThat(print(change(
                        "data/a", FieldClass.DRIFTED, Value.of(before), Value.of(before.replace("line 9\n", "new\n")))))
                .isEqualTo("""
                        ~ Deployment.apps shop/web
                          ~ data.a  drifted
                              @ 7 lines unchanged
                                line 7
                                line 8
                              - line 9
                              + new
                                line 10
                                line 11
                              @ 8 lines unchanged""");
    }

    @Test
    void mapsAndListsArePrintedAsBlocks() {
        assertThat(print(change(
                        "spec/args",
                        FieldClass.PENDING,
                        Value.list(Value.of("a"), Value.of("b")),
                        Value.list(Value.of("a"), Value.of("c")))))
                .isEqualTo("""
                        ~ Deployment.apps shop/web
                          ~ spec.args  pending
                                - a
                              - - b
                              + - c""");
    }

    @Test
    void longValuesAreFoldedWhereTheyDiffer() {
        String common = "x".repeat(500);

        assertThat(print(change("data/a", FieldClass.DRIFTED, Value.of(common + "live"), Value.of(common + "git"))))
                .endsWith("live → …" + "x".repeat(97) + "git  drifted");
        assertThat(print(change("data/a", FieldClass.PENDING, null, Value.of(common))))
                .endsWith("x… (400 more characters)  pending");
    }

    @Test
    void nothingInAValueReachesTheTerminal() {
        String evil = "a\u001b[2J\u0007\u009b31m\u202eb\u0000";
        String printed = print(
                change(
                        "data/" + evil,
                        FieldClass.DRIFTED,
                        Value.of(evil),
                        Value.of("x\n" + evil),
                        new Owner(evil, evil, "", Optional.empty())),
                change("data/b", FieldClass.DRIFTED, Value.of(evil), Value.map(evil, Value.of(evil))),
                change("data/c", FieldClass.CONFLICT, Value.of(evil), Value.of("plain")));
        String others = TextReport.print(
                new DiffReport(List.of(
                        Entry.orphaned(new ObjectKey("", evil, evil, evil), evil),
                        Entry.created(Value.map("kind", Value.of(evil))))),
                false,
                true);

        assertThat(printed + others)
                .matches(
                        text -> text.chars().allMatch(c -> c == '\n' || (c >= ' ' && c < 127) || c == '→' || c == '…'));
        assertThat(printed).contains("\\u001b[2J");
    }

    @Test
    void coloursEndOnTheirLine() {
        String text = TextReport.print(new DiffReport(List.of(Entry.orphaned(WEB, "gone"))), true, false);

        assertThat(text.lines().findFirst())
                .contains("\u001b[31m- Deployment.apps shop/web  no longer in Git: gone\u001b[0m");
    }

    @Test
    void hugeTextsTakeBoundedTimeAndSpace() {
        String before = IntStream.range(0, 50_000).mapToObj(i -> "a" + i + "\n").collect(Collectors.joining());
        String after = IntStream.range(0, 50_000).mapToObj(i -> "b" + i + "\n").collect(Collectors.joining());

        assertThat(print(change("data/a", FieldClass.DRIFTED, Value.of(before), Value.of(after))))
                .hasSizeLessThan(10_000)
                .contains("99800 more lines");
    }

    @Test
    void theJsonFormIsStable() {
        DiffReport report = new DiffReport(List.of(
                Entry.of(new ObjectDiff.Changed(
                        WEB,
                        List.of(change("spec/replicas", FieldClass.LEFT_BEHIND, Value.of(5), null, EDITOR)),
                        Set.of())),
                Entry.orphaned(new ObjectKey("", "ConfigMap", "shop", "old"), "why")));

        assertThat((Value) JsonReport.of(report)).isEqualTo(Json.parse("""
                {"format": "gitsync.dev/diff/v1", "differences": true,
                 "summary": {"created": 0, "changed": 1, "orphaned": 1, "undecided": 0, "inSync": 0},
                 "objects": [
                  {"group": "apps", "kind": "Deployment", "namespace": "shop", "name": "web", "state": "changed", "changes": [
                    {"path": "spec.replicas", "class": "leftBehind", "difference": true, "base": "was", "live": 5,
                     "owners": [{"manager": "kubectl-edit", "operation": "Update", "atOrBefore": "2026-11-22T07:00:00Z"}], "rule": "a rule"}]},
                  {"group": "", "kind": "ConfigMap", "namespace": "shop", "name": "old", "state": "orphaned", "reason": "why", "changes": []}]}
                """));
    }
}
