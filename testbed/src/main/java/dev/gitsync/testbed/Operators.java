package dev.gitsync.testbed;

import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands in for operators that no test machine runs: looks for their custom resources, in all namespaces, and writes the
 * status that the real operator would write once it had done its work, one time for each generation of each object. It
 * does none of that work: it unseals no Secret and enforces no constraint. Its user agent is {@value #USER_AGENT}.
 */
public final class Operators implements AutoCloseable {
    public static final String USER_AGENT = "testbed-operators";

    private static final Logger LOG = LoggerFactory.getLogger(Operators.class);
    private static final Duration INTERVAL = Duration.ofMillis(500);

    /** What an operator reports. */
    @FunctionalInterface
    public interface Reporter {
        /** The status of an object that the operator is done with, at a time in RFC 3339. */
        MapValue status(Value object, String now);
    }

    /** An operator: the API group that it serves, and what it reports of the objects of each of that group's kinds. */
    public record Operator(String group, Reporter reporter) {}

    /** Sealed Secrets, External Secrets and Gatekeeper. Istio and the Prometheus operator report nothing by default. */
    public static final List<Operator> OF_THE_EXAMPLES = List.of(
            new Operator("bitnami.com", Operators::synced),
            new Operator("external-secrets.io", Operators::ready),
            new Operator("constraints.gatekeeper.sh", Operators::enforced));

    private final RestClient rest;
    private final List<Operator> operators;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, Value> reported = new HashMap<>(); // the generation by uid; of the one thread
    private final Thread thread;

    private Operators(RestClient rest, List<Operator> operators) {
        this.rest = rest;
        this.operators = List.copyOf(operators);
        this.thread = Thread.ofVirtual().name("operators").start(this::run);
    }

    /** Starts the operators of the examples. */
    public static Operators start(TestCluster cluster) {
        return start(cluster, OF_THE_EXAMPLES);
    }

    /** Starts some operators. Their custom resource definitions may come and go meanwhile. */
    public static Operators start(TestCluster cluster, List<Operator> operators) {
        return new Operators(cluster.rest().withUserAgent(USER_AGENT), operators);
    }

    private void run() {
        try {
            do {
                operators.forEach(this::reconcile);
            } while (!closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void reconcile(Operator operator) {
        try {
            for (String path : resources(operator.group())) {
                for (Value object :
                        rest.find(path).map(list -> list.itemsAt("items")).orElse(List.of())) {
                    report(operator, path, object);
                }
            }
        } catch (RestException | UncheckedIOException e) {
            // The API server of a test may be down or starting; a real operator tries again, too.
            LOG.debug("tried again", e);
        }
    }

    /** The paths of a group's resources, in its preferred version; none while no definition of the group is there. */
    private List<String> resources(String group) {
        Optional<String> version =
                rest.find("/apis/" + group).flatMap(found -> found.stringAt("preferredVersion", "groupVersion"));
        return version.flatMap(preferred -> rest.find("/apis/" + preferred)).stream()
                .flatMap(found -> found.itemsAt("resources").stream())
                .map(resource -> resource.stringAt("name").orElseThrow())
                .filter(name -> !name.contains("/"))
                .map(name -> RestClient.path(version.orElseThrow(), name, ""))
                .toList();
    }

    private void report(Operator operator, String list, Value object) {
        String uid = object.stringAt("metadata", "uid").orElseThrow();
        Value generation = object.at("metadata", "generation").orElseThrow();
        if (generation.equals(reported.get(uid)) && object.at("status").isPresent()) {
            return;
        }
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        MapValue status = Value.map("status", operator.reporter().status(object, now));
        try {
            rest.mergePatch(pathOf(list, object) + "/status", status, USER_AGENT);
            reported.put(uid, generation);
        } catch (RestException e) {
            if (e.code() != 404) { // deleted meanwhile
                throw e;
            }
        }
    }

    /** {@code /apis/GROUP/VERSION/namespaces/NAMESPACE/RESOURCE/NAME} from {@code /apis/GROUP/VERSION/RESOURCE}. */
    private static String pathOf(String list, Value object) {
        int slash = list.lastIndexOf('/');
        String namespace = object.stringAt("metadata", "namespace")
                .map(name -> "/namespaces/" + name)
                .orElse("");
        return list.substring(0, slash)
                + namespace
                + list.substring(slash)
                + "/"
                + object.stringAt("metadata", "name").orElseThrow();
    }

    /** As sealed-secrets' controller reports a SealedSecret that it has unsealed. */
    private static MapValue synced(Value object, String now) {
        return Value.map(
                "observedGeneration",
                generation(object),
                "conditions",
                Value.list(Value.map(
                        "type", Value.of("Synced"),
                        "status", Value.of("True"),
                        "lastUpdateTime", Value.of(now),
                        "lastTransitionTime", Value.of(now))));
    }

    /** As external-secrets reports an ExternalSecret, or a SecretStore, that it has dealt with. */
    private static MapValue ready(Value object, String now) {
        boolean store = object.stringAt("kind").orElse("").endsWith("SecretStore");
        return Value.map(
                "observedGeneration",
                generation(object),
                "refreshTime",
                Value.of(now),
                "conditions",
                Value.list(Value.map(
                        "type", Value.of("Ready"),
                        "status", Value.of("True"),
                        "reason", Value.of(store ? "Valid" : "SecretSynced"),
                        "message", Value.of(store ? "store validated" : "secret synced"),
                        "lastTransitionTime", Value.of(now))));
    }

    /** As Gatekeeper reports a constraint that its webhook enforces and its audit has found no violation of. */
    private static MapValue enforced(Value object, String now) {
        return Value.map(
                "auditTimestamp",
                Value.of(now),
                "totalViolations",
                Value.of(0),
                "byPod",
                Value.list(Value.map(
                        "id", Value.of("gatekeeper-controller-manager-0"),
                        "constraintUID", object.at("metadata", "uid").orElseThrow(),
                        "enforced", Value.of(true),
                        "observedGeneration", generation(object),
                        "operations", Value.list(Value.of("audit"), Value.of("webhook")))));
    }

    private static Value generation(Value object) {
        return object.at("metadata", "generation").orElseThrow();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
