package dev.gitsync.api;

import dev.gitsync.fieldpath.FieldPath;
import dev.gitsync.value.Value.MapValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code spec}: every field is acted on, refused, or reported. */
final class SpecReader {
    private static final Duration LEAST_INTERVAL = Duration.ofSeconds(1);
    private static final int DEFAULT_HISTORY = 10;
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private SpecReader() {}

    static SpecResult read(MapValue spec) {
        return read(spec, new Findings());
    }

    static SpecResult read(MapValue map, Findings findings) {
        FieldReader fields = new FieldReader(map, FieldPath.of("spec"), "spec", findings);
        String project = fields.string("project").orElse("default");
        if (!project.equals("default")) {
            findings.unsupported("spec.project");
        }
        ApplicationSpec spec = new ApplicationSpec(
                project,
                chosenSource(fields),
                destination(fields.map("destination")),
                syncPolicy(fields.map("syncPolicy")),
                prunePolicy(fields.map("prunePolicy")),
                fields.integer("revisionHistoryLimit", 0, Integer.MAX_VALUE).orElse(DEFAULT_HISTORY),
                fields.flag("suspend"),
                fields.duration("interval", LEAST_INTERVAL));
        fields.finish();
        return findings.errors().isEmpty()
                ? new SpecResult.Valid(spec, findings.unsupportedFields())
                : new SpecResult.Invalid(findings.errors(), findings.unsupportedFields());
    }

    private static Source chosenSource(FieldReader spec) {
        List<FieldReader> sources = spec.maps("sources", "spec.source");
        if (spec.has("source") && !sources.isEmpty()) {
            spec.error("sources", "give either spec.source or spec.sources");
        }
        if (sources.size() > 1) {
            spec.error("sources", "several sources are not supported yet, so only a part would be applied");
        }
        if (!spec.has("source") && sources.isEmpty()) {
            spec.error("source", "missing: say where the manifests are, in repoURL and path");
            return new Source("", "HEAD", ".", false);
        }
        return source(spec.has("source") || sources.isEmpty() ? spec.map("source") : sources.getFirst());
    }

    private static Source source(FieldReader fields) {
        Optional<String> repoUrl = fields.string("repoURL");
        if (repoUrl.isEmpty()) {
            fields.error("repoURL", "missing: say which Git repository, such as https://git.example.com/shop.git");
        } else if (repoUrl.get().chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
            fields.error("repoURL", "must not hold white space or control characters");
        }
        FieldReader directory = fields.map("directory");
        Source source = new Source(
                repoUrl.orElse(""),
                fields.string("targetRevision").orElse("HEAD"),
                path(fields),
                directory.flag("recurse"));
        directory.finish();
        fields.finish();
        return source;
    }

    private static String path(FieldReader source) {
        String path = source.string("path").orElse(".");
        List<String> parts = List.of(path.split("/", -1));
        if (path.startsWith("/") || parts.contains("..") || path.chars().anyMatch(Character::isISOControl)) {
            source.error("path", "must be a folder of the repository: relative, without \"..\"");
            return ".";
        }
        String normal = String.join(
                "/",
                parts.stream()
                        .filter(part -> !part.isEmpty() && !part.equals("."))
                        .toList());
        return normal.isEmpty() ? "." : normal;
    }

    private static Destination destination(FieldReader fields) {
        Optional<String> server = fields.string("server");
        Optional<String> name = fields.string("name");
        Optional<String> namespace = fields.string("namespace");
        if (server.isPresent() && name.isPresent()) {
            fields.error("name", "give either server or name");
        }
        if (server.filter(url -> !isOwn(url)).isPresent()) {
            fields.error("server", onlyOwnCluster());
        }
        if (name.filter(other -> !other.equals(Names.OWN_CLUSTER_NAME)).isPresent()) {
            fields.error("name", onlyOwnCluster());
        }
        if (namespace.filter(ns -> !DNS_LABEL.matcher(ns).matches()).isPresent()) {
            fields.error(
                    "namespace", "no name of a namespace: lower-case letters, digits and \"-\", at most 63 characters");
        }
        fields.finish();
        return new Destination(server, name, namespace);
    }

    private static boolean isOwn(String server) {
        return server.equals(Names.OWN_CLUSTER_SERVER) || server.equals(Names.OWN_CLUSTER_SERVER + "/");
    }

    private static String onlyOwnCluster() {
        return "only the agent's own cluster is supported: write server " + Names.OWN_CLUSTER_SERVER + " or name "
                + Names.OWN_CLUSTER_NAME + ", or neither";
    }

    private static SyncPolicy syncPolicy(FieldReader fields) {
        boolean present = fields.has("automated");
        FieldReader automated = fields.map("automated");
        boolean enabled = automated.bool("enabled").orElse(true) && present;
        boolean prune = automated.flag("prune");
        boolean selfHeal = automated.flag("selfHeal");
        SyncPolicy policy = new SyncPolicy(
                enabled,
                enabled && prune,
                enabled && selfHeal,
                automated.flag("allowEmpty"),
                syncOptions(fields).contains("CreateNamespace=true"),
                retry(fields));
        automated.finish();
        fields.finish();
        return policy;
    }

    /** The sync options of {@code syncPolicy} or of an operation, judged one by one. */
    static List<String> syncOptions(FieldReader fields) {
        List<String> options = fields.strings("syncOptions");
        for (String option : options) {
            String refusal = Unsupported.REFUSED_OPTIONS.get(option);
            if (refusal != null) {
                fields.error("syncOptions", option + " is not supported: " + refusal);
            } else if (!Unsupported.ACCEPTED_OPTIONS.contains(option)) {
                String instead = Unsupported.REPORTED_OPTIONS.getOrDefault(option, "not a known option");
                fields.unsupported("syncOptions", option + ": " + instead);
            }
        }
        return options;
    }

    private static RetryPolicy retry(FieldReader policy) {
        RetryPolicy usual = RetryPolicy.DEFAULT;
        FieldReader fields = policy.map("retry");
        FieldReader backoff = fields.map("backoff");
        RetryPolicy retry = new RetryPolicy(
                fields.integer("limit", -1, Integer.MAX_VALUE).orElse(usual.limit()),
                backoff.duration("duration", Duration.ofMillis(1)).orElse(usual.duration()),
                backoff.integer("factor", 1, 1000).orElse(usual.factor()),
                backoff.duration("maxDuration", Duration.ofMillis(1)).orElse(usual.maxDuration()));
        if (fields.bool("refresh").filter(refresh -> !refresh).isPresent()) {
            policy.unsupported("retry", "refresh=false: a newer commit always takes over from a failing one");
        }
        backoff.finish();
        fields.finish();
        return retry;
    }

    private static PrunePolicy prunePolicy(FieldReader fields) {
        PrunePolicy policy = new PrunePolicy(
                fields.integer("maxCount", 0, Integer.MAX_VALUE),
                fields.integer("maxPercent", 0, 100),
                Set.copyOf(fields.strings("kinds")));
        fields.finish();
        return policy;
    }
}
