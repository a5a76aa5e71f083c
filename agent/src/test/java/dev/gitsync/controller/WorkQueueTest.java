package dev.gitsync.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gitsync.api.ApplicationKey;
import dev.gitsync.history.Trigger;
import dev.gitsync.value.ObjectKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WorkQueueTest {
    private static final ApplicationKey SHOP = new ApplicationKey("gitsync", "shop");
    private static final ObjectKey ONE = new ObjectKey("", "ConfigMap", "shop", "one");
    private static final ObjectKey TWO = new ObjectKey("", "ConfigMap", "shop", "two");

    private final List<Wake> wakes = new CopyOnWriteArrayList<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);

    @Test
    void whatArrivesDuringAPassIsMergedIntoOneNext() {
        try (WorkQueue queue = new WorkQueue(4, this::holdTheFirst)) {
            queue.add(SHOP, Wake.of(Trigger.START));
            await().until(() -> begun.getCount() == 0);
            queue.add(SHOP, Wake.touched(ONE));
            queue.add(SHOP, Wake.touched(TWO));
            queue.add(SHOP, Wake.of(Trigger.POLL));
            assertThat(queue.depth()).isOne();
            go.countDown();

            await().until(() -> wakes.size() == 2 && queue.depth() == 0);
            assertThat(wakes.getLast().touched()).containsExactlyInAnyOrder(ONE, TWO);
            assertThat(wakes.getLast().foremost()).isEqualTo(Trigger.POLL);
        }
    }

    @Test
    void oneApplicationHasOnePassAtATimeAndNoWakeIsLost() throws InterruptedException {
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger last = new AtomicInteger();
        try (WorkQueue queue = new WorkQueue(8, (key, wake) -> {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            wake.touched().forEach(object -> last.accumulateAndGet(Integer.parseInt(object.name()), Math::max));
            atOnce.decrementAndGet();
        })) {
            for (int i = 1; i <= 5_000; i++) {
                queue.add(SHOP, Wake.touched(new ObjectKey("", "ConfigMap", "shop", Integer.toString(i))));
            }
            await().until(() -> last.get() == 5_000);
        }
        assertThat(most).hasValue(1);
    }

    @Test
    void noMorePassesRunAtOnceThanAllowed() {
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        try (WorkQueue queue = new WorkQueue(2, (key, wake) -> {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            Thread.onSpinWait();
            atOnce.decrementAndGet();
            done.incrementAndGet();
        })) {
            for (int i = 0; i < 200; i++) {
                queue.add(new ApplicationKey("gitsync", "a" + i), Wake.of(Trigger.START));
            }
            await().until(() -> done.get() == 200);
        }
        assertThat(most.get()).isBetween(1, 2);
    }

    @Test
    void aDefectInOnePassDoesNotStopTheNext() {
        try (WorkQueue queue = new WorkQueue(1, (key, wake) -> {
            wakes.add(wake);
            if (wakes.size() == 1) {
                throw new IllegalStateException("a defect");
            }
        })) {
            queue.add(SHOP, Wake.of(Trigger.START));
            await().until(() -> wakes.size() == 1);
            queue.add(SHOP, Wake.of(Trigger.POLL));
            await().until(() -> wakes.size() == 2);
        }
    }

    @Test
    void aTimerWakesUnlessItIsCancelled() {
        try (WorkQueue queue = new WorkQueue(1, (key, wake) -> wakes.add(wake))) {
            queue.addAfter(Duration.ofMillis(1), SHOP, Wake.of(Trigger.POLL))
                    .orElseThrow()
                    .cancel(false);
            queue.addAfter(Duration.ofMillis(50), SHOP, Wake.of(Trigger.RETRY));

            await().until(() -> !wakes.isEmpty());
            assertThat(wakes).hasSize(1);
        }
    }

    @Test
    void aClosedQueueTakesNothingAndLetsTheRunningPassEnd() throws InterruptedException {
        WorkQueue queue = new WorkQueue(1, this::holdTheFirst);
        queue.add(SHOP, Wake.of(Trigger.START));
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        Thread.ofVirtual().start(go::countDown);
        queue.close(Duration.ofSeconds(10));

        queue.add(SHOP, Wake.of(Trigger.POLL));

        assertThat(queue.addAfter(Duration.ZERO, SHOP, Wake.of(Trigger.RETRY))).isEmpty();
        assertThat(wakes).hasSize(1);
    }

    private void holdTheFirst(ApplicationKey key, Wake wake) throws InterruptedException {
        wakes.add(wake);
        if (wakes.size() == 1) {
            begun.countDown();
            go.await();
        }
    }
}
