package dev.gitsync.health;

import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A Pod, by its phase and its containers, as Argo CD has it. */
final class PodHealth {
    private PodHealth() {}

    static Health of(MapValue live, List<Condition> conditions) {
        String phase = Fields.text(live, "status", "phase");
        return switch (phase) {
            case "Succeeded" -> Health.healthy("it completed");
            case "Failed" -> Health.degraded(failure(live));
            case "Running" -> running(live, conditions);
            case "Pending", "" ->
                stuckContainer(live)
                        .map(Health::degraded)
                        .orElseGet(() -> Health.progressing(Condition.find(conditions, "PodScheduled")
                                .filter(Condition::isFalse)
                                .map(Condition::text)
                                .orElse("it is not running yet")));
            default -> Health.unknown("its phase is " + phase);
        };
    }

    private static Health running(MapValue live, List<Condition> conditions) {
        if (!isLongRunning(live)) {
            return Health.progressing("it has not completed yet");
        }
        if (Condition.findTrue(conditions, "Ready").isPresent()) {
            return Health.healthy("");
        }
        return stuckContainer(live)
                .or(() -> restartedContainer(live))
                .map(Health::degraded)
                .orElseGet(() -> Health.progressing(
                        Condition.find(conditions, "Ready").map(Condition::text).orElse("it is not ready yet")));
    }

    private static boolean isLongRunning(MapValue live) {
        return live.stringAt("spec", "restartPolicy").orElse("Always").equals("Always");
    }

    private static Stream<Value> containers(MapValue live) {
        return Stream.of("initContainerStatuses", "containerStatuses")
                .flatMap(field -> live.itemsAt("status", field).stream());
    }

    /** A container that waits after an error; of one that runs to completion the error may still pass. */
    private static Optional<String> stuckContainer(MapValue live) {
        if (!isLongRunning(live)) {
            return Optional.empty();
        }
        return containers(live)
                .filter(container -> {
                    String reason = Fields.text(container, "state", "waiting", "reason");
                    return reason.startsWith("Err") || reason.endsWith("Error") || reason.endsWith("BackOff");
                })
                .map(container -> "container %s: %s"
                        .formatted(
                                Fields.text(container, "name"),
                                container
                                        .stringAt("state", "waiting", "message")
                                        .orElseGet(() -> Fields.text(container, "state", "waiting", "reason"))))
                .findFirst();
    }

    private static Optional<String> restartedContainer(MapValue live) {
        return live.itemsAt("status", "containerStatuses").stream()
                .filter(container -> container.at("lastState", "terminated").isPresent())
                .map(container -> "container %s is not ready after %s"
                        .formatted(Fields.text(container, "name"), ending(container, "lastState")))
                .findFirst();
    }

    private static String failure(MapValue live) {
        return live.stringAt("status", "message")
                .or(() -> containers(live)
                        .filter(container -> Fields.number(container, "state", "terminated", "exitCode")
                                        .orElse(0)
                                != 0)
                        .map(container -> "container %s: %s"
                                .formatted(Fields.text(container, "name"), ending(container, "state")))
                        .findFirst())
                .or(() -> live.stringAt("status", "reason"))
                .orElse("it failed");
    }

    private static String ending(Value container, String state) {
        return "%s, exit code %d"
                .formatted(
                        container.stringAt(state, "terminated", "reason").orElse("it ended"),
                        Fields.number(container, state, "terminated", "exitCode")
                                .orElse(0));
    }
}
