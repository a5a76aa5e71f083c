package dev.gitsync.sync;

import dev.gitsync.kube.Discovery;
import dev.gitsync.kube.KubeException;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.BooleanValue;
import dev.gitsync.value.Value.MapValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Waits for the kinds that a CustomResourceDefinition brings. */
final class Definitions {
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Discovery discovery;

    Definitions(Discovery discovery) {
        this.discovery = discovery;
    }

    /**
     * Returns once the cluster serves every version of a definition, or with the reason why it does not within the time.
     */
    Optional<String> awaitServed(MapValue definition, Duration within) throws KubeException, InterruptedException {
        String group = definition.stringAt("spec", "group").orElse("");
        String kind = definition.stringAt("spec", "names", "kind").orElse("");
        List<String> versions = definition.itemsAt("spec", "versions").stream()
                .filter(version -> version.at("served").equals(Optional.of((Value) BooleanValue.TRUE)))
                .flatMap(version -> version.stringAt("name").stream())
                .toList();
        long deadline = System.nanoTime() + within.toNanos();
        for (String version : versions) {
            while (discovery.resource(group + "/" + version, kind).isEmpty()) {
                if (System.nanoTime() > deadline) {
                    return Optional.of("the cluster does not serve " + kind + " in " + group + "/" + version + " "
                            + within.toSeconds() + " s after its definition was applied; look at its conditions");
                }
                Thread.sleep(PAUSE); // discovery can't be watched
                discovery.invalidate();
            }
        }
        return Optional.empty();
    }
}
