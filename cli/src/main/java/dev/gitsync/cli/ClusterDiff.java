package dev.gitsync.cli;

import dev.gitsync.api.Application;
import dev.gitsync.api.ApplicationSpec;
import dev.gitsync.api.HistoryEntry;
import dev.gitsync.api.InventoryEntry;
import dev.gitsync.api.Names;
import dev.gitsync.api.Source;
import dev.gitsync.api.TrackingId;
import dev.gitsync.cli.DiffCommand.Result;
import dev.gitsync.diff.Base;
import dev.gitsync.diff.ObjectDiff;
import dev.gitsync.diff.Redactor;
import dev.gitsync.diff.SecretMask;
import dev.gitsync.kube.ApiResource;
import dev.gitsync.kube.ClusterSchemas;
import dev.gitsync.kube.Discovery;
import dev.gitsync.kube.KubeClient;
import dev.gitsync.kube.KubeException;
import dev.gitsync.plan.DesiredObject;
import dev.gitsync.plan.DesiredState;
import dev.gitsync.plan.DesiredStates;
import dev.gitsync.plan.ObjectError;
import dev.gitsync.plan.Tracking;
import dev.gitsync.render.Manifest;
import dev.gitsync.render.RenderException;
import dev.gitsync.report.DiffReport;
import dev.gitsync.report.DiffReport.Entry;
import dev.gitsync.report.DiffReport.Kind;
import dev.gitsync.sync.Differ;
import dev.gitsync.sync.Differ.Asking;
import dev.gitsync.sync.InventoryStore;
import dev.gitsync.sync.LiveView;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value.MapValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares manifests with a cluster, as the user's own account may see it: one request for each object, and a dry-run in doubt. */
final class ClusterDiff {
    private final KubeClient client;
    private final Discovery discovery;
    private final SecretMask mask = new SecretMask(RevisionDiff.randomKey());
    private final DesiredStates states;
    private final Differ differ;

    ClusterDiff(KubeClient client, Discovery discovery) {
        this.client = client;
        this.discovery = discovery;
        this.states = new DesiredStates(discovery::resource, mask, "gitsync");
        this.differ = new Differ(client, new ClusterSchemas(client), mask, Names.FIELD_MANAGER);
    }

    /** Manifests of no application; objects that an application tracks keep its marks. */
    Result manifests(List<Manifest> manifests, Optional<String> namespace) throws Exception {
        DesiredState desired = states.untracked(namespace, manifests);
        List<Entry> entries = new ArrayList<>(errors(desired));
        for (DesiredObject object : desired.objects().values()) {
            entries.add(compare(object, Optional.empty(), Optional.empty()));
        }
        return new Result(new DiffReport(entries), redactor(desired));
    }

    /** An application, with what it holds and Git no longer names. */
    Result application(Application application) throws Exception {
        ApplicationSpec spec = application
                .validSpec()
                .orElseThrow(() -> new Failure(
                        "Application " + application.key() + ": " + String.join("; ", application.invalid())));
        Source source = spec.source();
        ClusterCredentials credentials =
                ClusterCredentials.of(client, discovery, application.key().namespace());
        try (RemoteTree repository = RemoteTree.open(source.repoUrl(), credentials)) {
            List<Manifest> manifests =
                    Trees.render(repository.at(source.targetRevision(), source.path()), source.directoryRecurse());
            DesiredState desired = states.of(application.key(), spec, manifests);
            Map<ObjectKey, Base> bases = bases(application, spec, repository);
            List<Entry> entries = new ArrayList<>(errors(desired));
            for (DesiredObject object : desired.objects().values()) {
                entries.add(compare(object, Optional.of(application), Optional.ofNullable(bases.get(object.key()))));
            }
            entries.addAll(orphans(application, desired));
            return new Result(new DiffReport(entries), redactor(desired));
        }
    }

    /** What was applied last, by rendering the revision that the history records; nothing where that can't be done. */
    private Map<ObjectKey, Base> bases(Application application, ApplicationSpec spec, RemoteTree repository)
            throws Exception {
        Map<ObjectKey, Base> bases = new HashMap<>();
        Optional<String> revision = application.status().history().stream()
                .filter(entry ->
                        entry.outcome().equals("Succeeded") && !entry.revision().isEmpty())
                .findFirst()
                .map(HistoryEntry::revision);
        if (revision.isPresent()) {
            try {
                List<Manifest> last = Trees.render(
                        repository.at(revision.get(), spec.source().path()),
                        spec.source().directoryRecurse());
                states.of(application.key(), spec, last)
                        .objects()
                        .forEach((key, object) -> bases.put(key, new Base(object.masked(), object.masked())));
            } catch (RenderException e) {
                return Map.of(); // without a base, ownership decides
            }
        }
        return bases;
    }

    private List<Entry> orphans(Application application, DesiredState desired) throws KubeException {
        Optional<ApiResource> inventories = discovery.resource(Names.API_VERSION, Names.INVENTORY_KIND);
        if (inventories.isEmpty()) {
            return List.of();
        }
        List<InventoryEntry> held = new InventoryStore(
                        client, inventories.get(), application.key().namespace(), () -> false)
                .load(application.key())
                .inventory()
                .map(inventory -> inventory.entries())
                .orElse(List.of());
        return held.stream()
                .map(InventoryEntry::object)
                .filter(key -> !desired.objects().containsKey(key))
                .map(key -> Entry.orphaned(key, "it left Git"))
                .toList();
    }

    private Entry compare(DesiredObject desired, Optional<Application> application, Optional<Base> base)
            throws KubeException {
        Optional<ApiResource> resource =
                discovery.resource(desired.apiVersion(), desired.key().kind());
        if (resource.isEmpty()) {
            return Entry.created(desired.masked()); // its definition is among the manifests
        }
        ObjectKey key = desired.key();
        Optional<MapValue> live = client.get(resource.get(), key.namespace(), key.name());
        if (live.isEmpty()) {
            return Entry.created(desired.masked());
        }
        Optional<Entry> tracked = application.flatMap(app -> tracked(app, key, live.get()));
        if (tracked.isPresent()) {
            return tracked.get();
        }
        DesiredObject marked = application.isEmpty() ? withMarksOf(live.get(), desired) : desired;
        ObjectDiff diff = differ.diff(marked, resource.get(), live, base, Asking.WHERE_IT_DECIDES);
        return Entry.of(diff);
    }

    /** What the agent would say of an object that another application tracks. */
    private static Optional<Entry> tracked(Application application, ObjectKey key, MapValue live) {
        return LiveView.trackerOf(key, live, application.key()) instanceof LiveView.Tracker.Other(String who)
                ? Optional.of(new Entry(
                        key,
                        Kind.UNDECIDED,
                        List.of(),
                        Optional.empty(),
                        Optional.of("it is left alone: " + who + " tracks it")))
                : Optional.empty();
    }

    private DesiredObject withMarksOf(MapValue live, DesiredObject desired) {
        Optional<TrackingId> id = live.stringAt("metadata", "annotations", Names.TRACKING_ID_ANNOTATION)
                .flatMap(TrackingId::parse)
                .filter(tracking -> tracking.object().equals(desired.key()));
        if (id.isEmpty()) {
            return desired;
        }
        MapValue object = Tracking.mark(desired.object(), id.get());
        return new DesiredObject(desired.key(), object, mask.mask(object), desired.source(), desired.line());
    }

    private static List<Entry> errors(DesiredState desired) {
        return desired.errors().stream().map(ClusterDiff::undecided).toList();
    }

    private static Entry undecided(ObjectError error) {
        return new Entry(error.key(), Kind.UNDECIDED, List.of(), Optional.empty(), Optional.of(error.message()));
    }

    private static Redactor redactor(DesiredState desired) {
        return Redactor.ofSecretsIn(
                desired.objects().values().stream().map(DesiredObject::object).toList());
    }
}
