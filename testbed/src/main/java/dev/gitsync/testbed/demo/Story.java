package dev.gitsync.testbed.demo;

import dev.gitsync.testbed.RestClient;
import dev.gitsync.testbed.TestCluster;
import dev.gitsync.testbed.WorkingCopy;
import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the demo shows, step by step; each is observed through the demo's own client on the API server. */
final class Story {
    private static final Duration FIRST_SYNC = Duration.ofMinutes(2);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String SHOP = "shop-production";
    private static final String CART = "overlays/production/shop/kustomization.yaml";
    private static final String EXTRA = "overlays/production/shop/banner.yaml";

    private final TestCluster cluster;
    private final RestClient rest;
    private final WorkingCopy copy;
    private final String url;
    private final String namespace;
    private final Steps steps = new Steps();

    Story(TestCluster cluster, WorkingCopy copy, String url, String namespace) {
        this.cluster = cluster;
        this.rest = cluster.rest();
        this.copy = copy;
        this.url = url;
        this.namespace = namespace;
    }

    /** Tells the whole story; whether all of it was observed. */
    boolean tell() {
        firstSync();
        liveEdit();
        commit();
        prune();
        brokenCommit();
        history();
        System.out.println();
        System.out.println(
                steps.allSeen() ? "All of it was observed on the API server." : "Not all of it was observed.");
        return steps.allSeen();
    }

    private void firstSync() {
        steps.heading("The first sync of overlays/production");
        cluster.apply("""
                apiVersion: gitsync.dev/v1alpha1
                kind: Application
                metadata: {name: production, namespace: %s, finalizers: [resources-finalizer.gitsync.dev]}
                spec:
                  project: default
                  source: {repoURL: %s, targetRevision: HEAD, path: overlays/production}
                  destination: {server: https://kubernetes.default.svc, namespace: %s}
                  syncPolicy:
                    automated: {prune: true, selfHeal: true}
                    syncOptions: [CreateNamespace=true]
                """.formatted(namespace, url, SHOP));
        String head = copy.head();
        steps.observe(
                "every object of production is applied: Synced to " + head.substring(0, 10),
                FIRST_SYNC,
                () -> isSyncedTo(head),
                this::statusText);
        steps.observe(
                "its workloads run: Healthy",
                FIRST_SYNC,
                () -> status().stringAt("health", "status").equals(Optional.of("Healthy")),
                this::statusText);
        steps.note(summary());
    }

    private void liveEdit() {
        steps.heading("Somebody scales the cart by hand: kubectl scale deployment cart --replicas=1");
        Value before = cart().at("spec", "replicas").orElse(Value.of(0));
        cluster.kubectl("-n", SHOP, "scale", "deployment", "cart", "--replicas=1");
        steps.observe(
                "the cart has the replicas of Git again: " + Json.text(before),
                SOON,
                () -> cart().at("spec", "replicas").equals(Optional.of(before)),
                this::statusText);
        steps.observe(
                "the status names the field and who had changed it",
                SOON,
                () -> latestChanges().stream().anyMatch(change -> change.contains("spec.replicas by kubectl")),
                this::statusText);
        steps.note(String.join("\n", latestChanges()));
    }

    private void commit() {
        steps.heading("A commit: four carts, and a banner");
        String changed = copy.read(CART)
                .replace("  - name: cart\n    count: 3", "  - name: cart\n    count: 4")
                .replace("  - traffic.yaml\n", "  - traffic.yaml\n  - banner.yaml\n");
        copy.write(CART, changed)
                .write(EXTRA, "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: banner\ndata:\n  text: Sale\n");
        String head = copy.commitAndPush("Scale the cart to 4, and announce the sale");
        steps.observe(
                "the cart has 4 replicas and the banner exists",
                SOON,
                () -> cart().at("spec", "replicas").equals(Optional.of(Value.of(4))) && banner().isPresent(),
                this::statusText);
        steps.observe("Synced to " + head.substring(0, 10), SOON, () -> isSyncedTo(head), this::statusText);
    }

    private void prune() {
        steps.heading("A commit removes the banner's file");
        copy.remove(EXTRA).write(CART, copy.read(CART).replace("  - banner.yaml\n", ""));
        String head = copy.commitAndPush("Take the banner down");
        steps.observe("the banner is deleted", SOON, () -> banner().isEmpty(), this::statusText);
        steps.observe("Synced to " + head.substring(0, 10), SOON, () -> isSyncedTo(head), this::statusText);
    }

    private void brokenCommit() {
        steps.heading("A broken commit: a typo in the kustomization");
        String good = copy.read(CART);
        String version = cart().stringAt("metadata", "resourceVersion").orElse("");
        copy.write(CART, good.replace("replicas:\n", "replicsa:\n"));
        copy.commitAndPush("Tune the replicas");
        steps.observe(
                "it is refused, and the reason names file and field",
                SOON,
                () -> ready().stringAt("reason").equals(Optional.of("RenderFailed"))
                        && ready().stringAt("message").orElse("").contains("replicsa"),
                this::statusText);
        steps.note(ready().stringAt("message").orElse(""));
        steps.check(
                "the cluster is as it was",
                cart().stringAt("metadata", "resourceVersion").equals(Optional.of(version)));
        copy.write(CART, good);
        String head = copy.commitAndPush("Revert \"Tune the replicas\"");
        steps.observe(
                "the revert is accepted: Synced to " + head.substring(0, 10),
                SOON,
                () -> isSyncedTo(head),
                this::statusText);
    }

    private void history() {
        steps.heading("The history, newest first");
        List<Value> history = status().itemsAt("history");
        history.forEach(entry -> steps.note("%s  %-9s %-9s %.10s  %s"
                .formatted(
                        entry.stringAt("finishedAt").orElse(""),
                        entry.stringAt("trigger").orElse(""),
                        entry.stringAt("outcome").orElse(""),
                        entry.stringAt("revision").orElse(""),
                        entry.stringAt("subject").orElse(""))));
        List<String> triggers =
                history.stream().flatMap(e -> e.stringAt("trigger").stream()).toList();
        steps.check(
                "it holds the self-heal, the commits and the refusal",
                triggers.contains("SelfHeal")
                        && triggers.contains("Poll")
                        && history.stream().anyMatch(e -> e.stringAt("outcome").equals(Optional.of("Failed"))));
    }

    /** Deletes the Application, and with it all that it brought; on a cluster that stays, what the demo itself made too. */
    void cleanUp(boolean clusterStays) {
        if (!clusterStays) {
            return;
        }
        cluster.kubectl("-n", namespace, "delete", "application", "production", "--timeout=120s");
        cluster.kubectl("delete", "namespace", SHOP, namespace, "--timeout=120s");
        cluster.kubectl("delete", "persistentvolume", Demo.VOLUME, "--ignore-not-found");
    }

    private Value application() {
        return rest.get(RestClient.path("gitsync.dev/v1alpha1", "applications", namespace, "production"));
    }

    private MapValue status() {
        return application().mapAt("status");
    }

    private MapValue ready() {
        return status().itemsAt("conditions").stream()
                .filter(condition -> condition.stringAt("type").equals(Optional.of("Ready")))
                .map(condition -> condition.mapAt())
                .findFirst()
                .orElse(MapValue.EMPTY);
    }

    private boolean isSyncedTo(String commit) {
        MapValue sync = status().mapAt("sync");
        return sync.stringAt("status").equals(Optional.of("Synced"))
                && sync.stringAt("revision").equals(Optional.of(commit));
    }

    private List<String> latestChanges() {
        return status().itemsAt("history").stream()
                .limit(1)
                .flatMap(entry -> entry.itemsAt("changes").stream())
                .map(change -> change.stringAt("object").orElse("") + ": "
                        + change.stringAt("path").orElse("") + " by "
                        + change.stringAt("manager").orElse("somebody unknown")
                        + change.stringAt("at")
                                .map(at -> ", at or before " + at)
                                .orElse(""))
                .toList();
    }

    private Value cart() {
        return rest.get(RestClient.path("apps/v1", "deployments", SHOP, "cart"));
    }

    private Optional<Value> banner() {
        return rest.find(RestClient.path("v1", "configmaps", SHOP, "banner"));
    }

    private String summary() {
        MapValue summary = status().mapAt("summary");
        return summary.fields().entrySet().stream()
                .map(entry -> entry.getKey() + " " + Json.text(entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private String statusText() {
        return Json.pretty(status());
    }
}
