package dev.gitsync.testbed;

import java.nio.file.Files;
import java.nio.file.Path;

/** The checkout of the project that this test bed belongs to. */
public final class Checkout {
    private static final String MARK = "testbed/control-plane";

    private Checkout() {}

    /**
     * The top folder of the checkout: the system property {@code gitsync.root}, else the nearest folder from the working
     * folder upwards that holds the control plane's sources.
     */
    public static Path root() {
        String named = System.getProperty("gitsync.root", "");
        if (!named.isEmpty()) {
            return Path.of(named).toAbsolutePath();
        }
        Path start = Path.of("").toAbsolutePath();
        for (Path here = start; here != null; here = here.getParent()) {
            if (Files.isDirectory(here.resolve(MARK))) {
                return here;
            }
        }
        throw new IllegalStateException("no checkout of gitsync: neither " + start + " nor a folder above it holds "
                + MARK + "; set -Dgitsync.root");
    }
}
