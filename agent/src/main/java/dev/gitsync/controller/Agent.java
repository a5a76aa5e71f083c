package dev.gitsync.controller;

import dev.gitsync.api.Names;
import dev.gitsync.diff.SecretMask;
import dev.gitsync.git.GitLimits;
import dev.gitsync.git.GitSource;
import dev.gitsync.history.StoreException;
import dev.gitsync.history.Stores;
import dev.gitsync.http.HttpEndpoints;
import dev.gitsync.http.Readiness;
import dev.gitsync.kube.ApiResource;
import dev.gitsync.kube.ClusterSchemas;
import dev.gitsync.kube.Discovery;
import dev.gitsync.kube.KubeClient;
import dev.gitsync.kube.KubeException;
import dev.gitsync.kube.Leadership;
import dev.gitsync.kube.LiveCache;
import dev.gitsync.kube.ResourceWatch;
import dev.gitsync.log.LogRedaction;
import dev.gitsync.metrics.AgentMetrics;
import dev.gitsync.plan.DesiredStates;
import dev.gitsync.sync.Applier;
import dev.gitsync.sync.Differ;
import dev.gitsync.sync.InventoryStore;
import dev.gitsync.sync.LiveView;
import dev.gitsync.sync.WriteGate;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The resident program: waits for the Lease, then keeps the cluster true to Git until it is closed or loses the Lease. */
public final class Agent implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Agent.class);
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final AgentOptions options;
    private final KubeClient client;
    private final AgentMetrics metrics;
    private final Clock clock = Clock.systemUTC();
    private final Redactions redactions = new Redactions();
    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Controller controller;
    private volatile boolean closing;
    private volatile boolean lostLease;

    private Agent(AgentOptions options, KubeClient client, AgentMetrics metrics) {
        this.options = options;
        this.client = client;
        this.metrics = metrics;
    }

    /**
     * Starts an agent.
     *
     * @throws AgentException if the cluster, the data directory or the address is not as it has to be
     */
    public static Agent start(AgentOptions options, KubeClient client, AgentMetrics metrics) throws AgentException {
        Agent agent = new Agent(options, client, metrics);
        try {
            agent.start();
            return agent;
        } catch (KubeException e) {
            agent.close();
            throw new AgentException("the cluster " + client.server() + " can't be used: " + e.getMessage(), e);
        } catch (StoreException e) {
            agent.close();
            throw new AgentException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            agent.close();
            throw new AgentException("can't listen on " + options.listen() + ": " + e.getMessage(), e);
        } catch (AgentException e) {
            agent.close();
            throw e;
        }
    }

    private void start() throws KubeException, AgentException, IOException {
        LogRedaction.set(redactions::redact);
        Discovery discovery = new Discovery(client);
        ApiResource applications = crd(discovery, Names.APPLICATION_KIND, Names.APPLICATIONS);
        ApiResource inventories = crd(discovery, Names.INVENTORY_KIND, Names.INVENTORIES);
        requireNamespace(discovery);
        DataDirectory directory = open(DataDirectory.lock(options.dataDir(), options.host()));
        Stores stores = open(Stores.open(options.dataDir()));
        open(HttpEndpoints.start(options.listen(), metrics::scrape, this::readiness));
        Leadership lease = open(new Leadership(
                client, options.namespace(), "gitsync", directory.identity(), Leadership.Timing.DEFAULT));
        Thread.ofPlatform().name("leadership").start(() -> {
            try {
                lease.run(() -> lead(discovery, applications, inventories, stores, lease), this::stopLeading);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private <T extends AutoCloseable> T open(T resource) {
        open.add(resource);
        return resource;
    }

    private static ApiResource crd(Discovery discovery, String kind, String plural)
            throws KubeException, AgentException {
        return discovery
                .resource(Names.API_VERSION, kind)
                .orElseThrow(() -> new AgentException("the cluster has no CustomResourceDefinition " + plural + "."
                        + Names.GROUP + "; install it: kubectl apply --server-side -f deploy/crds"));
    }

    private void requireNamespace(Discovery discovery) throws KubeException, AgentException {
        ApiResource namespaces = discovery.resource("v1", "Namespace").orElseThrow();
        try {
            if (client.get(namespaces, "", options.namespace()).isEmpty()) {
                throw new AgentException("the agent's namespace " + options.namespace()
                        + " does not exist; create it, or name another with --namespace");
            }
        } catch (KubeException e) {
            if (!e.isForbidden()) { // it may be used by an account that may not read Namespaces
                throw e;
            }
        }
    }

    /** Puts the pipeline together and sets it going; runs once, when the Lease is ours. */
    private void lead(
            Discovery discovery, ApiResource applications, ApiResource inventories, Stores stores, Leadership lease) {
        try {
            // No write may outlast the Lease under which it was allowed.
            KubeClient writer = client.withPatience(Leadership.Timing.DEFAULT.request());
            WriteGate gate = lease::mayWrite;
            SecretMask mask = new SecretMask(stores.bases().maskKey());
            RepositorySecrets secrets = new RepositorySecrets(redactions, this::credentialsChanged);
            GitSource git = open(new GitSource(
                    options.dataDir().resolve("mirrors"),
                    secrets,
                    GitLimits.defaults().withAllowFile(options.allowFileRepositories())));
            Remotes remotes = new Remotes(git, metrics);
            Sources sources =
                    new Sources(git, remotes, new DesiredStates(discovery::resource, mask, options.instance()));
            LiveCache cache = open(new LiveCache(client, (key, label, deleted) -> {
                Controller here = controller;
                if (here != null) {
                    here.objectTouched(key, label);
                }
            }));
            Differ differ = new Differ(writer, new ClusterSchemas(client), mask, Names.FIELD_MANAGER);
            InventoryStore inventoryStore = new InventoryStore(writer, inventories, options.namespace(), gate);
            Applier applier = new Applier(writer, discovery, cache, gate, Names.FIELD_MANAGER);
            SyncRun syncs = new SyncRun(applier, inventoryStore, stores.bases(), differ, redactions);
            Reports reports = new Reports(
                    writer,
                    applications,
                    stores.history(),
                    new Events(writer, discovery, clock),
                    metrics,
                    redactions,
                    gate,
                    clock);
            Reconciler reconciler = new Reconciler(
                    sources,
                    new Observer(discovery, cache, new LiveView(client, cache), differ),
                    syncs,
                    inventoryStore,
                    stores.bases(),
                    reports,
                    redactions,
                    new NamespaceMaker(writer, discovery, gate),
                    clock);
            Deletions deletions =
                    new Deletions(writer, applications, syncs, inventoryStore, stores.bases(), reports, gate, clock);
            Controller leading = new Controller(
                    reconciler, deletions, remotes, options.passesAtOnce(), options.pollInterval(), clock);
            controller = leading;
            metrics.queueDepth(leading::queued);
            metrics.liveState(() -> cache.size().watches(), () -> cache.size().objects());
            watch(discovery, applications, secrets, leading);
            log.info(
                    "keeping the Applications of namespace {} of {} true to Git", options.namespace(), client.server());
        } catch (KubeException | StoreException | InterruptedException e) {
            log.error("the agent can't go on", e);
            lostLease = true;
            ended.countDown();
        }
    }

    /** Credentials first: an application that comes before its credentials would fail for no reason. */
    private void watch(Discovery discovery, ApiResource applications, RepositorySecrets secrets, Controller leading)
            throws KubeException, InterruptedException {
        ApiResource secret = discovery.resource("v1", "Secret").orElseThrow();
        CountDownLatch known = new CountDownLatch(2);
        for (String label : List.of(Names.SECRET_TYPE_LABEL, Names.ARGO_SECRET_TYPE_LABEL)) {
            ResourceWatch.Scope scope =
                    new ResourceWatch.Scope(secret, options.namespace(), label + "=" + Names.REPOSITORY_SECRET, false);
            open(ResourceWatch.start(client, scope, secrets.handler(known::countDown)));
        }
        if (!known.await(10, TimeUnit.SECONDS)) {
            log.warn(
                    "the repository Secrets of namespace {} can't be read yet; repositories are read without credentials",
                    options.namespace());
        }
        open(ResourceWatch.start(
                client, new ResourceWatch.Scope(applications, options.namespace(), "", false), leading));
    }

    private void credentialsChanged() {
        Controller here = controller;
        if (here != null) {
            here.credentialsChanged();
        }
    }

    private void stopLeading() {
        lostLease = !closing;
        ended.countDown();
    }

    private Readiness readiness() {
        Controller here = controller;
        if (here == null) {
            // A candidate that waits for the Lease is as ready as it can be: a rolling update would wait for it for
            // ever.
            return Readiness.READY;
        }
        return here.isReady() ? Readiness.READY : Readiness.notReady("the Applications are not known yet");
    }

    /** Waits until the agent ends by itself: by losing the Lease. True if it did, false if it was closed. */
    public boolean awaitEnd() throws InterruptedException {
        ended.await();
        return lostLease;
    }

    /** Ends within 10 seconds: running passes finish or are interrupted between two writes, then the Lease is released. */
    @Override
    public void close() {
        closing = true;
        ended.countDown();
        Controller here = controller;
        if (here != null) {
            try {
                here.close(PATIENCE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        for (AutoCloseable resource : open.reversed()) {
            try {
                resource.close();
            } catch (Exception e) { // one that can't be closed must not keep the others open
                log.warn("closing {} failed", resource, e);
            }
        }
        open.clear();
    }
}
