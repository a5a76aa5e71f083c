package dev.gitsync.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FanoutTest {
    private final Fanout fanout = new Fanout(3);

    @Test
    void theResultsComeInTheOrderOfTheItems() throws InterruptedException {
        List<Integer> items = IntStream.range(0, 500).boxed().toList();

        assertThat(fanout.map(items, i -> i * 2))
                .isEqualTo(items.stream().map(i -> i * 2).toList());
        assertThat(fanout.map(List.of(), i -> i)).isEmpty();
        assertThat(fanout.map(List.of(7), i -> i)).containsExactly(7);
    }

    @Test
    void noMoreThanAllowedRunAtOnce() throws InterruptedException {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        fanout.map(IntStream.range(0, 500).boxed().toList(), i -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            Thread.onSpinWait();
            return running.decrementAndGet();
        });

        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void aDefectEndsTheWholeAndLeavesNoPermitBehind() throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> fanout.map(List.of(1, 2, 3, 4), n -> {
                        throw new IllegalArgumentException("a defect");
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasRootCauseMessage("a defect");
        }
        assertThat(fanout.map(List.of(1, 2), n -> n)).containsExactly(1, 2);
    }

    @Test
    void anInterruptReachesTheWorkThatRuns() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(2);
        AtomicInteger interrupted = new AtomicInteger();
        AtomicBoolean told = new AtomicBoolean();
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                fanout.map(List.of(1, 2), n -> {
                    begun.countDown();
                    try {
                        return new CountDownLatch(1).await(1, java.util.concurrent.TimeUnit.HOURS);
                    } catch (InterruptedException e) {
                        interrupted.incrementAndGet();
                        Thread.currentThread().interrupt();
                        return false;
                    }
                });
            } catch (InterruptedException e) {
                told.set(true);
            }
        });
        begun.await();
        caller.interrupt();
        caller.join();

        assertThat(told).isTrue();
        assertThat(interrupted).hasValue(2);
    }
}
