package dev.gitsync.testbed;

import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands tests their {@link TestCluster}, one for all tests of a JVM, and each test class a {@link TestNamespace} of its
 * own, as parameters. Which cluster, {@link ClusterChoice} says; a class marked {@link OwnCluster} has one to itself.
 * Nested classes share what their outermost class has.
 */
public final class ClusterExtension implements ParameterResolver {
    private static final Namespace STORE = Namespace.create(ClusterExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == TestCluster.class || type == TestNamespace.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        ExtensionContext outermost = outermostClass(context);
        TestCluster cluster = cluster(outermost);
        return parameter.getParameter().getType() == TestCluster.class ? cluster : namespace(outermost, cluster);
    }

    private static TestCluster cluster(ExtensionContext outermost) {
        if (outermost.getRequiredTestClass().isAnnotationPresent(OwnCluster.class)) {
            return outermost.getStore(STORE).computeIfAbsent("cluster", _ -> TestCluster.local(), TestCluster.class);
        }
        return outermost.getRoot().getStore(STORE).computeIfAbsent("cluster", _ -> shared(), TestCluster.class);
    }

    private static TestCluster shared() {
        TestCluster cluster = switch (ClusterChoice.of(System.getenv(), Docker::answers)) {
            case ClusterChoice.Existing(var kubeconfig) -> TestCluster.existing(kubeconfig);
            case ClusterChoice.K3s() -> Docker.startK3s();
            case ClusterChoice.Local() -> TestCluster.local();
        };
        System.out.println("Tests run against " + cluster);
        return cluster;
    }

    private static TestNamespace namespace(ExtensionContext outermost, TestCluster cluster) {
        return outermost
                .getStore(STORE)
                .computeIfAbsent(
                        "namespace",
                        _ -> TestNamespace.create(cluster, nameFor(outermost.getRequiredTestClass())),
                        TestNamespace.class);
    }

    /** Unlike any other, because an existing cluster may still hold the namespace of an earlier run. */
    private static String nameFor(Class<?> testClass) {
        String words = testClass.getSimpleName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-");
        String suffix = Integer.toString(ThreadLocalRandom.current().nextInt(36 * 36 * 36, 36 * 36 * 36 * 36), 36);
        return words.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "") + "-" + suffix;
    }

    private static ExtensionContext outermostClass(ExtensionContext context) {
        ExtensionContext here = context;
        while (here.getParent().isPresent()
                && here.getParent().get().getTestClass().isPresent()) {
            here = here.getParent().get();
        }
        return here;
    }
}
