package dev.gitsync.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gitsync.kube.DeleteOptions.Propagation;
import dev.gitsync.testbed.ClusterExtension;
import dev.gitsync.testbed.TestCluster;
import dev.gitsync.testbed.TestNamespace;
import dev.gitsync.testbed.TestUser;
import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(ClusterExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class KubeClientTest {
    private final TestCluster cluster;
    private final String namespace;
    private final Kube kube;
    private final KubeClient client;
    private final ApiResource configMaps;

    KubeClientTest(TestCluster cluster, TestNamespace namespace) {
        this.cluster = cluster;
        this.namespace = namespace.name();
        this.kube = Kube.of(cluster);
        this.client = kube.client;
        this.configMaps = kube.configMaps();
    }

    @AfterAll
    void close() {
        kube.close();
    }

    @Test
    void anAppliedObjectIsReadBackAndAppliedAgainWithoutANewVersion() throws KubeException {
        MapValue object = Kube.configMap(namespace, "applied", "a", "1");

        Applied first = client.apply(configMaps, object, Kube.FORCED);
        Applied second = client.apply(configMaps, object, Kube.FORCED);

        assertThat(first.created()).isTrue();
        assertThat(second.created()).isFalse();
        assertThat(Kube.version(second.object())).isEqualTo(Kube.version(first.object()));
        assertThat(client.get(configMaps, namespace, "applied").orElseThrow()).isEqualTo(second.object());
    }

    @Test
    void aDryRunAnswersWhatWouldBeAndStoresNothing() throws KubeException {
        MapValue object = Kube.configMap(namespace, "dry", "a", "1");

        Applied answer = client.apply(configMaps, object, new ApplyOptions("gitsync", true, true));

        assertThat(answer.object().stringAt("data", "a")).contains("1");
        assertThat(client.get(configMaps, namespace, "dry")).isEmpty();
    }

    @Test
    void aFieldOfAnotherManagerIsAConflictUnlessForced() throws KubeException {
        client.apply(
                configMaps, Kube.configMap(namespace, "contested", "a", "1"), new ApplyOptions("other", true, false));
        MapValue ours = Kube.configMap(namespace, "contested", "a", "2");

        KubeException conflict = failure(() -> client.apply(configMaps, ours, Kube.UNFORCED));

        assertThat(conflict.isConflict()).isTrue();
        assertThat(conflict.causes()).anySatisfy(cause -> {
            assertThat(cause.field()).isEqualTo(".data.a");
            assertThat(cause.message()).contains("other");
        });
        assertThat(client.apply(configMaps, ours, Kube.FORCED).object().stringAt("data", "a"))
                .contains("2");
    }

    @Test
    void anUnknownFieldIsAnErrorThatNamesIt() {
        MapValue typo = Kube.configMap(namespace, "typo", "a", "1").with("dta", Value.map("b", Value.of("2")));

        KubeException error = failure(() -> client.apply(configMaps, typo, Kube.FORCED));

        assertThat(error)
                .hasMessageStartingWith("apply ConfigMap " + namespace + "/typo: ")
                .hasMessageContaining("dta");
        assertThat(error.isInvalid()).isTrue();
        assertThat(error.isTransient()).isFalse();
    }

    @Test
    void anInvalidObjectIsNamedWithItsFields() {
        MapValue service = Value.map(
                "apiVersion", Value.of("v1"),
                "kind", Value.of("Service"),
                "metadata", Value.map("name", Value.of("bad"), "namespace", Value.of(namespace)),
                "spec", Value.map("ports", Value.list(Value.map("port", Value.of(99_999)))));

        KubeException error = failure(() -> client.apply(kube.resource("v1", "Service"), service, Kube.FORCED));

        assertThat(error.isInvalid()).isTrue();
        assertThat(error.causes()).extracting(KubeException.Cause::field).contains("spec.ports[0].port");
    }

    @Test
    void aNameThatWouldLeadElsewhereIsInvalid() {
        KubeException error = failure(() -> client.get(configMaps, namespace, "../secrets/other"));

        assertThat(error.isInvalid()).isTrue();
    }

    @Test
    void aResourceThatIsNotServedIsNotAnAbsentObject() throws KubeException {
        ApiResource gone = new ApiResource(
                "example.org", "v1", "Gone", "gones", true, configMaps.verbs(), configMaps.subresources());

        assertThat(client.get(configMaps, namespace, "absent")).isEmpty();
        assertThat(failure(() -> client.get(gone, namespace, "absent")).isNotFound())
                .isTrue();
        assertThat(failure(() -> client.delete(gone, namespace, "absent", DeleteOptions.BACKGROUND))
                        .isNotFound())
                .isTrue();
    }

    @Test
    void aUserWithoutRightsIsForbidden() throws KubeException {
        TestUser user = cluster.serviceAccount(namespace, "nobody");
        try (Kube limited = Kube.of(user.kubeconfig())) {
            KubeException error = failure(
                    () -> limited.client.apply(configMaps, Kube.configMap(namespace, "denied", "a", "1"), Kube.FORCED));

            assertThat(error.isForbidden()).isTrue();
            assertThat(error).hasMessageStartingWith("apply ConfigMap " + namespace + "/denied: 403 Forbidden: ");
            assertThat(limited.client.defaultNamespace()).isEqualTo(namespace);
        }
    }

    @Test
    void aListComesInPagesWithTypesOnEachItem() throws KubeException {
        for (int i = 0; i < 7; i++) {
            MapValue labels = Value.map("list", Value.of("paged"));
            client.apply(configMaps, Kube.configMap(namespace, "page-" + i, labels, MapValue.EMPTY), Kube.FORCED);
        }
        List<ListPage> pages = new ArrayList<>();

        String version = client.list(
                configMaps,
                namespace,
                ListOptions.ALL.withLabelSelector("list=paged").withPageSize(3),
                pages::add);

        assertThat(pages).extracting(page -> page.items().size()).containsExactly(3, 3, 1);
        assertThat(pages).extracting(ListPage::first).containsExactly(true, false, false);
        assertThat(pages.getFirst().items().getFirst().stringAt("kind")).contains("ConfigMap");
        assertThat(version).isNotEmpty();
    }

    @Test
    void aListOfMetadataHoldsNoContent() throws KubeException {
        client.apply(configMaps, Kube.configMap(namespace, "meta", "a", "1"), Kube.FORCED);

        List<MapValue> items = client.list(
                configMaps,
                namespace,
                ListOptions.ALL.withFieldSelector("metadata.name=meta").withMetadataOnly(true));

        assertThat(items).singleElement().satisfies(item -> {
            assertThat(item.get("data")).isEmpty();
            assertThat(item.stringAt("apiVersion")).contains("v1");
            assertThat(item.stringAt("kind")).contains("ConfigMap");
        });
    }

    @Test
    void aDeleteSparesAnObjectOfAnotherUid() throws KubeException {
        MapValue object = client.apply(configMaps, Kube.configMap(namespace, "kept", "a", "1"), Kube.FORCED)
                .object();
        DeleteOptions options = DeleteOptions.BACKGROUND.withPropagation(Propagation.FOREGROUND);

        KubeException refused = failure(() ->
                client.delete(configMaps, namespace, "kept", options.withUid("00000000-0000-0000-0000-000000000000")));

        assertThat(refused.isConflict()).isTrue();
        assertThat(client.delete(
                        configMaps,
                        namespace,
                        "kept",
                        options.withUid(Kube.uid(object)).withDryRun(true)))
                .isEqualTo(Deletion.BEGUN);
        assertThat(client.get(configMaps, namespace, "kept")).isPresent();
        DeleteOptions ours = DeleteOptions.BACKGROUND.withUid(Kube.uid(object));
        assertThat(client.delete(configMaps, namespace, "kept", ours)).isEqualTo(Deletion.DONE);
        assertThat(client.delete(configMaps, namespace, "kept", ours)).isEqualTo(Deletion.ABSENT);
    }

    @Test
    void createReplaceAndPatchKeepToTheirPreconditions() throws KubeException {
        MapValue object = Kube.configMap(namespace, "edited", "a", "1");
        MapValue created = client.create(configMaps, object, "tester");
        MapValue replaced = client.replace(configMaps, created.with("data", Value.map("a", Value.of("2"))), "tester");

        assertThat(replaced.stringAt("data", "a")).contains("2");
        assertThat(failure(() -> client.create(configMaps, object, "tester")).isAlreadyExists())
                .isTrue();
        assertThat(failure(() -> client.replace(configMaps, created, "tester")).isConflict())
                .isTrue();

        MapValue merged = client.mergePatch(
                configMaps, namespace, "edited", Value.map("data", Value.map("b", Value.of("3"))), "tester");
        assertThat(merged.mapAt("data")).isEqualTo(Value.map("a", Value.of("2"), "b", Value.of("3")));

        Value test = Value.map("op", Value.of("test"), "path", Value.of("/data/a"), "value", Value.of("other"));
        Value remove = Value.map("op", Value.of("remove"), "path", Value.of("/data/a"));
        assertThat(failure(() -> client.jsonPatch(configMaps, namespace, "edited", Value.list(test, remove), "tester"))
                        .isInvalid())
                .isTrue();
        assertThat(client.jsonPatch(configMaps, namespace, "edited", Value.list(remove), "tester")
                        .mapAt("data"))
                .isEqualTo(Value.map("b", Value.of("3")));
    }

    @Test
    void theStatusIsWrittenByItself() throws KubeException {
        ApiResource pods = kube.resource("v1", "Pod");
        MapValue pod = Value.map(
                "apiVersion", Value.of("v1"),
                "kind", Value.of("Pod"),
                "metadata", Value.map("name", Value.of("status"), "namespace", Value.of(namespace)),
                "spec",
                        Value.map(
                                "schedulerName", Value.of("none"),
                                "containers",
                                        Value.list(Value.map(
                                                "name", Value.of("c"), "image", Value.of("example.org/image:1")))));
        client.apply(pods, pod, Kube.FORCED);

        MapValue patched = client.patchStatus(
                pods, namespace, "status", Value.map("status", Value.map("message", Value.of("hello"))), "tester");

        assertThat(patched.stringAt("status", "message")).contains("hello");
        assertThat(pods.hasStatus()).isTrue();
        assertThat(configMaps.hasStatus()).isFalse();
    }

    @Test
    void theServersWarningsReachTheCaller() throws KubeException {
        MapValue endpoints = Value.map(
                "apiVersion", Value.of("v1"),
                "kind", Value.of("Endpoints"),
                "metadata", Value.map("name", Value.of("old"), "namespace", Value.of(namespace)));

        Applied applied = client.apply(kube.resource("v1", "Endpoints"), endpoints, Kube.FORCED);

        assertThat(applied.warnings()).singleElement().asString().contains("deprecated");
    }

    @Test
    void anUnreachableServerIsTransientAndNamed(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("kubeconfig");
        Files.writeString(file, """
                {"current-context": "c",
                 "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
                 "clusters": [{"name": "c", "cluster": {"server": "https://127.0.0.1:1"}}],
                 "users": [{"name": "u", "user": {"token": "t"}}]}
                """);
        try (Kube nowhere = Kube.of(file)) {
            KubeException error = failure(() -> nowhere.client.get(configMaps, namespace, "any"));

            assertThat(error.isTransient()).isTrue();
            assertThat(error.code()).isZero();
            assertThat(error).hasMessageContaining("https://127.0.0.1:1");
        }
    }

    @Test
    void everyRequestIsObserved() throws Exception {
        ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
        ClientOptions options = ClientOptions.ofVersion("test")
                .withObserver((verb, resource, code, took) -> seen.add(verb + " " + resource + " " + code));
        try (KubeClient observed = KubeClient.fromKubeconfig(cluster.kubeconfig(), null, options)) {
            observed.get(configMaps, namespace, "absent");
            observed.raw("/version", "application/json");
            observed.apply(configMaps, Kube.configMap(namespace, "observed", "a", "1"), Kube.FORCED);
        }

        assertThat(seen).containsExactly("get configmaps 404", "get /version 200", "apply configmaps 201");
    }

    @Test
    void anInterruptedCallerGetsAnExceptionAndKeepsItsFlag() {
        Thread.currentThread().interrupt();
        KubeException error = failure(() -> client.get(configMaps, namespace, "any"));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(error.isInterrupted()).isTrue();
        assertThat(error.isTransient()).isFalse();
    }

    @Test
    void rawAnswersAnyPath() throws KubeException {
        String version = new String(client.raw("/version", "application/json"), StandardCharsets.UTF_8);

        assertThat(Json.parse(version).stringAt("major")).contains("1");
    }

    private static KubeException failure(ThrowingCallable call) {
        KubeException caught = catchThrowableOfType(KubeException.class, call);
        assertThat(caught).as("the request fails").isNotNull();
        return caught;
    }
}
