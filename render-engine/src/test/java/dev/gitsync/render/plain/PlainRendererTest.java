package dev.gitsync.render.plain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gitsync.render.FileTree;
import dev.gitsync.render.Manifest;
import dev.gitsync.render.MemoryFileTree;
import dev.gitsync.render.RenderException;
import dev.gitsync.render.RenderLimits;
import dev.gitsync.value.ObjectKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlainRendererTest {

    private static String configMap(String name) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: " + name + "\n";
    }

    private static List<String> render(FileTree tree, boolean recurse) throws Exception {
        return new PlainRenderer(recurse, RenderLimits.DEFAULT)
                .render(tree, "app").stream().map(PlainRendererTest::describe).toList();
    }

    private static String describe(Manifest manifest) {
        return ObjectKey.of(manifest.object()) + " " + manifest.source() + ":" + manifest.line();
    }

    @Test
    void filesOfYamlAndJsonAreReadInKustomizesOrder() throws Exception {
        MemoryFileTree tree = MemoryFileTree.builder()
                .file("app/b.yml", configMap("b") + "---\n# nothing\n---\n" + configMap("a"))
                .file("app/c.json", "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"n\"}}")
                .file("app/empty.yaml", "# nothing\n")
                .file("app/notes.txt", "not YAML: [")
                .file("app/skipped.yaml", "# +argocd:skip-file-rendering\nnot: [")
                .file("app/below/d.yaml", configMap("d"))
                .symlink("app/linked.yaml", "../shared/e.yaml")
                .symlink("app/directory", "../shared")
                .file("shared/e.yaml", configMap("e"))
                .build();
        assertThat(render(tree, false))
                .containsExactly(
                        "Namespace n app/c.json:1",
                        "ConfigMap a app/b.yml:8",
                        "ConfigMap b app/b.yml:1",
                        "ConfigMap e app/linked.yaml:1");
        assertThat(render(tree, true))
                .contains("ConfigMap d app/below/d.yaml:1")
                .hasSize(5);
    }

    @Test
    void listsAreExpandedInPlace() throws Exception {
        MemoryFileTree tree = MemoryFileTree.builder()
                .file("app/list.json", """
                        {"apiVersion":"v1","kind":"List","items":[
                          {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}},
                          {"apiVersion":"v1","kind":"SecretList","items":[
                            {"apiVersion":"v1","kind":"Secret","metadata":{"name":"b"}}]}]}
                        """)
                .file("app/thing.yaml", "apiVersion: example.com/v1\nkind: AllowList\nmetadata:\n  name: c\n")
                .build();
        assertThat(render(tree, false))
                .containsExactly(
                        "ConfigMap a app/list.json:1",
                        "Secret b app/list.json:1",
                        "AllowList.example.com c app/thing.yaml:1");
    }

    @Test
    void anObjectThatIsDeclaredTwiceIsNamedWithBothPlaces() {
        MemoryFileTree tree = MemoryFileTree.builder()
                .file("app/a.yaml", configMap("x"))
                .file("app/b.yaml", "# again\n" + configMap("x"))
                .build();
        assertThatThrownBy(() -> render(tree, false))
                .isInstanceOf(RenderException.class)
                .hasMessage("app/b.yaml:2: ConfigMap x is declared twice: here and in app/a.yaml:1");
    }

    @Test
    void anObjectWithoutAnApiVersionIsRefused() {
        MemoryFileTree tree =
                MemoryFileTree.builder().file("app/a.yaml", "kind: ConfigMap\n").build();
        assertThatThrownBy(() -> render(tree, false)).hasMessage("app/a.yaml:1: ConfigMap: apiVersion is missing");
    }

    @Test
    void aLinkOutOfTheRepositoryIsRefusedWhateverItsTarget() {
        for (String target : List.of("../../secret.yaml", "/etc/hostname", "/absent")) {
            MemoryFileTree tree =
                    MemoryFileTree.builder().symlink("app/a.yaml", target).build();
            assertThatThrownBy(() -> render(tree, false))
                    .hasMessage(
                            "app/a.yaml: \"app/a.yaml\" leads outside of the repository, from which nothing is read");
        }
    }

    @Test
    void aPathThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> render(MemoryFileTree.builder().build(), false))
                .hasMessage("app: no such directory");
    }
}
