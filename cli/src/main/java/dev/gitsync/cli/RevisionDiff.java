package dev.gitsync.cli;

import dev.gitsync.api.Application;
import dev.gitsync.api.ApplicationSpec;
import dev.gitsync.api.Source;
import dev.gitsync.cli.DiffCommand.Result;
import dev.gitsync.diff.Base;
import dev.gitsync.diff.Desired;
import dev.gitsync.diff.DiffInput;
import dev.gitsync.diff.ObjectDiff;
import dev.gitsync.diff.Redactor;
import dev.gitsync.diff.SecretMask;
import dev.gitsync.diff.ThreeWayDiff;
import dev.gitsync.render.Manifest;
import dev.gitsync.report.DiffReport;
import dev.gitsync.report.DiffReport.Entry;
import dev.gitsync.schema.TypeSchema.Untyped;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value.MapValue;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a change of a repository would change, told from two renders alone. Without a cluster no list has keys. */
final class RevisionDiff {
    private RevisionDiff() {}

    static Result of(Application application, String before) throws Exception {
        ApplicationSpec spec = application
                .validSpec()
                .orElseThrow(() -> new Failure(
                        "Application " + application.key() + ": " + String.join("; ", application.invalid())));
        Source source = spec.source();
        try (RemoteTree repository = RemoteTree.open(source.repoUrl(), url -> Optional.empty())) {
            return of(
                    Trees.render(repository.at(before, source.path()), source.directoryRecurse()),
                    Trees.render(repository.at(source.targetRevision(), source.path()), source.directoryRecurse()));
        }
    }

    static Result of(List<Manifest> before, List<Manifest> after) {
        SecretMask mask = new SecretMask(randomKey());
        Map<ObjectKey, MapValue> old = masked(before, mask);
        Map<ObjectKey, MapValue> young = masked(after, mask);
        List<Entry> entries = new ArrayList<>();
        young.forEach((key, object) -> entries.add(
                old.containsKey(key) ? changed(old.getOrDefault(key, object), object) : Entry.created(object)));
        old.keySet().stream()
                .filter(key -> !young.containsKey(key))
                .forEach(key -> entries.add(Entry.orphaned(key, "it is not rendered any more")));
        List<MapValue> all = Stream.concat(before.stream(), after.stream())
                .map(Manifest::object)
                .toList();
        return new Result(new DiffReport(entries), Redactor.ofSecretsIn(all));
    }

    private static Entry changed(MapValue before, MapValue after) {
        ObjectDiff diff = ThreeWayDiff.diff(new DiffInput(
                after,
                Optional.of(before),
                Optional.of(new Base(before, before)),
                Optional.empty(),
                Untyped.UNTYPED,
                "gitsync"));
        return Entry.of(diff);
    }

    private static Map<ObjectKey, MapValue> masked(List<Manifest> manifests, SecretMask mask) {
        Map<ObjectKey, MapValue> objects = new LinkedHashMap<>();
        for (Manifest manifest : manifests) {
            MapValue object = mask.mask(Desired.normalise(manifest.object()));
            objects.put(ObjectKey.of(object), object);
        }
        return objects;
    }

    static byte[] randomKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return key;
    }
}
