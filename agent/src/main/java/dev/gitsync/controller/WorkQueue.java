package dev.gitsync.controller;

import dev.gitsync.api.ApplicationKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs at most one pass of an application at a time, and merges all wakes that arrive meanwhile into the next. Thread-safe.
 */
final class WorkQueue implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WorkQueue.class);

    /** One pass over an application. */
    @FunctionalInterface
    interface Work {
        void run(ApplicationKey application, Wake wake) throws InterruptedException;
    }

    private final Work work;
    private final Semaphore passes;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("gitsync-clock").factory());
    private final Map<ApplicationKey, Wake> pending = new HashMap<>();
    private final Set<ApplicationKey> running = new HashSet<>();
    private boolean closed;

    WorkQueue(int passesAtOnce, Work work) {
        this.passes = new Semaphore(passesAtOnce);
        clock.setRemoveOnCancelPolicy(true); // a busy application cancels one with each pass
        this.work = work;
    }

    /** Has an application looked at as soon as it is its turn. */
    void add(ApplicationKey application, Wake wake) {
        synchronized (pending) {
            if (closed) {
                return;
            }
            pending.merge(application, wake, Wake::and);
            if (running.add(application)) {
                threads.execute(() -> passes(application));
            }
        }
    }

    /** Has an application looked at after a while, unless that is cancelled; nothing if the queue is closed. */
    Optional<Future<?>> addAfter(Duration delay, ApplicationKey application, Wake wake) {
        synchronized (pending) {
            return closed
                    ? Optional.empty()
                    : Optional.of(
                            clock.schedule(() -> add(application, wake), delay.toMillis(), TimeUnit.MILLISECONDS));
        }
    }

    /** Runs something after a while, on a thread of its own, unless the queue is closed by then. */
    void after(Duration delay, Runnable task) {
        synchronized (pending) {
            if (!closed) {
                Future<?> _ = clock.schedule(() -> threads.execute(task), delay.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    /** How many applications wait for their turn. */
    int depth() {
        synchronized (pending) {
            return pending.size();
        }
    }

    private void passes(ApplicationKey application) {
        while (true) {
            try {
                passes.acquire();
                try {
                    Wake wake;
                    synchronized (pending) {
                        wake = pending.remove(application);
                        if (wake == null || closed) {
                            running.remove(application);
                            return;
                        }
                    }
                    work.run(application, wake);
                } finally {
                    passes.release();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                synchronized (pending) {
                    running.remove(application);
                }
                return;
            } catch (RuntimeException | Error e) {
                // A defect in one pass must not stop the application for ever, nor any other.
                log.error("a pass over {} failed unexpectedly; it is tried again in a minute", application, e);
                addAfter(Duration.ofMinutes(1), application, Wake.of(dev.gitsync.history.Trigger.RETRY));
            }
        }
    }

    /** Takes no more work, lets running passes end within the time, and interrupts those that don't. */
    void close(Duration patience) throws InterruptedException {
        synchronized (pending) {
            closed = true;
            pending.clear();
        }
        clock.shutdownNow();
        threads.shutdown();
        if (!threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            threads.shutdownNow();
        }
    }

    @Override
    public void close() {
        try {
            close(Duration.ZERO);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
