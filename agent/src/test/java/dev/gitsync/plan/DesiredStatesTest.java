package dev.gitsync.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSet;
import dev.gitsync.api.ApplicationKey;
import dev.gitsync.api.ApplicationSpec;
import dev.gitsync.api.Destination;
import dev.gitsync.api.PrunePolicy;
import dev.gitsync.api.RetryPolicy;
import dev.gitsync.api.Source;
import dev.gitsync.api.SyncPolicy;
import dev.gitsync.diff.SecretMask;
import dev.gitsync.kube.ApiResource;
import dev.gitsync.kube.KubeException;
import dev.gitsync.render.Manifest;
import dev.gitsync.value.Json;
import dev.gitsync.value.JsonException;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value.MapValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DesiredStatesTest {
    private static final ApplicationKey SHOP = new ApplicationKey("gitsync", "shop");
    private static final String CRD = """
            {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "widgets.example.com"},
             "spec": {"group": "example.com", "scope": "%s", "names": {"kind": "Widget"}}}""";
    private static final String WIDGET = """
            {"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": "w"}}""";

    private final DesiredStates states =
            new DesiredStates(DesiredStatesTest::served, new SecretMask(new byte[32]), "main");

    @Test
    void anObjectWithoutANamespaceGoesToTheDestination() throws Exception {
        DesiredState state = of(
                Optional.of("shop"),
                configMap("{\"name\": \"a\"}"),
                configMap("{\"name\": \"b\", \"namespace\": \"own\"}"));

        assertThat(state.errors()).isEmpty();
        assertThat(state.objects().keySet())
                .containsExactly(key("ConfigMap", "shop", "a"), key("ConfigMap", "own", "b"));
    }

    @Test
    void withoutAnyNamespaceItIsAnErrorThatSaysWhatToDo() throws Exception {
        DesiredState state = of(Optional.empty(), configMap("{\"name\": \"a\"}"));

        assertThat(state.objects()).isEmpty();
        assertThat(state.errors())
                .singleElement()
                .satisfies(error -> assertThat(error.message())
                        .contains("app.yaml", "metadata.namespace", "spec.destination.namespace"));
    }

    @Test
    void aClusterScopedObjectLosesItsNamespace() throws Exception {
        DesiredState state = of(
                Optional.of("shop"),
                "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"n\", \"namespace\": \"shop\"}}");

        DesiredObject object = only(state, key("Namespace", "", "n"));
        assertThat(object.object().stringAt("metadata", "namespace")).isEmpty();
    }

    @Test
    void aDefinitionOfTheSameRevisionGivesTheScope() throws Exception {
        assertThat(of(Optional.of("shop"), WIDGET, CRD.formatted("Namespaced")).objects())
                .containsKey(new ObjectKey("example.com", "Widget", "shop", "w"));
        assertThat(of(Optional.of("shop"), WIDGET, CRD.formatted("Cluster")).objects())
                .containsKey(new ObjectKey("example.com", "Widget", "", "w"));
    }

    @Test
    void aKindThatNobodyServesIsAnErrorAndTheOthersGoOn() throws Exception {
        DesiredState state = of(Optional.of("shop"), WIDGET, configMap("{\"name\": \"a\"}"));

        assertThat(state.objects()).hasSize(1);
        assertThat(state.errors())
                .singleElement()
                .satisfies(error -> assertThat(error.message())
                        .contains("Widget", "example.com/v1", "app.yaml", "CustomResourceDefinition"));
    }

    @Test
    void twoManifestsOfOneObjectAreRefusedOnceTheirNamespacesAreFilledIn() {
        assertThatThrownBy(() -> of(
                        Optional.of("shop"),
                        configMap("{\"name\": \"a\"}"),
                        configMap("{\"name\": \"a\", \"namespace\": \"shop\"}")))
                .isInstanceOf(DuplicateObjectException.class)
                .hasMessageContaining("shop/a")
                .hasMessageContaining("app.yaml:1")
                .hasMessageContaining("app.yaml:2");
    }

    @Test
    void anObjectIsLabelledAndTracked() throws Exception {
        DesiredObject object = only(
                of(Optional.of("shop"), configMap("{\"name\": \"a\", \"labels\": {\"app\": \"web\"}}")),
                key("ConfigMap", "shop", "a"));

        MapValue metadata = object.object().mapAt("metadata");
        assertThat(metadata.stringAt("labels", "app")).contains("web");
        assertThat(metadata.stringAt("labels", "gitsync.dev/application")).contains("gitsync.shop");
        assertThat(metadata.stringAt("annotations", "gitsync.dev/tracking-id"))
                .contains("main/gitsync/shop:/ConfigMap:shop/a");
    }

    @Test
    void whatBelongsToNoApplicationIsNotMarked() throws Exception {
        DesiredObject object = only(
                states.untracked(Optional.of("shop"), manifests(configMap("{\"name\": \"a\"}"))),
                key("ConfigMap", "shop", "a"));

        assertThat(object.object().at("metadata", "labels")).isEmpty();
        assertThat(object.object().at("metadata", "annotations")).isEmpty();
    }

    @Test
    void aSecretIsMaskedForAllThatShowIt() throws Exception {
        DesiredObject object = only(of(Optional.of("shop"), """
                        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "stringData": {"password": "hunter2hunter2"}}"""), key("Secret", "shop", "s"));

        assertThat(object.object().stringAt("data", "password")).contains("aHVudGVyMmh1bnRlcjI=");
        assertThat(Json.text(object.masked())).doesNotContain("hunter2").doesNotContain("aHVudGVyMmh1bnRlcjI=");
        assertThat(object.toString()).doesNotContain("hunter2");
    }

    private DesiredState of(Optional<String> namespace, String... manifests) throws Exception {
        ApplicationSpec spec = new ApplicationSpec(
                "default",
                new Source("https://git.example.com/shop.git", "HEAD", ".", false),
                new Destination(Optional.empty(), Optional.empty(), namespace),
                new SyncPolicy(true, true, true, false, false, RetryPolicy.DEFAULT),
                PrunePolicy.DEFAULT,
                10,
                false,
                Optional.empty());
        return states.of(SHOP, spec, manifests(manifests));
    }

    private static DesiredObject only(DesiredState state, ObjectKey key) {
        assertThat(state.objects()).containsOnlyKeys(key);
        return state.objects().values().iterator().next();
    }

    private static List<Manifest> manifests(String... objects) throws JsonException {
        List<Manifest> manifests = new ArrayList<>();
        for (String object : objects) {
            manifests.add(new Manifest((MapValue) Json.parse(object), "app.yaml", manifests.size() + 1));
        }
        return manifests;
    }

    private static String configMap(String metadata) {
        return "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": " + metadata + "}";
    }

    private static ObjectKey key(String kind, String namespace, String name) {
        return new ObjectKey("", kind, namespace, name);
    }

    private static Optional<ApiResource> served(String apiVersion, String kind) throws KubeException {
        return switch (apiVersion + " " + kind) {
            case "v1 ConfigMap" -> Optional.of(resource("", "v1", kind, "configmaps", true));
            case "v1 Secret" -> Optional.of(resource("", "v1", kind, "secrets", true));
            case "v1 Namespace" -> Optional.of(resource("", "v1", kind, "namespaces", false));
            case "apiextensions.k8s.io/v1 CustomResourceDefinition" ->
                Optional.of(resource("apiextensions.k8s.io", "v1", kind, "customresourcedefinitions", false));
            case String other when other.startsWith("example.com/") -> Optional.empty();
            case String other -> throw new AssertionError(other);
        };
    }

    private static ApiResource resource(String group, String version, String kind, String plural, boolean namespaced) {
        return new ApiResource(group, version, kind, plural, namespaced, ImmutableSet.of("get"), ImmutableSet.of());
    }
}
