package dev.gitsync.testbed;

import java.nio.file.Path;

/** A service account with a token, and with no more rights than every service account has until they are granted. */
public final class TestUser {
    private final String namespace;
    private final String name;
    private final Path kubeconfig;

    TestUser(String namespace, String name, Path kubeconfig) {
        this.namespace = namespace;
        this.name = name;
        this.kubeconfig = kubeconfig;
    }

    /** The name by which RBAC and the audit log know this user: {@code system:serviceaccount:NAMESPACE:NAME}. */
    public String username() {
        return "system:serviceaccount:" + namespace + ":" + name;
    }

    public String namespace() {
        return namespace;
    }

    public String name() {
        return name;
    }

    /** A kubeconfig whose only context is this user's. */
    public Path kubeconfig() {
        return kubeconfig;
    }

    public Kubectl kubectl() {
        return new Kubectl(kubeconfig, kubeconfig.resolveSibling(name + ".cache"));
    }

    public RestClient rest() {
        return RestClient.of(kubeconfig);
    }
}
