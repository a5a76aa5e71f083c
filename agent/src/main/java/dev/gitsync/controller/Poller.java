package dev.gitsync.controller;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * Asks each repository for its refs at its interval, give or take a tenth so that many don't ask in step, on a virtual thread
 * each. Thread-safe.
 */
final class Poller implements AutoCloseable {
    private final Remotes remotes;
    private final Map<String, Polled> polled = new HashMap<>();

    private record Polled(Duration interval, Thread thread) {}

    /** {@code changed} is told the URL of each repository whose answer is not the one before. */
    Poller(Remotes remotes, Consumer<String> changed) {
        this.remotes = remotes;
        remotes.onMove(changed);
    }

    /** Polls these repositories from now on, and no others. */
    synchronized void poll(Map<String, Duration> intervals) {
        for (String url : new HashSet<>(polled.keySet())) {
            Polled running = polled.get(url);
            if (running != null && !running.interval().equals(intervals.get(url))) {
                running.thread().interrupt();
                polled.remove(url);
                if (!intervals.containsKey(url)) {
                    remotes.forget(url);
                }
            }
        }
        intervals.forEach((url, interval) -> polled.computeIfAbsent(
                url,
                u -> new Polled(interval, Thread.ofVirtual().name("poll " + u).start(() -> loop(u, interval)))));
    }

    /** Asks all repositories soon: something that decides about access to them has changed. */
    synchronized void hurry() {
        Map<String, Duration> intervals = new HashMap<>();
        polled.forEach((url, running) -> {
            running.thread().interrupt();
            intervals.put(url, running.interval());
        });
        polled.clear();
        intervals.forEach((url, interval) -> polled.put(
                url, new Polled(interval, Thread.ofVirtual().name("poll " + url).start(() -> {
                    remotes.refresh(url);
                    loop(url, interval);
                }))));
    }

    private void loop(String url, Duration interval) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                double jitter = ThreadLocalRandom.current().nextDouble(0.9, 1.1);
                Thread.sleep(Duration.ofNanos((long) (interval.toNanos() * jitter)));
                remotes.refresh(url);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // no longer polled
        }
    }

    @Override
    public synchronized void close() {
        polled.values().forEach(running -> running.thread().interrupt());
        polled.clear();
    }
}
