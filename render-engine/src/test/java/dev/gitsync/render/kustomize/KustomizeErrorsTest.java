package dev.gitsync.render.kustomize;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gitsync.render.MemoryFileTree;
import dev.gitsync.render.RenderException;
import dev.gitsync.render.RenderLimits;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What is wrong with a kustomization is said with its file, its line and what to do. */
class KustomizeErrorsTest {
    private static final String SETTINGS = """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: settings
            data:
              level: info
            """;
    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
            spec:
              replicas: 1
            """;

    /** A kustomization in {@code app}, beside {@code settings.yaml} and {@code web.yaml}, and the message for it. */
    private record Case(String kustomization, String message) {}

    private static final List<Case> CASES = List.of(
            new Case("", "app/kustomization.yaml: the kustomization is empty"),
            new Case("kind: Kustomization\n", "app/kustomization.yaml:1: the kustomization is empty"),
            new Case("- a\n", "app/kustomization.yaml:1: a kustomization must be a map of fields"),
            new Case(
                    "kind: Other\nresources: []\n",
                    "app/kustomization.yaml:1: field \"kind\" must be Kustomization or Component"),
            new Case("apiVersion: v2\nresources: []\n", "field \"apiVersion\" must be kustomize.config.k8s.io/v1beta1"),
            new Case("kind: Component\nresources: []\n", "app/kustomization.yaml:1: field \"kind\" is Component"),
            new Case(
                    "resources: []\n---\nresources: []\n",
                    "app/kustomization.yaml: the kustomization must be a single document"),
            new Case("resources: [a\n", "app/kustomization.yaml:2"),
            new Case(
                    "resources: []\n\nhelmCharts:\n- name: x\n",
                    "app/kustomization.yaml:3: field \"helmCharts\" is not supported"),
            new Case("generators: [x]\n", "app/kustomization.yaml:1: field \"generators\" is not supported"),
            new Case("transformers: [x]\n", "field \"transformers\" is not supported"),
            new Case("validators: [x]\n", "field \"validators\" is not supported"),
            new Case("vars: []\n", "field \"vars\" is not supported"),
            new Case("replacements: []\n", "field \"replacements\" is not supported"),
            new Case("configurations: [x]\n", "field \"configurations\" is not supported"),
            new Case("crds: [x]\n", "field \"crds\" is not supported"),
            new Case("openapi: {path: x}\n", "field \"openapi\" is not supported"),
            new Case("buildMetadata: [originAnnotations]\n", "field \"buildMetadata\" is not supported"),
            new Case("resource: [x]\n", "field \"resource\" is not supported"),
            new Case(
                    "images:\n- name: a\n  tag: b\n",
                    "app/kustomization.yaml:3: field \"images[0].tag\" is not supported"),
            new Case("metadata: {uid: x}\n", "field \"metadata.uid\" is not supported"),
            new Case(
                    "labels:\n- pairs: {a: 1}\n",
                    "app/kustomization.yaml:2: field \"labels[0].pairs.a\" must be a string; put it in quotes"),
            new Case("namespace: [a]\n", "field \"namespace\" must be a string"),
            new Case("resources: settings.yaml\n", "field \"resources\" must be a list"),
            new Case("resources: [1]\n", "field \"resources[0]\" must be a string"),
            new Case("patches: [a]\n", "field \"patches[0]\" must be a map"),
            new Case("replicas: [{name: web, count: two}]\n", "field \"replicas[0].count\" must be an integer"),
            new Case("resources: [web.yaml]\nreplicas: [{name: api, count: 2}]\n", "has the name \"api\""),
            new Case("sortOptions: {order: up}\n", "field \"sortOptions.order\" must be legacy or fifo"),
            new Case(
                    "resources:\n- settings.yaml\n- absent.yaml\n",
                    "app/kustomization.yaml:3: \"absent.yaml\": no such file or directory"),
            new Case("resources: ['']\n", "the path is empty"),
            new Case(
                    "resources: [settings.yaml, settings.yaml]\n",
                    "app/settings.yaml:1: may not add resource with an already registered id: ConfigMap settings is declared here and in app/settings.yaml:1"),
            new Case("resources: [../../etc]\n", "\"../../etc\" leads outside of the repository"),
            new Case("resources: [/etc/passwd]\n", "\"/etc/passwd\" is an absolute path"),
            new Case("resources: [../other/settings.yaml]\n", "is not in or below the directory of this kustomization"),
            new Case(
                    "configMapGenerator: [{name: a, files: [../other/settings.yaml]}]\n",
                    "is not in or below the directory of this kustomization"),
            new Case(
                    "patches: [{path: ../other/settings.yaml}]\n",
                    "is not in or below the directory of this kustomization"),
            new Case("resources: [link.yaml]\n", "is not in or below the directory of this kustomization"),
            new Case("resources: [out.yaml]\n", "\"app/out.yaml\" leads outside of the repository"),
            new Case("resources: [nothing-out.yaml]\n", "\"app/nothing-out.yaml\" leads outside of the repository"),
            new Case("resources: [loop]\n", "goes through more than 40 symbolic links"),
            new Case("resources: [module]\n", "is a Git submodule, which is not fetched"),
            new Case("resources: [module/x]\n", "lies in a Git submodule, which is not fetched"),
            new Case("resources: ['https://example.com/x.yaml']\n", "is a remote resource, which is not fetched"),
            new Case("resources: ['github.com/org/repo?ref=main']\n", "is a remote resource"),
            new Case("resources: ['git@github.com:org/repo']\n", "is a remote resource"),
            new Case("resources: ['ssh://git@host/repo']\n", "is a remote resource"),
            new Case("resources: ['org/repo//path?ref=v1']\n", "is a remote resource"),
            new Case("components: ['https://example.com/c']\n", "is a remote resource"),
            new Case("resources: [.]\n", "app/kustomization.yaml:1: cycle"),
            new Case("resources: ['..']\n", "cycle"),
            new Case("resources: [../circle]\n", "circle/kustomization.yaml:1: cycle"),
            new Case("resources: [../other]\n", "app/kustomization.yaml:1: \"other\" has no kustomization.yaml"),
            new Case(
                    "resources: [../double]\n",
                    "has more than one kustomization file: double/kustomization.yaml, double/Kustomization"),
            new Case("resources: [../component]\n", "\"../component\" is a Component: name it under components"),
            new Case("components: [../fine]\n", "\"../fine\" is not of kind Component: name it under resources"),
            new Case("components: [settings.yaml]\n", "must be the directory of a kustomization"),
            new Case("resources: [no-name.yaml]\n", "app/no-name.yaml:3: ConfigMap: metadata.name is missing"),
            new Case("resources: [no-kind.yaml]\n", "app/no-kind.yaml:1: object: kind is missing"),
            new Case(
                    "resources: [generated.yaml]\n",
                    "has metadata.generateName; an object that is kept in Git needs a fixed metadata.name"),
            new Case("resources: [text.yaml]\n", "app/text.yaml:1: a Kubernetes object must be a map of fields"),
            new Case("resources: [broken.yaml]\n", "app/broken.yaml:3:1: "),
            new Case("resources: [binary.yaml]\n", "app/binary.yaml: not UTF-8 text"),
            new Case("patches: [{target: {kind: X}}]\n", "needs one of path and patch"),
            new Case("patches: [{path: a, patch: b}]\n", "needs one of path and patch"),
            new Case(
                    "patches:\n- patch: |-\n    kind: ConfigMap\n    metadata: {name: x}\n",
                    "app/kustomization.yaml:2: no object matches the patch for ConfigMap x"),
            new Case("patches:\n- patch: '{kind: ConfigMap}'\n", "the patch has no metadata.name"),
            new Case("patches:\n- patch: '[{op: remove, path: /x}]'\n", "a JSON patch needs a target"),
            new Case(
                    "patches:\n- patch: '[{op: drop, path: /x}]'\n  target: {}\n",
                    "the operation \"drop\" on /x must be add, remove"),
            new Case("patches:\n- patch: '# none'\n", "the patch is empty"),
            new Case("patches:\n- patch: ']'\n", "the patch of app/kustomization.yaml:2"),
            new Case(
                    "patches:\n- path: web.yaml\n  target: {kind: '('}\n",
                    "field \"patches[0].target.kind\" is no regular expression"),
            new Case(
                    "patches:\n- path: web.yaml\n  target: {labelSelector: 'a ~ b'}\n",
                    "is no selector: \"a ~ b\" is not understood"),
            new Case(
                    "patches:\n- path: web.yaml\n  target: {title: a}\n",
                    "field \"patches[0].target.title\" is not supported"),
            new Case(
                    "patches:\n- path: web.yaml\n  options: {force: true}\n",
                    "field \"patches[0].options.force\" is not supported"),
            new Case(
                    "resources: [web.yaml]\npatches:\n- target: {kind: Deployment}\n  patch: '[{op: remove, path: /spec/paused}]'\n",
                    "app/kustomization.yaml:4: the patch can't be applied to Deployment.apps web of app/web.yaml:1: app/kustomization.yaml:4: JSON patch, remove /spec/paused: \"paused\" is not there"),
            new Case(
                    "resources: [web.yaml]\npatches:\n- target: {kind: Deployment}\n  patch: '[{op: test, path: /spec/replicas, value: 7}]'\n",
                    "the value there is another"),
            new Case(
                    "resources: [web.yaml]\npatches:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: web}\n    spec: [a]\n",
                    "spec: the patch has a list where the object has a map"),
            new Case(
                    "resources: [web.yaml]\npatches:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: web}\n    $patch: erase\n",
                    "$patch must be merge, replace or delete"),
            new Case(
                    "patchesJson6902:\n- path: x\n",
                    "field \"patchesJson6902[0].target\" must give the name of the object to patch"),
            new Case("configMapGenerator: [{literals: [a=b]}]\n", "\"configMapGenerator[0]\" has no name"),
            new Case(
                    "configMapGenerator: [{name: a, type: b}]\n",
                    "field \"configMapGenerator[0].type\" is not supported"),
            new Case("configMapGenerator: [{name: a, literals: [ab]}]\n", "a literal must be KEY=VALUE"),
            new Case("configMapGenerator: [{name: a, literals: [a=b, a=c]}]\n", "the key \"a\" is given twice"),
            new Case("configMapGenerator: [{name: a, files: [=settings.yaml]}]\n", "must be PATH or KEY=PATH"),
            new Case("configMapGenerator: [{name: a, behavior: mix}]\n", "must be create, merge or replace"),
            new Case(
                    "configMapGenerator: [{name: a, behavior: merge}]\n",
                    "is merge, but there is no ConfigMap a to merge"),
            new Case(
                    "resources: [settings.yaml]\nconfigMapGenerator: [{name: settings}]\n",
                    "app/kustomization.yaml:2: ConfigMap settings exists, from app/settings.yaml:1; behavior must be merge or replace"),
            new Case(
                    "configMapGenerator: [{name: a, options: {hash: no}}]\n",
                    "field \"configMapGenerator[0].options.hash\" is not supported"),
            new Case("images: [{name: '('}]\n", "\"(\" is no name of an image"),
            new Case(
                    "resources: [settings.yaml, ../other-namespace]\nnamespace: one\n",
                    "the namespace makes two objects one"),
            new Case(
                    "labels: [{pairs: {a: b}, fields: [{path: metadata/labels}]}]\n",
                    "says create: false of metadata/labels"));

    @TestFactory
    Stream<DynamicTest> whatIsWrongIsNamed() {
        return CASES.stream()
                .map(it -> DynamicTest.dynamicTest(
                        it.message(),
                        () -> assertThatThrownBy(() -> render(it.kustomization()))
                                .isInstanceOf(RenderException.class)
                                .hasMessageContaining(it.message())));
    }

    private static void render(String kustomization) throws Exception {
        MemoryFileTree tree = MemoryFileTree.builder()
                .file("app/kustomization.yaml", kustomization)
                .file("app/settings.yaml", SETTINGS)
                .file("app/web.yaml", DEPLOYMENT)
                .file("app/no-name.yaml", "# a\n---\napiVersion: v1\nkind: ConfigMap\n")
                .file("app/no-kind.yaml", "apiVersion: v1\nmetadata: {name: x}\n")
                .file("app/generated.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {generateName: x-}\n")
                .file("app/text.yaml", "just text\n")
                .file("app/broken.yaml", "a: b\nc: [\n")
                .file("app/binary.yaml", new byte[] {(byte) 0xff, (byte) 0xfe, 0})
                .symlink("app/link.yaml", "../other/settings.yaml")
                .symlink("app/out.yaml", "../../outside.yaml")
                .symlink("app/nothing-out.yaml", "/nothing")
                .symlink("app/loop", "loop")
                .submodule("app/module", "46d5b90a7f4e9996351ad893a26bcbd27216676a")
                .file("other/settings.yaml", SETTINGS)
                .file("circle/kustomization.yaml", "resources: [../app]\n")
                .file("double/kustomization.yaml", "namespace: a\n")
                .file("double/Kustomization", "namespace: a\n")
                .file("component/kustomization.yaml", "kind: Component\nnamespace: a\n")
                .file("fine/kustomization.yaml", "namespace: a\n")
                .file("other-namespace/kustomization.yaml", "namespace: two\nresources: [settings.yaml]\n")
                .file("other-namespace/settings.yaml", SETTINGS)
                .build();
        new KustomizeRenderer(RenderLimits.DEFAULT).render(tree, "app");
    }

    @Test
    void aTreeOfKustomizationsThatDoublesAtEachLevelIsRefused() {
        MemoryFileTree.Builder tree = MemoryFileTree.builder();
        for (int i = 0; i < 40; i++) {
            tree.file("k" + i + "/kustomization.yaml", "resources: [../k" + (i + 1) + ", ../k" + (i + 1) + "]\n");
        }
        tree.file("k40/kustomization.yaml", "namespace: a\n");
        assertThatThrownBy(() -> new KustomizeRenderer(RenderLimits.DEFAULT).render(tree.build(), "k0"))
                .isInstanceOf(RenderException.class)
                .hasMessageContaining("the build needs more than 2000 kustomizations");
    }

    @Test
    void moreThanTheLimitsAllowIsRefused() {
        MemoryFileTree tree = MemoryFileTree.builder()
                .file("kustomization.yaml", "resources: [settings.yaml, web.yaml]\n")
                .file("settings.yaml", SETTINGS)
                .file("web.yaml", DEPLOYMENT)
                .build();
        assertThatThrownBy(() -> new KustomizeRenderer(new RenderLimits(40, 1000, 10, 10)).render(tree, ""))
                .hasMessageContaining("kustomization.yaml:1: \"settings.yaml\" is larger than the 40 bytes");
        assertThatThrownBy(() -> new KustomizeRenderer(new RenderLimits(1000, 150, 10, 10)).render(tree, ""))
                .hasMessageContaining("larger than 150 bytes together");
        assertThatThrownBy(() -> new KustomizeRenderer(new RenderLimits(1000, 1000, 1, 10)).render(tree, ""))
                .hasMessageContaining("more than 1 objects");
    }
}
