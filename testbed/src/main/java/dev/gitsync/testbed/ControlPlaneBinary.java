package dev.gitsync.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The program that holds the test control plane and its kubectl, built from {@code testbed/control-plane} when first asked for. */
final class ControlPlaneBinary {
    private static final class Built {
        static final Path PATH = build();
    }

    private ControlPlaneBinary() {}

    /** The program's path; where nobody built it on this machine before, this takes minutes and says so on standard error. */
    static Path path() {
        return Built.PATH;
    }

    private static Path build() {
        Path script = Checkout.root().resolve("testbed/control-plane/build.sh");
        try {
            Process process = new ProcessBuilder(script.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new IllegalStateException(
                        script + " failed with status " + status + "; what it wrote to standard error says why");
            }
            return Path.of(output.strip());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + script, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + script + " ran", e);
        }
    }
}
