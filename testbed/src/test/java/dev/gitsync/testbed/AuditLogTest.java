package dev.gitsync.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gitsync.testbed.AuditLog.Mark;
import dev.gitsync.testbed.AuditLog.Request;
import dev.gitsync.value.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The audit log has each request once, as soon as its client has the answer. */
@ExtendWith(ClusterExtension.class)
class AuditLogTest {
    private final TestCluster cluster;
    private final TestNamespace namespace;
    private final String path;

    AuditLogTest(TestCluster cluster, TestNamespace namespace) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.path = RestClient.path("v1", "configmaps", namespace.name());
    }

    @Test
    void everyRequestIsThereOnceAtOnceAndInOrder() {
        for (int i = 0; i < 20; i++) {
            Mark mark = cluster.audit().mark();
            Value object = Value.map(
                    "apiVersion", Value.of("v1"),
                    "kind", Value.of("ConfigMap"),
                    "metadata", Value.map("name", Value.of("c" + i)));
            cluster.rest().apply(path + "/c" + i + "?dryRun=All", object, "some");
            cluster.rest().apply(path + "/c" + i, object, "some");
            cluster.rest().get(path + "/c" + i);
            cluster.rest().delete(path + "/c" + i);
            assertThat(cluster.audit().since(mark).by(RestClient.USER_AGENT).list())
                    .extracting(Request::verb)
                    .containsExactly("patch", "patch", "get", "delete");
        }
    }

    @Test
    void whoAskedWhatAndWhatCameOfItIsRecorded() {
        Mark mark = cluster.audit().mark();
        assertThatThrownBy(() -> cluster.rest().as("alice").mergePatch(path + "/x?dryRun=All", Value.map(), "some one"))
                .hasMessageContaining("403");
        assertThat(cluster.audit()
                        .since(mark)
                        .in(namespace.name())
                        .writes()
                        .on("configmaps")
                        .list())
                .singleElement()
                .satisfies(request -> {
                    assertThat(request.user()).isNotEqualTo("alice");
                    assertThat(request.impersonated()).isEqualTo("alice");
                    assertThat(request.name()).isEqualTo("x");
                    assertThat(request.code()).isEqualTo(403);
                    assertThat(request.dryRun()).isTrue();
                    assertThat(request.parameter("fieldManager")).hasValue("some one");
                });
    }

    @Test
    void aWatchCountsOnce() {
        Mark mark = cluster.audit().mark();
        cluster.kubectl("get", "--raw", path + "?watch=1&timeoutSeconds=1");
        assertThat(cluster.audit()
                        .since(mark)
                        .by("kubectl")
                        .in(namespace.name())
                        .list())
                .extracting(Request::verb)
                .containsExactly("watch");
    }
}
