package dev.gitsync.controller;

import com.google.common.collect.Sets;
import dev.gitsync.api.Application;
import dev.gitsync.api.ApplicationKey;
import dev.gitsync.api.ApplicationSpec;
import dev.gitsync.history.Trigger;
import dev.gitsync.kube.ResourceWatch;
import dev.gitsync.value.ObjectKey;
import dev.gitsync.value.Value.MapValue;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what happens (an Application changed, a repository moved, an object was touched) into passes. Thread-safe.
 */
final class Controller implements ResourceWatch.Handler {
    private static final Logger log = LoggerFactory.getLogger(Controller.class);

    private static final Duration ORPHANS_AGAIN = Duration.ofSeconds(30);

    private final Map<ApplicationKey, ApplicationState> states = new ConcurrentHashMap<>();
    private final Map<String, ApplicationKey> byLabel = new ConcurrentHashMap<>();
    private final Reconciler reconciler;
    private final Deletions deletions;
    private final WorkQueue queue;
    private final Poller poller;
    private final Duration pollInterval;
    private final Clock clock;
    /** The uids of Applications that are gone, until a pass has forgotten them. */
    private final Map<ApplicationKey, Set<String>> gone = new ConcurrentHashMap<>();

    private volatile boolean ready;

    Controller(
            Reconciler reconciler,
            Deletions deletions,
            Remotes remotes,
            int passesAtOnce,
            Duration pollInterval,
            Clock clock) {
        this.reconciler = reconciler;
        this.deletions = deletions;
        this.queue = new WorkQueue(passesAtOnce, this::pass);
        this.poller = new Poller(remotes, this::repositoryMoved);
        this.pollInterval = pollInterval;
        this.clock = clock;
    }

    /** Whether all Applications are known. */
    boolean isReady() {
        return ready;
    }

    int queued() {
        return queue.depth();
    }

    @Override
    public void onUpsert(ObjectKey key, MapValue object) {
        Application application = Application.of(object);
        ApplicationState state = states.get(application.key());
        if (state == null || !state.latest.uid().equals(application.uid())) {
            if (state != null) {
                gone.merge(application.key(), Set.of(state.latest.uid()), Sets::union);
            }
            states.put(application.key(), new ApplicationState(application, clock));
            byLabel.put(application.key().label(), application.key());
            queue.add(application.key(), Wake.of(Trigger.START));
        } else {
            Application before = state.latest;
            state.latest = application;
            wake(before, application).ifPresent(trigger -> queue.add(application.key(), Wake.of(trigger)));
        }
        pollRepositories();
    }

    private static Optional<Trigger> wake(Application before, Application now) {
        if (now.deleting()) {
            boolean news = !before.deleting() || !before.finalizers().equals(now.finalizers());
            return news ? Optional.of(Trigger.DELETION) : Optional.empty();
        }
        boolean asked = now.operation().isPresent() && !now.operation().equals(before.operation());
        boolean requested =
                now.isReconcileRequested() && !now.reconcileRequestedAt().equals(before.reconcileRequestedAt());
        if (asked || requested) {
            return Optional.of(Trigger.MANUAL);
        }
        return now.generation() != before.generation() ? Optional.of(Trigger.SPEC) : Optional.empty();
    }

    @Override
    public void onDelete(ObjectKey key, @Nullable MapValue last) {
        ApplicationState state = states.remove(new ApplicationKey(key.namespace(), key.name()));
        if (state != null) {
            byLabel.remove(state.key.label());
            pollRepositories();
            log.info(
                    "Application {} is gone; its objects {}",
                    state.key,
                    state.latest.cascadesDeletion() ? "went before it" : "stay");
            gone.merge(state.key, Set.of(state.latest.uid()), Sets::union);
            // In turn with its passes: one that still runs would write the inventory anew.
            queue.add(state.key, Wake.of(Trigger.DELETION));
        }
    }

    @Override
    public void onSynced() {
        ready = true;
        removeOrphans();
    }

    /** Applications that were deleted while nobody watched left their inventories. */
    private void removeOrphans() {
        boolean whole = deletions.forgetAllBut(states::containsKey);
        if (!whole) {
            queue.after(ORPHANS_AGAIN, this::removeOrphans);
        }
    }

    /** An object with our label was touched in the cluster. */
    void objectTouched(ObjectKey key, Optional<String> applicationLabel) {
        applicationLabel.map(byLabel::get).ifPresent(application -> queue.add(application, Wake.touched(key)));
    }

    private void repositoryMoved(String url) {
        states.values().stream()
                .filter(state -> state.latest
                        .validSpec()
                        .filter(spec -> spec.source().repoUrl().equals(url))
                        .isPresent())
                .forEach(state -> queue.add(state.key, Wake.of(Trigger.POLL)));
    }

    /** Credentials changed: what could not be read may now be, and the other way round. */
    void credentialsChanged() {
        poller.hurry();
    }

    private synchronized void pollRepositories() {
        Map<String, Duration> intervals = new HashMap<>();
        for (ApplicationState state : states.values()) {
            Optional<ApplicationSpec> spec = state.latest.validSpec().filter(s -> !s.suspend());
            spec.ifPresent(s -> intervals.merge(
                    s.source().repoUrl(), s.interval().orElse(pollInterval), (a, b) -> a.compareTo(b) < 0 ? a : b));
        }
        poller.poll(intervals);
    }

    private void pass(ApplicationKey key, Wake wake) throws InterruptedException {
        ApplicationState app = states.get(key);
        Set<String> uids = gone.remove(key);
        if (uids != null) {
            deletions.forget(key, uids, app == null);
        }
        if (app == null) {
            reconciler.forget(key);
            return;
        }
        app.timer.ifPresent(timer -> timer.cancel(false));
        app.begin();
        Optional<Duration> again = app.application.deleting() ? deletions.run(app) : reconciler.reconcile(app, wake);
        app.timer = again.flatMap(delay -> queue.addAfter(delay, key, Wake.of(Trigger.RETRY)));
    }

    /** Ends: no new pass begins, and those that run have until the patience ends. */
    void close(Duration patience) throws InterruptedException {
        poller.close();
        queue.close(patience);
    }
}
