package dev.gitsync.kube;

import com.google.common.collect.ImmutableSet;
import dev.gitsync.value.Value;
import io.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.kubernetes.client.extended.leaderelection.LeaderElector;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that of several replicas one works at a time, by a {@code Lease}.
 *
 * <p>Kubernetes does not fence writes off. So a leader asks {@link #mayWrite} before each write, and a replica that takes
 * the Lease from one that did not give it up waits until the last request of that one must have ended.
 */
public final class Leadership implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
    private static final ApiResource LEASES =
            new ApiResource("coordination.k8s.io", "v1", "Lease", "leases", true, ImmutableSet.of(), ImmutableSet.of());

    /**
     * How long things take.
     *
     * @param lease a Lease that was not renewed for this long may be taken
     * @param renewDeadline a leader that could not renew for this long gives up; less than the lease
     * @param retryPeriod the pause between two looks; less than the deadline
     * @param request the longest that a leader's write may be under way
     */
    public record Timing(Duration lease, Duration renewDeadline, Duration retryPeriod, Duration request) {
        public static final Timing DEFAULT = new Timing(
                Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofSeconds(10));

        public Timing {
            if (retryPeriod.toSeconds() < 1) {
                throw new IllegalArgumentException(
                        "the elector counts in whole seconds: its retry period can't be " + retryPeriod);
            }
        }
    }

    private enum Event {
        LEADING,
        LOST,
        CLOSED
    }

    private final KubeClient client;
    private final String namespace;
    private final String name;
    private final String identity;
    private final Timing timing;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<@Nullable LeaseLock> lock = new AtomicReference<>();
    private volatile long writeUntil;
    private volatile boolean takenFromAnother;
    private volatile boolean leads;
    private volatile boolean running;

    /**
     * A candidate that does not run yet.
     *
     * @param namespace of the Lease
     * @param identity unlike that of any other replica, and of this one's earlier lives unless they are known to have ended
     */
    public Leadership(KubeClient client, String namespace, String name, String identity, Timing timing) {
        this.client = client.withPatience(timing.retryPeriod());
        this.namespace = namespace;
        this.name = name;
        this.identity = identity;
        this.timing = timing;
    }

    /**
     * Waits to become leader, leads, and returns once it no longer does: the Lease was lost, or {@link #close} was called.
     * It may be called once. The hooks run on the calling thread, the second only after the first, and the Lease is given
     * up after both.
     *
     * @param onStarted begins the work, and returns
     * @param onStopped ends the work; {@link #mayWrite} is false already
     */
    public void run(Runnable onStarted, Runnable onStopped) throws InterruptedException {
        running = true;
        LeaseLock lease = new LeaseLock(
                client,
                LEASES,
                Value.map("name", Value.of(name), "namespace", Value.of(namespace)),
                identity,
                this::renewed);
        lock.set(lease);
        LeaderElectionConfig config =
                new LeaderElectionConfig(lease, timing.lease(), timing.renewDeadline(), timing.retryPeriod());
        LeaderElector elector = new LeaderElector(config, e -> LOG.debug("the lease could not be looked at", e));
        Thread election = Thread.ofVirtual().name("leader election").unstarted(() -> {
            try {
                elector.run(() -> events.add(Event.LEADING), () -> {});
            } finally {
                events.add(Event.LOST);
            }
        });
        try {
            election.start();
            lead(onStarted, onStopped);
        } finally {
            election.interrupt();
            election.join();
            // Ends the elector's threads.
            elector.close();
            lease.release();
            ended.countDown();
        }
    }

    private void lead(Runnable onStarted, Runnable onStopped) throws InterruptedException {
        if (events.take() != Event.LEADING) {
            return;
        }
        if (takenFromAnother) {
            LOG.info(
                    "took the lease {}/{} from a replica that did not give it up; waiting {} s for its last requests to end",
                    namespace,
                    name,
                    timing.request().toSeconds());
            if (events.poll(timing.request().toMillis(), TimeUnit.MILLISECONDS) != null) {
                return;
            }
        }
        LOG.info("{} leads by the lease {}/{}", identity, namespace, name);
        leads = true;
        try {
            onStarted.run();
            events.take();
        } finally {
            leads = false;
            LOG.info("{} no longer leads", identity);
            onStopped.run();
        }
    }

    private void renewed(long sentAt, String from) {
        takenFromAnother |= !from.isEmpty() && !from.equals(identity);
        writeUntil = sentAt + timing.lease().toNanos();
    }

    /**
     * Whether a write that is sent now is a leader's: the Lease can't have passed to another yet, by the monotonic clock.
     * A write may take no longer than {@link Timing#request}.
     */
    public boolean mayWrite() {
        return leads && System.nanoTime() - writeUntil < 0;
    }

    /** Who held the Lease when it was last looked at. */
    public Optional<String> holder() {
        LeaseLock known = lock.get();
        return known == null ? Optional.empty() : known.holder();
    }

    /** Ends {@link #run}, and returns when it has given the Lease up, so that a waiting replica takes it at once. */
    @Override
    public void close() {
        leads = false;
        events.add(Event.CLOSED);
        if (!running) {
            return;
        }
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
