package dev.gitsync.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApplicationTest {
    private static final String SOURCE = "source: {repoURL: https://git.example.com/shop.git}";

    @Test
    void anApplicationOfArgoCdIsReadAsItIsMeant() {
        Application application = Application.of(TestYaml.map("""
                apiVersion: argoproj.io/v1alpha1
                kind: Application
                metadata:
                  name: shop
                  namespace: gitsync
                  uid: 1-2-3
                  resourceVersion: "17"
                  generation: 4
                  finalizers: [resources-finalizer.argocd.argoproj.io]
                spec:
                  project: default
                  source:
                    repoURL: https://git.example.com/shop.git
                    targetRevision: v1.2
                    path: ./overlays//production/
                    directory: {jsonnet: {}, recurse: true}
                  destination: {server: 'https://kubernetes.default.svc', namespace: shop}
                  syncPolicy:
                    automated: {prune: true, selfHeal: true, enabled: null}
                    syncOptions: [CreateNamespace=true, ServerSideApply=true, PruneLast=true]
                    retry: {limit: 3, backoff: {duration: 10s, factor: 3, maxDuration: 1m}}
                  info: [{name: wiki, value: https://wiki.example.com}]
                """));

        assertThat(application.invalid()).isEmpty();
        assertThat(application.unsupportedFields()).isEmpty();
        assertThat(application.key()).hasToString("gitsync/shop");
        assertThat(application.uid()).isEqualTo("1-2-3");
        assertThat(application.resourceVersion()).isEqualTo("17");
        assertThat(application.generation()).isEqualTo(4);
        assertThat(application.cascadesDeletion()).isTrue();
        assertThat(application.validSpec())
                .contains(new ApplicationSpec(
                        "default",
                        new Source("https://git.example.com/shop.git", "v1.2", "overlays/production", true),
                        new Destination(
                                Optional.of("https://kubernetes.default.svc"), Optional.empty(), Optional.of("shop")),
                        new SyncPolicy(
                                true,
                                true,
                                true,
                                false,
                                true,
                                new RetryPolicy(3, Duration.ofSeconds(10), 3, Duration.ofMinutes(1))),
                        PrunePolicy.DEFAULT,
                        10,
                        false,
                        Optional.empty()));
    }

    @Test
    void aSpecThatSaysLittleGetsTheDefaults() {
        ApplicationSpec spec = valid(SOURCE);

        assertThat(spec.source()).isEqualTo(new Source("https://git.example.com/shop.git", "HEAD", ".", false));
        assertThat(spec.destination()).isEqualTo(new Destination(Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(spec.syncPolicy()).isEqualTo(new SyncPolicy(false, false, false, false, false, RetryPolicy.DEFAULT));
        assertThat(spec.prunePolicy()).isEqualTo(PrunePolicy.DEFAULT);
        assertThat(spec.revisionHistoryLimit()).isEqualTo(10);
        assertThat(spec.interval()).isEmpty();
    }

    @Test
    void oneElementOfSourcesIsASource() {
        assertThat(valid("sources: [{repoURL: https://git.example.com/shop.git, path: a}]")
                        .source()
                        .path())
                .isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "syncPolicy: {}                                              | false | false | false",
                "syncPolicy: null                                            | false | false | false",
                "syncPolicy: {automated: null}                               | false | false | false",
                "syncPolicy: {automated: {}}                                 | true  | false | false",
                "syncPolicy: {automated: {enabled: null, prune: true}}       | true  | true  | false",
                "syncPolicy: {automated: {enabled: true, selfHeal: true}}    | true  | false | true",
                "syncPolicy: {automated: {enabled: false, prune: true, selfHeal: true}} | false | false | false",
            })
    void automatedIsAsInArgoCd(String policy, boolean automated, boolean prune, boolean selfHeal) {
        SyncPolicy read = valid(SOURCE + "\n" + policy).syncPolicy();

        assertThat(List.of(read.automated(), read.prune(), read.selfHeal()))
                .isEqualTo(List.of(automated, prune, selfHeal));
    }

    @Test
    void whatArgoCdLacksIsReadToo() {
        ApplicationSpec spec = valid(SOURCE + """

                suspend: true
                interval: 90s
                revisionHistoryLimit: 3
                prunePolicy: {maxCount: 5, maxPercent: 20, kinds: [Namespace]}
                """);

        assertThat(spec.suspend()).isTrue();
        assertThat(spec.interval()).contains(Duration.ofSeconds(90));
        assertThat(spec.revisionHistoryLimit()).isEqualTo(3);
        assertThat(spec.prunePolicy()).isEqualTo(new PrunePolicy(Optional.of(5), Optional.of(20), Set.of("Namespace")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                             | spec.source: missing",
                "source: {}                                     | spec.source.repoURL: missing",
                "source: {repoURL: ''}                          | spec.source.repoURL: missing",
                "source: {repoURL: a b}                         | spec.source.repoURL: must not hold white space",
                "source: {repoURL: 7}                           | spec.source.repoURL: must be a string",
                "source: {repoURL: u, path: ../x}               | spec.source.path: must be a folder of the repository",
                "source: {repoURL: u, path: a/../../x}          | spec.source.path: must be a folder of the repository",
                "source: {repoURL: u, path: /etc}               | spec.source.path: must be a folder of the repository",
                "source: {repoURL: u, chart: redis}             | spec.source.chart: Helm charts are not supported yet",
                "source: {repoURL: u, helm: {values: a}}        | spec.source.helm: Helm charts are not supported yet",
                "source: {repoURL: u, kustomize: {images: [a]}} | spec.source.kustomize: kustomize settings outside",
                "source: {repoURL: u, plugin: {name: cmp}}      | spec.source.plugin: config management plugins",
                "source: {repoURL: u, ref: values}              | spec.source.ref:",
                "source: {repoURL: u, directory: {include: '*.yaml'}} | spec.source.directory.include:",
                "source: {repoURL: u, directory: {exclude: a}}  | spec.source.directory.exclude:",
                "source: {repoURL: u, directory: {jsonnet: {libs: [a]}}} | spec.source.directory.jsonnet:",
                "source: [u]                                    | spec.source: must be a map",
                "sources: [{repoURL: u}, {repoURL: v}]          | spec.sources: several sources are not supported yet",
                "sources: [{repoURL: u, chart: c}]              | spec.sources[0].chart: Helm charts",
                "sources: [u]                                   | spec.sources[0]: must be a map",
                "sources: []                                    | spec.source: missing",
                "sourceHydrator: {drySource: {repoURL: u}}      | spec.sourceHydrator:",
            })
    void aSourceThatCannotBeRenderedAsMeantIsRefused(String spec, String error) {
        assertThat(read(spec).invalid()).anySatisfy(line -> assertThat(line).startsWith(error));
        assertThat(read(spec).validSpec()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "destination: {server: https://10.0.0.1}        | spec.destination.server: only the agent's own cluster is supported",
                "destination: {name: production-2}              | spec.destination.name: only the agent's own cluster is supported",
                "destination: {server: https://kubernetes.default.svc, name: in-cluster} | spec.destination.name: give either",
                "destination: {namespace: Shop}                 | spec.destination.namespace: no name of a namespace",
                "ignoreDifferences: [{kind: Deployment}]        | spec.ignoreDifferences: ignored differences are not supported",
                "dependsOn: [{name: other}]                     | spec.dependsOn:",
                "syncPolicy: {managedNamespaceMetadata: {labels: {a: b}}} | spec.syncPolicy.managedNamespaceMetadata:",
                "syncPolicy: {syncOptions: [Replace=true]}      | spec.syncPolicy.syncOptions: Replace=true is not supported",
                "syncPolicy: {syncOptions: [Force=true]}        | spec.syncPolicy.syncOptions: Force=true is not supported",
                "syncPolicy: {syncOptions: [1]}                 | spec.syncPolicy.syncOptions[0]: must be a string",
                "syncPolicy: {automated: true}                  | spec.syncPolicy.automated: must be a map",
                "syncPolicy: {automated: {prune: 'true'}}       | spec.syncPolicy.automated.prune: must be true or false",
                "syncPolicy: {retry: {backoff: {duration: soon}}} | spec.syncPolicy.retry.backoff.duration: must be a duration",
                "syncPolicy: {retry: {backoff: {factor: 0}}}    | spec.syncPolicy.retry.backoff.factor: must be 1 to 1000, not 0",
                "revisionHistoryLimit: -1                       | spec.revisionHistoryLimit: must be 0 or more, not -1",
                "revisionHistoryLimit: 99999999999              | spec.revisionHistoryLimit: must be 0 or more",
                "interval: 10ms                                 | spec.interval: must be a duration of at least 1000ms",
                "prunePolicy: {maxPercent: 101}                 | spec.prunePolicy.maxPercent: must be 0 to 100, not 101",
                "suspend: 1                                     | spec.suspend: must be true or false",
            })
    void aWishThatCannotBeMetIsRefusedByItsPath(String spec, String error) {
        assertThat(read(SOURCE + "\n" + spec).invalid())
                .singleElement()
                .asString()
                .startsWith(error);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "destination: {server: https://kubernetes.default.svc}",
                "destination: {server: https://kubernetes.default.svc/, name: ''}",
                "destination: {name: in-cluster}",
                "ignoreDifferences: []",
                "dependsOn: null",
                "syncPolicy: {managedNamespaceMetadata: {labels: {}}}",
                "syncPolicy: {retry: {refresh: true}}",
                "info: [{name: a, value: b}]",
                "syncPolicy: {syncOptions: [RespectIgnoreDifferences=true, Validate=true, SkipDryRunOnMissingResource=true]}",
            })
    void whatSaysNothingOrAsksForOurWayIsAccepted(String spec) {
        assertThat(read(SOURCE + "\n" + spec).invalid()).isEmpty();
        assertThat(read(SOURCE + "\n" + spec).unsupportedFields()).isEmpty();
    }

    @Test
    void everyErrorIsGivenAtOnce() {
        assertThat(read("source: {path: /x, chart: c}\ninterval: never\n").invalid())
                .hasSize(4);
    }

    @Test
    void unknownFieldsAreReportedByTheirPaths() {
        Application application = read(SOURCE + """

                project: team-a
                foo: {bar: [{baz: 1}, 2], "dotted.name": {}}
                syncPolicy: {automated: {x: true}, syncOptions: [Fancy=true, Validate=false]}
                """);

        assertThat(application.invalid()).isEmpty();
        assertThat(application.unsupportedFields())
                .containsExactlyInAnyOrder(
                        "spec.project",
                        "spec.foo.bar[0].baz",
                        "spec.foo.bar[1]",
                        "spec.foo[\"dotted.name\"]",
                        "spec.syncPolicy.automated.x",
                        "spec.syncPolicy.syncOptions (Fancy=true: not a known option)",
                        "spec.syncPolicy.syncOptions (Validate=false: fields that the API server does not know are"
                                + " always an error)");
    }

    @Test
    void aFloodOfUnknownFieldsIsCounted() {
        MapValue flood = MapValue.EMPTY;
        for (int i = 0; i < 1000; i++) {
            flood = flood.with("field" + i, Value.of(i));
        }
        MapValue spec = TestYaml.map(SOURCE).with("flood", flood);

        assertThat(Application.of(Value.map("spec", spec)).unsupportedFields())
                .hasSize(100)
                .last()
                .isEqualTo("and 901 more");
    }

    @Test
    void errorsNeverRepeatTheRepositoryUrl() {
        assertThat(read("source: {repoURL: 'https://user:hunter2@git.example.com/a b'}")
                        .invalid())
                .singleElement()
                .asString()
                .doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{metadata: 3, spec: no, status: []}",
                "{spec: {source: {repoURL: null}}}",
                "{operation: 7}"
            })
    void anythingCanBeReadWithoutAnException(String object) {
        Application application = Application.of(TestYaml.map(object));

        assertThat(application.invalid()).isNotEmpty();
        assertThat(application.status()).isEqualTo(ApplicationStatus.EMPTY);
    }

    @ParameterizedTest
    @CsvSource({
        "resources-finalizer.gitsync.dev, true",
        "resources-finalizer.gitsync.dev/background, true",
        "resources-finalizer.argocd.argoproj.io, true",
        "resources-finalizer.argocd.argoproj.io/foreground, true",
        "post-delete-finalizer.argocd.argoproj.io, false",
        "foregroundDeletion, false",
    })
    void onlyTheFinalizersOfResourcesCascade(String finalizer, boolean cascades) {
        Application application = Application.of(TestYaml.map("metadata: {finalizers: [other, " + finalizer + "]}"));

        assertThat(application.cascadesDeletion()).isEqualTo(cascades);
    }

    @Test
    void aRequestIsPendingUntilItIsAcknowledged() {
        Application asked = Application.of(TestYaml.map("""
                metadata: {annotations: {gitsync.dev/requested-at: "2026-11-22T08:00:00Z"}}
                status: {lastHandledReconcileAt: "2026-11-22T07:00:00Z"}
                """));
        assertThat(asked.isReconcileRequested()).isTrue();
        assertThat(asked.reconcileRequestedAt()).contains("2026-11-22T08:00:00Z");

        MapValue handled = asked.status()
                .withLastHandledReconcileAt(asked.reconcileRequestedAt())
                .toValue();
        assertThat(Application.of(asked.raw().with("status", handled)).isReconcileRequested())
                .isFalse();
    }

    @Test
    void aRefreshOfArgoCdIsARequestUntilItIsTakenAway() {
        Application asked = Application.of(TestYaml.map("metadata: {annotations: {argocd.argoproj.io/refresh: hard}}"));

        assertThat(asked.isReconcileRequested()).isTrue();
        assertThat(asked.refreshAnnotated()).isTrue();
        assertThat(asked.reconcileRequestedAt()).contains("refresh=hard");
    }

    @Test
    void anOperationIsReadAsArgoCdWritesIt() {
        Operation operation = operation("""
                {initiatedBy: {username: ada}, sync: {revision: abc, prune: true, dryRun: true,
                 syncStrategy: {hook: {}}, syncOptions: [CreateNamespace=true]}, info: [{name: a}]}""");

        assertThat(operation).isEqualTo(Operation.sync(Optional.of("abc"), true, true, "ada"));
        assertThat(Operation.of(operation.toValue())).isEqualTo(operation);
        assertThat(Json.text(Operation.sync(Optional.empty(), false, false, "").toValue()))
                .isEqualTo("{\"sync\":{}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                      | operation.sync: missing",
                "{sync: {resources: [{kind: Secret}]}}   | operation.sync.resources: a sync of some of the objects",
                "{sync: {manifests: [a]}}                | operation.sync.manifests:",
                "{sync: {source: {repoURL: u}}}          | operation.sync.source:",
                "{sync: {syncStrategy: {apply: {force: true}}}} | operation.sync.syncStrategy.apply:",
                "{sync: {syncOptions: [Replace=true]}}   | operation.sync.syncOptions: Replace=true is not supported",
                "{sync: {prune: 1}}                      | operation.sync.prune: must be true or false",
            })
    void anOperationThatAsksForSomethingElseIsRefused(String operation, String error) {
        assertThat(operation(operation).errors()).singleElement().asString().startsWith(error);
    }

    private static Operation operation(String yaml) {
        return Application.of(TestYaml.map("operation: " + yaml.strip()))
                .operation()
                .orElseThrow();
    }

    private static Application read(String spec) {
        return Application.of(Value.map("spec", TestYaml.map(spec)));
    }

    private static ApplicationSpec valid(String spec) {
        Application application = read(spec);
        assertThat(application.invalid()).isEmpty();
        return application.validSpec().orElseThrow();
    }
}
