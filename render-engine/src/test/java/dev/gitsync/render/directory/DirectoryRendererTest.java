package dev.gitsync.render.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gitsync.render.FileTree;
import dev.gitsync.render.Manifest;
import dev.gitsync.render.MemoryFileTree;
import dev.gitsync.render.ReadSet;
import dev.gitsync.render.RecordingFileTree;
import dev.gitsync.render.RenderLimits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DirectoryRendererTest {
    private static final String SETTINGS = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n";
    private static final Map<String, String> FILES = Map.of(
            "base/kustomization.yaml", "resources: [settings.yaml]\n",
            "base/settings.yaml", SETTINGS,
            "base/readme.md", "read me",
            "overlays/prod/kustomization.yaml", "resources: [../../base]\nnamePrefix: prod-\n",
            "plain/settings.yaml", SETTINGS,
            "unrelated/file", "x");

    private static List<Manifest> render(FileTree tree, String path) throws Exception {
        return new DirectoryRenderer(false, RenderLimits.DEFAULT).render(tree, path);
    }

    private static MemoryFileTree with(String path, String content) {
        Map<String, String> files = new HashMap<>(FILES);
        files.put(path, content);
        return MemoryFileTree.of(files);
    }

    @Test
    void aDirectoryIsRenderedByWhatIsInIt() throws Exception {
        FileTree tree = MemoryFileTree.of(FILES);
        assertThat(render(tree, "overlays/prod").getFirst().object().stringAt("metadata", "name"))
                .contains("prod-settings");
        assertThat(render(tree, "plain").getFirst().object().stringAt("metadata", "name"))
                .contains("settings");
        assertThatThrownBy(() -> render(tree, "absent")).hasMessage("absent: no such directory");
        assertThatThrownBy(() -> render(tree, "plain/settings.yaml"))
                .hasMessage("plain/settings.yaml: no such directory");
        assertThatThrownBy(() -> render(tree, "../x")).hasMessageContaining("leads outside of the repository");
    }

    @Test
    void aRenderIsUnchangedUntilSomethingChangesThatItRead() throws Exception {
        RecordingFileTree tree = new RecordingFileTree(MemoryFileTree.of(FILES));
        render(tree, "overlays/prod");
        ReadSet reads = tree.readSet();
        assertThat(reads.unchangedIn(MemoryFileTree.of(FILES))).isTrue();
        assertThat(reads.unchangedIn(with("unrelated/file", "y"))).isTrue();
        assertThat(reads.unchangedIn(with("base/readme.md", "changed"))).isTrue();
        assertThat(reads.unchangedIn(with("overlays/prod/unused.yaml", ""))).isTrue();
        assertThat(reads.unchangedIn(with("base/settings.yaml", SETTINGS + "data: {}\n")))
                .isFalse();
        assertThat(reads.unchangedIn(with("base/kustomization.yaml", "resources: []\n")))
                .isFalse();
        assertThat(reads.unchangedIn(with("base/Kustomization", "namespace: x\n")))
                .isFalse();
    }

    @Test
    void aPlainDirectoryIsChangedByAnyFileInIt() throws Exception {
        RecordingFileTree tree = new RecordingFileTree(MemoryFileTree.of(FILES));
        render(tree, "plain");
        ReadSet reads = tree.readSet();
        assertThat(reads.unchangedIn(MemoryFileTree.of(FILES))).isTrue();
        assertThat(reads.unchangedIn(with("base/settings.yaml", SETTINGS + "data: {}\n")))
                .isTrue();
        assertThat(reads.unchangedIn(with("plain/more.yaml", ""))).isFalse();
        assertThat(reads.unchangedIn(with("plain/kustomization.yaml", ""))).isFalse();
    }

    @Test
    void whatIsReadThroughALinkCountsWithTheLink() throws Exception {
        MemoryFileTree.Builder files = MemoryFileTree.builder().symlink("plain/linked.yaml", "../shared/a.yaml");
        String other = SETTINGS.replace("settings", "other");
        RecordingFileTree tree =
                new RecordingFileTree(files.file("shared/a.yaml", other).build());
        render(tree, "plain");
        assertThat(tree.readSet().unchangedIn(files.build())).isTrue();
        assertThat(tree.readSet()
                        .unchangedIn(files.file("shared/a.yaml", SETTINGS).build()))
                .isFalse();
    }
}
