package dev.gitsync.cli;

import dev.gitsync.controller.AgentException;
import dev.gitsync.git.GitException;
import dev.gitsync.kube.KubeException;
import dev.gitsync.kube.KubeconfigException;
import dev.gitsync.plan.DuplicateObjectException;
import dev.gitsync.render.RenderException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** What a command failed of, in a line for a person; foreign text in it was redacted before. */
final class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    Failure(String message) {
        super(message);
    }

    /** One line: what failed, why, and what to do. A defect of the program shows its class, so that it can be reported. */
    static String explain(Throwable e) {
        String message = String.valueOf(e.getMessage());
        return switch (e) {
            case Failure ignored -> message;
            case RenderException ignored -> message;
            case GitException ignored -> message;
            case KubeException ignored -> message;
            case KubeconfigException ignored -> message;
            case AgentException ignored -> message;
            case DuplicateObjectException ignored -> message;
            case NoSuchFileException ignored -> "no such file: " + message;
            case IOException ignored -> message;
            default ->
                "unexpected " + e + " at " + (e.getStackTrace().length > 0 ? e.getStackTrace()[0] : "?")
                        + "; please report this";
        };
    }
}
