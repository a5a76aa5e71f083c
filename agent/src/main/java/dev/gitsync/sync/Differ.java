package dev.gitsync.sync;

import dev.gitsync.diff.Base;
import dev.gitsync.diff.DiffInput;
import dev.gitsync.diff.ObjectDiff;
import dev.gitsync.diff.SecretMask;
import dev.gitsync.diff.ThreeWayDiff;
import dev.gitsync.kube.ApiResource;
import dev.gitsync.kube.ApplyOptions;
import dev.gitsync.kube.KubeClient;
import dev.gitsync.kube.KubeException;
import dev.gitsync.plan.DesiredObject;
import dev.gitsync.schema.SchemaSource;
import dev.gitsync.schema.TypeSchema;
import dev.gitsync.value.Json;
import dev.gitsync.value.Value.MapValue;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Compares one object at a time with what is live. It asks the server only where it is told to and where the answer could
 * change the result, and remembers the answer for as long as neither side changes.
 */
public final class Differ {
    private static final int REMEMBERED = 10_000;

    private final KubeClient client;
    private final SchemaSource schemas;
    private final SecretMask mask;
    private final String manager;
    private final Map<Question, Optional<MapValue>> answers = new ConcurrentHashMap<>();

    public Differ(KubeClient client, SchemaSource schemas, SecretMask mask, String manager) {
        this.client = client;
        this.schemas = schemas;
        this.mask = mask;
        this.manager = manager;
    }

    /** What a dry-run was asked: the same question has the same answer. Live without what the server counts by itself. */
    private record Question(String desiredHash, String liveHash) {}

    /** Whether the server may be asked where no client can know. */
    public enum Asking {
        NEVER,
        WHERE_IT_DECIDES
    }

    /**
     * How an object stands.
     *
     * @param live masked or not: it is masked here
     * @throws RuntimeException never for what an object holds: what can't be decided is {@link ObjectDiff.Undecided}
     */
    public ObjectDiff diff(
            DesiredObject desired, ApiResource resource, Optional<MapValue> live, Optional<Base> base, Asking asking) {
        TypeSchema schema;
        try {
            schema = schemas.schemaOf(desired.apiVersion(), desired.key().kind());
        } catch (dev.gitsync.kube.SchemaUnavailableException e) {
            return new ObjectDiff.Undecided(desired.key(), "its schema can't be read: " + e.getMessage());
        }
        DiffInput input =
                new DiffInput(desired.masked(), live.map(mask::mask), base, Optional.empty(), schema, manager);
        ObjectDiff local = ThreeWayDiff.diff(input);
        boolean ask = asking == Asking.WHERE_IT_DECIDES
                && live.isPresent()
                && local instanceof ObjectDiff.Changed changed
                && changed.needsAnswer();
        return ask ? ask(desired, resource, input) : local;
    }

    /** The type by which an object is compared; nothing where it can't be read. */
    public Optional<TypeSchema> schemaOf(DesiredObject desired) {
        try {
            return Optional.of(
                    schemas.schemaOf(desired.apiVersion(), desired.key().kind()));
        } catch (dev.gitsync.kube.SchemaUnavailableException e) {
            return Optional.empty(); // whoever compares is told why
        }
    }

    private ObjectDiff ask(DesiredObject desired, ApiResource resource, DiffInput input) {
        Question question = new Question(
                Json.hash(desired.masked()), Json.hash(stable(input.live().orElseThrow())));
        Optional<MapValue> answer = answers.get(question);
        if (answer == null) {
            try {
                MapValue answered = client.apply(resource, desired.object(), new ApplyOptions(manager, true, true))
                        .object();
                answer = Optional.of(mask.mask(answered));
            } catch (KubeException e) {
                if (e.isTransient()) {
                    return new ObjectDiff.Undecided(desired.key(), "the server can't be asked: " + e.getMessage());
                }
                // It refuses this object, and the apply will say why. It may not tomorrow: rights and policies change.
                return ThreeWayDiff.diff(input);
            }
            if (answers.size() >= REMEMBERED) {
                answers.clear();
            }
            answers.put(question, answer);
        }
        return ThreeWayDiff.diff(
                new DiffInput(input.desired(), input.live(), input.base(), answer, input.schema(), input.manager()));
    }

    /** Live without status and the counters that move with it. */
    private static MapValue stable(MapValue live) {
        MapValue metadata = live.mapAt("metadata").without("resourceVersion").without("managedFields");
        return live.without("status").with("metadata", metadata);
    }

    /** What an apply left behind, masked, to be remembered as the base of the next diff. */
    public Base base(DesiredObject desired, MapValue answered) {
        MapValue metadata = answered.mapAt("metadata").without("managedFields");
        return new Base(desired.masked(), mask.mask(answered.without("status").with("metadata", metadata)));
    }
}
