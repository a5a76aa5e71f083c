package dev.gitsync.testbed.bench;

import dev.gitsync.testbed.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What processes use of the machine. */
final class Processes {
    private static final long KIB = 1024;
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final double IDLE = 0.2;
    private static final Duration IDLE_WITHIN = Duration.ofSeconds(60);

    private Processes() {}

    /** Returns when none of the processes uses more than a fifth of a core: what was asked of them is done. */
    static void awaitIdle(List<Long> pids) {
        long deadline = System.nanoTime() + IDLE_WITHIN.toNanos();
        int quiet = 0;
        while (quiet < 2) {
            List<Duration> before = pids.stream().map(Processes::cpu).toList();
            pause(LOOK);
            boolean idle = true;
            for (int i = 0; i < pids.size(); i++) {
                double share = (double) cpu(pids.get(i)).minus(before.get(i)).toNanos() / LOOK.toNanos();
                idle &= share < IDLE;
            }
            quiet = idle ? quiet + 1 : 0;
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("processes " + pids + " are still busy after " + IDLE_WITHIN);
            }
        }
    }

    /** The time that a process has spent computing. */
    static Duration cpu(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow(() -> new IllegalStateException("no process " + pid));
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Resident memory in MiB. */
    static double residentMiB(long pid) {
        return status(pid, "VmRSS");
    }

    /** The most resident memory that it ever had, in MiB. */
    static double peakMiB(long pid) {
        return status(pid, "VmHWM");
    }

    private static double status(long pid, String field) {
        try {
            String text = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
            return number(text, field + ":\\s+(\\d+) kB") / KIB;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The heap in use after a full collection of another JVM, in MiB. */
    static double heapAfterCollectionMiB(long pid) {
        jcmd(pid, "GC.run");
        // The last line sums up: "Total    123456    12345678 [bytes]".
        return number(jcmd(pid, "GC.class_histogram"), "(?m)^Total\\s+\\d+\\s+(\\d+)") / KIB / KIB;
    }

    private static String jcmd(long pid, String command) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        return Command.of(jcmd.toString(), Long.toString(pid), command).run();
    }

    private static double number(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern + " in:\n" + text);
        }
        return Double.parseDouble(matcher.group(1));
    }
}
