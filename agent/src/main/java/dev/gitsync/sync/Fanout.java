package dev.gitsync.sync;

import dev.gitsync.log.LogContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Runs blocking work on many items at once, bounded, on virtual threads. Hides the executor until structured concurrency
 * leaves preview.
 */
final class Fanout {
    private final Semaphore permits;

    Fanout(int atOnce) {
        this.permits = new Semaphore(atOnce);
    }

    /**
     * The results in the order of the items. The work returns failures as values: an exception it throws is a defect and
     * ends the whole.
     *
     * @throws InterruptedException if this thread is interrupted; work that runs is then interrupted too
     */
    <T, R> List<R> map(Collection<T> items, Function<T, R> work) throws InterruptedException {
        if (items.size() == 1) {
            return List.of(work.apply(items.iterator().next()));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<R>> running = new ArrayList<>(items.size());
            for (T item : items) {
                permits.acquire();
                running.add(threads.submit(releasing(() -> work.apply(item))));
            }
            return results(running, threads);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static <R> List<R> results(List<Future<R>> running, ExecutorService threads)
            throws ExecutionException, InterruptedException {
        List<R> results = new ArrayList<>(running.size());
        try {
            for (Future<R> future : running) {
                results.add(future.get());
            }
        } catch (InterruptedException e) {
            threads.shutdownNow(); // closing it would wait for what runs
            throw e;
        }
        return results;
    }

    private <R> Callable<R> releasing(Callable<R> work) {
        Callable<R> inContext = LogContext.wrap(work);
        return () -> {
            try {
                return inContext.call();
            } finally {
                permits.release();
            }
        };
    }
}
