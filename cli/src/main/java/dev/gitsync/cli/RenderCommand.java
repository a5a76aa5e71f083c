package dev.gitsync.cli;

import dev.gitsync.render.Manifest;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.ListValue;
import dev.gitsync.yaml.Yaml;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "render",
        description = {
            "Print the manifests of a directory: of its kustomization, or of its YAML files.",
            "Secrets in it are printed as they are.",
            "",
            "  gitsync render overlays/production",
            "  gitsync render --repo https://git.example.com/shop.git --revision v1.4 --path overlays/production"
        },
        mixinStandardHelpOptions = true)
final class RenderCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PATH", arity = "0..1", description = "a directory of this machine")
    @Nullable
    Path path;

    @Mixin
    RepositoryOptions repository = new RepositoryOptions();

    @Option(names = "--recurse", description = "read a plain directory with the directories in it")
    boolean recurse;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "yaml",
            description = "yaml (default) or json")
    OutputFormat output = OutputFormat.yaml;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        List<Manifest> manifests;
        if (path != null && repository.url == null) {
            manifests = Trees.render(Trees.local(path), recurse);
        } else if (path == null && repository.url != null) {
            try (RemoteTree remote = RemoteTree.open(repository, url -> java.util.Optional.empty())) {
                manifests = Trees.render(remote.at(repository.revision, repository.path), recurse);
            }
        } else {
            throw new Failure("give either PATH or --repo; see: gitsync render --help");
        }
        PrintWriter out = Commands.out(spec);
        List<Value> objects = manifests.stream().<Value>map(Manifest::object).toList();
        switch (output) {
            case yaml -> out.print(Yaml.print(objects));
            case json ->
                OutputFormat.json.print(
                        Value.map(
                                "apiVersion", Value.of("v1"), "kind", Value.of("List"), "items", ListValue.of(objects)),
                        out);
        }
        return 0;
    }
}
