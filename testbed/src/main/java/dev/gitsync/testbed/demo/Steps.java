package dev.gitsync.testbed.demo;

import java.time.Duration;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Prints the steps of the demo with their times, and remembers whether each was observed. */
final class Steps {
    private static final Duration PAUSE = Duration.ofMillis(20);

    private int failed;

    void heading(String text) {
        System.out.println();
        System.out.println("== " + text);
    }

    void note(String text) {
        text.lines().forEach(line -> System.out.println("   " + line));
    }

    /** Waits until something is observed, and says how long it took. */
    void observe(String what, Duration within, BooleanSupplier seen, Supplier<String> otherwise) {
        long start = System.nanoTime();
        while (!seen.getAsBoolean()) {
            if (System.nanoTime() - start > within.toNanos()) {
                failed++;
                System.out.printf(Locale.ROOT, "   NOT SEEN within %d s: %s%n", within.toSeconds(), what);
                note(otherwise.get());
                return;
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failed++;
                return;
            }
        }
        System.out.printf(Locale.ROOT, "   %6.2f s  %s%n", (System.nanoTime() - start) / 1e9, what);
    }

    /** Checks something that has to hold now. */
    void check(String what, boolean holds) {
        if (!holds) {
            failed++;
        }
        System.out.println((holds ? "             " : "   NOT SO:    ") + what);
    }

    boolean allSeen() {
        return failed == 0;
    }
}
