package dev.gitsync.git;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs blocking work for a limited time. The work runs on a virtual thread of its own, since an interrupt ends what that
 * thread waits for on a socket: a server that sends a byte now and then can't hold the caller.
 */
final class Deadline {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private Deadline() {}

    /**
     * @throws TimeoutException if the time is over; the work has been interrupted
     * @throws InterruptedException if the caller was interrupted; the work has been interrupted too
     * @throws ExecutionException if the work failed
     */
    static <T> T run(Duration limit, String name, Callable<T> work)
            throws TimeoutException, InterruptedException, ExecutionException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread worker = Thread.ofVirtual().name(name).start(task);
        try {
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | InterruptedException e) {
            task.cancel(true);
            // The caller goes on to unlock and perhaps to delete what the work writes to.
            worker.join(GRACE);
            throw e;
        } catch (CancellationException e) {
            throw new IllegalStateException("nobody else cancels this task", e);
        }
    }
}
