package dev.gitsync.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gitsync.value.Value;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cluster does what the tests of a GitOps agent need of one. */
@ExtendWith(ClusterExtension.class)
class ControlPlaneTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final TestCluster cluster;
    private final TestNamespace namespace;

    ControlPlaneTest(TestCluster cluster, TestNamespace namespace) {
        this.cluster = cluster;
        this.namespace = namespace;
    }

    @Test
    void aDeploymentBecomesAvailableItsServiceHasEndpointsAndItsPodsGoWithIt() {
        namespace.apply("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  replicas: 3
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {terminationGracePeriodSeconds: 0, containers: [{name: c, image: "nginx:1"}]}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec: {selector: {app: web}, ports: [{port: 80}]}
                """);
        namespace.kubectl("rollout", "status", "deployment/web", "--timeout=60s");
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(cluster.rest()
                                .list(path("discovery.k8s.io/v1", "endpointslices"))
                                .getFirst()
                                .itemsAt("endpoints"))
                        .hasSize(3));

        namespace.kubectl("delete", "deployment", "web", "--cascade=foreground", "--timeout=60s");
        assertThat(cluster.rest().list(path("v1", "pods") + "?labelSelector=app%3Dweb"))
                .isEmpty();
    }

    @Test
    void statefulSetsDaemonSetsAndJobsFinishTheirRollouts() {
        namespace.apply("""
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: s}
                spec:
                  replicas: 2
                  serviceName: s
                  selector: {matchLabels: {a: s}}
                  template:
                    metadata: {labels: {a: s}}
                    spec: {terminationGracePeriodSeconds: 0, initContainers: [{name: i, image: i}], containers: [{name: c, image: x}]}
                ---
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: d}
                spec:
                  selector: {matchLabels: {a: d}}
                  template:
                    metadata: {labels: {a: d}}
                    spec: {terminationGracePeriodSeconds: 0, containers: [{name: c, image: x}]}
                ---
                apiVersion: batch/v1
                kind: Job
                metadata: {name: j}
                spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: x}]}}}
                """);
        namespace.kubectl("rollout", "status", "statefulset/s", "--timeout=60s");
        namespace.kubectl("rollout", "status", "daemonset/d", "--timeout=60s");
        namespace.kubectl("wait", "--for=condition=Complete", "job/j", "--timeout=60s");
    }

    @ParameterizedTest
    @CsvSource({"crashloop,CrashLoopBackOff", "imagepull,ImagePullBackOff"})
    void aPodsAnnotationSaysWhatBecomesOfIt(String outcome, String reason) {
        cluster.controlPlane(); // real kubelets don't know the annotation
        namespace.apply("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s}
                spec:
                  progressDeadlineSeconds: 2
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}, annotations: {testcluster/outcome: %1$s}}
                    spec: {terminationGracePeriodSeconds: 0, containers: [{name: c, image: x}]}
                """.formatted(outcome));
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(namespace.kubectl("get", "pods", "--selector=app=" + outcome))
                        .contains(reason));
        namespace.kubectl(
                "wait",
                "--for=jsonpath={.status.conditions[?(@.type==\"Progressing\")].reason}=ProgressDeadlineExceeded",
                "deployment/" + outcome,
                "--timeout=30s");
    }

    @Test
    void serverSideApplyTracksManagersRefusesConflictsAndCanBeTriedOut() {
        String path = path("v1", "configmaps") + "/applied";
        Value applied = cluster.rest().apply(path, configMap("1"), "first");
        assertThat(applied.mapAt("metadata").itemsAt("managedFields"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.stringAt("manager")).hasValue("first"))
                .satisfies(entry -> assertThat(entry.stringAt("operation")).hasValue("Apply"));

        assertThatThrownBy(() -> cluster.rest().apply(path, configMap("2"), "second"))
                .isInstanceOfSatisfying(
                        RestException.class, e -> assertThat(e.code()).isEqualTo(409))
                .hasMessageContaining("conflict with \"first\"");
        assertThat(cluster.rest()
                        .forceApply(path + "?dryRun=All", configMap("2"), "second")
                        .stringAt("data", "k"))
                .hasValue("2");
        assertThat(cluster.rest().get(path).stringAt("data", "k")).hasValue("1");
        assertThat(cluster.rest().forceApply(path, configMap("2"), "second").stringAt("data", "k"))
                .hasValue("2");
    }

    @Test
    void unknownFieldsAreFoundByStrictValidation() {
        Value unknown = Value.map("metadata", Value.map("name", Value.of("strict")), "bogus", Value.of(1));
        assertThatThrownBy(() -> cluster.rest().create(path("v1", "configmaps") + "?fieldValidation=Strict", unknown))
                .hasMessageContaining("unknown field \"bogus\"");
    }

    @Test
    void aCustomResourceHasItsSchemaItsRulesAndItsStatus() {
        cluster.apply("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: things.smoke.example.com}
                spec:
                  group: smoke.example.com
                  names: {kind: Thing, listKind: ThingList, plural: things, singular: thing}
                  scope: Namespaced
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    subresources: {status: {}}
                    schema:
                      openAPIV3Schema:
                        type: object
                        properties:
                          spec:
                            type: object
                            properties: {num: {type: integer}}
                            x-kubernetes-validations: [{rule: "self.num < 10", message: num must stay under 10}]
                          status: {type: object, x-kubernetes-preserve-unknown-fields: true}
                """);
        String path = path("smoke.example.com/v1", "things") + "/a";
        await().atMost(LIMIT)
                .ignoreExceptionsMatching(e -> e instanceof RestException missing && missing.code() == 404)
                .untilAsserted(() ->
                        assertThat(cluster.rest().apply(path, thing(2), "test")).isNotNull());
        assertThatThrownBy(() -> cluster.rest().apply(path, thing(11), "test"))
                .hasMessageContaining("num must stay under 10");
        Value status = Value.map("status", Value.map("state", Value.of("fine")));
        assertThat(cluster.rest()
                        .mergePatch(path + "/status", status, "operator")
                        .stringAt("status", "state"))
                .hasValue("fine");
        // Its OpenAPI document is published after the resource itself is served.
        await().atMost(LIMIT)
                .ignoreExceptionsMatching(e -> e instanceof RestException missing && missing.code() == 404)
                .untilAsserted(() -> assertThat(cluster.rest()
                                .get("/openapi/v3/apis/smoke.example.com/v1")
                                .toString())
                        .contains("x-kubernetes-group-version-kind"));
        cluster.kubectl("delete", "crd", "things.smoke.example.com");
    }

    @Test
    void discoveryAndOpenApiAreServed() {
        assertThat(cluster.rest().get("/openapi/v3").mapAt("paths").fields()).containsKey("apis/apps/v1");
        assertThat(cluster.rest().get("/openapi/v2").stringAt("swagger")).hasValue("2.0");
        assertThat(cluster.rest().get("/apis").stringAt("kind")).hasValue("APIGroupList");
    }

    @Test
    void aUserMayDoWhatIsGrantedAndNothingElse() {
        TestUser user = cluster.serviceAccount(namespace.name(), "limited");
        RestClient rest = user.rest();
        assertThatThrownBy(() -> rest.list(path("v1", "pods")))
                .isInstanceOfSatisfying(
                        RestException.class, e -> assertThat(e.code()).isEqualTo(403))
                .hasMessageContaining("User \"" + user.username() + "\" cannot list resource \"pods\"");

        cluster.grant(user, "view", namespace.name());
        await().atMost(LIMIT)
                .ignoreExceptionsInstanceOf(RestException.class)
                .untilAsserted(() -> assertThat(rest.list(path("v1", "pods"))).isNotNull());
        assertThatThrownBy(() -> rest.create(path("v1", "configmaps"), configMap("1")))
                .hasMessageContaining("forbidden");
        assertThat(user.kubectl().run("auth", "whoami")).contains(user.username());
        assertThat(cluster.kubectl("auth", "can-i", "list", "pods", "-n", namespace.name(), "--as=" + user.username()))
                .startsWith("yes");
    }

    @Test
    void theAdministratorMayImpersonateOthersAndOthersMayNot() {
        Value review =
                Value.map("apiVersion", Value.of("authentication.k8s.io/v1"), "kind", Value.of("SelfSubjectReview"));
        Value answer = cluster.rest()
                .as("alice", "developers")
                .create("/apis/authentication.k8s.io/v1/selfsubjectreviews", review);
        assertThat(answer.stringAt("status", "userInfo", "username")).hasValue("alice");
        assertThat(answer.mapAt("status", "userInfo").itemsAt("groups")).contains(Value.of("developers"));
        TestUser user = cluster.serviceAccount(namespace.name(), "impostor");
        assertThatThrownBy(() -> user.rest().as("bob").list(path("v1", "pods")))
                .hasMessageContaining("cannot impersonate");
    }

    @Test
    void anAdmissionPolicyDenies() {
        cluster.apply("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata: {name: no-bad-names}
                spec:
                  matchConstraints:
                    resourceRules: [{apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [configmaps]}]
                  validations: [{expression: "!object.metadata.name.startsWith('bad')", message: no bad names}]
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicyBinding
                metadata: {name: no-bad-names}
                spec: {policyName: no-bad-names, validationActions: [Deny]}
                """);
        String path = path("v1", "configmaps") + "?dryRun=All";
        Value bad = Value.map("metadata", Value.map("name", Value.of("bad")));
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThatThrownBy(() -> cluster.rest().create(path, bad))
                        .hasMessageContaining("no bad names"));
        cluster.kubectl("delete", "validatingadmissionpolicy,validatingadmissionpolicybinding", "no-bad-names");
    }

    @Test
    void aQuotaIsEnforced() {
        try (TestNamespace small = TestNamespace.create(cluster, namespace + "-quota")) {
            small.kubectl("create", "quota", "q", "--hard=secrets=1");
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(small.kubectl("get", "quota", "q", "-o", "jsonpath={.status.used}"))
                            .contains("secrets"));
            small.kubectl("create", "secret", "generic", "one");
            assertThatThrownBy(() -> small.kubectl("create", "secret", "generic", "two"))
                    .hasMessageContaining("exceeded quota");
        }
    }

    @Test
    void aWatchHasInitialEventsAndBookmarks() {
        namespace.kubectl("create", "secret", "generic", "watched");
        String watch = "/api/v1/namespaces/" + namespace + "/secrets?watch=1&sendInitialEvents=true"
                + "&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=1";
        assertThat(cluster.kubectl("get", "--raw", watch))
                .contains("\"type\":\"ADDED\"", "\"name\":\"watched\"", "k8s.io/initial-events-end");
    }

    @Test
    void aNamespaceGoesWithAllThatIsInIt() {
        TestNamespace gone = TestNamespace.create(cluster, namespace + "-gone");
        gone.kubectl("create", "configmap", "c");
        gone.close();
        await().atMost(LIMIT)
                .until(() -> cluster.rest().find("/api/v1/namespaces/" + gone).isEmpty());
    }

    private String path(String apiVersion, String resource) {
        return RestClient.path(apiVersion, resource, namespace.name());
    }

    private static Value configMap(String value) {
        return Value.map(
                "apiVersion", Value.of("v1"),
                "kind", Value.of("ConfigMap"),
                "metadata", Value.map("name", Value.of("applied")),
                "data", Value.map("k", Value.of(value)));
    }

    private static Value thing(int num) {
        return Value.map(
                "apiVersion", Value.of("smoke.example.com/v1"),
                "kind", Value.of("Thing"),
                "metadata", Value.map("name", Value.of("a")),
                "spec", Value.map("num", Value.of(num)));
    }
}
