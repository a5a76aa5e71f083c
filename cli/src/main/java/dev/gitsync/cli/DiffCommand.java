package dev.gitsync.cli;

import dev.gitsync.api.Application;
import dev.gitsync.diff.Redactor;
import dev.gitsync.kube.Discovery;
import dev.gitsync.kube.KubeClient;
import dev.gitsync.render.Manifest;
import dev.gitsync.report.DiffReport;
import dev.gitsync.report.JsonReport;
import dev.gitsync.report.TextReport;
import dev.gitsync.value.Json;
import dev.gitsync.value.Value.MapValue;
import dev.gitsync.yaml.Yaml;
import dev.gitsync.yaml.YamlDocument;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "diff",
        description = {
            "Show how what is live differs from what Git asks for, field by field, and who changed it.",
            "Exit status 0 without a difference, 1 with differences, 2 and above an error.",
            "",
            "  gitsync diff overlays/production                  a directory against the cluster",
            "  gitsync diff -f application.yaml                  an Application that need not be applied yet",
            "  gitsync diff --app gitsync/production             an Application of the cluster",
            "  gitsync diff overlays/production --against main   two revisions, without a cluster",
            ""
        },
        mixinStandardHelpOptions = true)
final class DiffCommand implements Callable<Integer> {
    /** How a diff is printed. */
    enum Format {
        text,
        json
    }

    @Parameters(paramLabel = "PATH", arity = "0..1", description = "a directory of this machine")
    @Nullable
    Path path;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "the manifest of an Application")
    @Nullable
    Path file;

    @Option(
            names = "--app",
            paramLabel = "APP",
            description = "NAME or NAMESPACE/NAME of an Application of the cluster")
    @Nullable
    String app;

    @Option(
            names = "--against",
            paramLabel = "REV",
            description = "compare with this revision of the repository, not with the cluster")
    @Nullable
    String against;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NS",
            description = "with PATH: for objects that name no namespace; with --app: the Application's namespace")
    @Nullable
    String namespace;

    @Mixin
    ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--recurse", description = "with PATH: read a plain directory with the directories in it")
    boolean recurse;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text (default) or json")
    Format output = Format.text;

    @Option(names = "--notes", description = "also show fields that look different and are not")
    boolean notes;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        long given = java.util.stream.Stream.of(path, file, app)
                .filter(java.util.Objects::nonNull)
                .count();
        if (given != 1) {
            throw new Failure("give one of PATH, -f FILE and --app APP; see: gitsync diff --help");
        }
        Result result = against == null ? withCluster() : betweenRevisions(against);
        PrintWriter out = Commands.out(spec);
        switch (output) {
            case text ->
                out.print(result.redactor().redact(TextReport.print(result.report(), Commands.colour(), notes)));
            case json -> out.println(result.redactor().redact(Json.pretty(JsonReport.of(result.report()))));
        }
        boolean undecided = result.report().count(DiffReport.Kind.UNDECIDED) > 0;
        return undecided ? Main.FAILED : result.report().hasDifferences() ? Main.DIFFERENCES : 0;
    }

    /** A report, and what takes secrets out of text that the masks have not made. */
    record Result(DiffReport report, Redactor redactor) {}

    private Result withCluster() throws Exception {
        try (KubeClient client = cluster.connect()) {
            Discovery discovery = new Discovery(client);
            ClusterDiff diff = new ClusterDiff(client, discovery);
            if (path != null) {
                List<Manifest> manifests = Trees.render(Trees.local(path), recurse);
                return diff.manifests(
                        manifests, Optional.of(namespace == null ? client.defaultNamespace() : namespace));
            }
            Application application = file == null
                    ? Applications.of(client, discovery)
                            .get(Applications.key(String.valueOf(app), namespaceOfApplications()))
                    : application(file);
            return diff.application(application);
        }
    }

    private Result betweenRevisions(String revision) throws Exception {
        if (path != null) {
            Trees.Directory here = Trees.local(path);
            List<Manifest> before = LocalRevision.render(path, revision, recurse);
            return RevisionDiff.of(before, Trees.render(here, recurse));
        }
        Application application;
        if (file != null) {
            application = application(file);
        } else {
            try (KubeClient client = cluster.connect()) {
                application = Applications.of(client, new Discovery(client))
                        .get(Applications.key(String.valueOf(app), namespaceOfApplications()));
            }
        }
        return RevisionDiff.of(application, revision);
    }

    private String namespaceOfApplications() {
        return namespace == null ? "gitsync" : namespace;
    }

    private Application application(Path manifest) throws Exception {
        List<YamlDocument> documents = Yaml.parse(Files.readAllBytes(manifest), manifest.toString());
        if (documents.size() != 1 || !(documents.getFirst().value() instanceof MapValue object)) {
            throw new Failure(manifest + ": one document is expected, the manifest of an Application");
        }
        if (object.stringAt("metadata", "namespace").isEmpty()) {
            MapValue metadata =
                    object.mapAt("metadata").with("namespace", dev.gitsync.value.Value.of(namespaceOfApplications()));
            object = object.with("metadata", metadata);
        }
        Application application = Application.of(object);
        if (application.validSpec().isEmpty()) {
            throw new Failure(manifest + ": " + String.join("; ", application.invalid()));
        }
        return application;
    }
}
