package dev.gitsync.kube;

/** How to reach a cluster can't be made out: no kubeconfig, or one that is wrong. */
public final class KubeconfigException extends Exception {
    private static final long serialVersionUID = 1L;

    KubeconfigException(String message) {
        super(message);
    }

    KubeconfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
