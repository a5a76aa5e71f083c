package dev.gitsync.testbed;

import java.time.Duration;

/** What is wrong with a {@link GitServer}. */
public sealed interface GitFault {
    /** Nothing. */
    record None() implements GitFault {}

    /** Every request is answered with an HTTP status, and an empty body. */
    record Refuses(int status) implements GitFault {}

    /** Every request waits for some time before it is served. */
    record Slow(Duration delay) implements GitFault {}

    /** Requests are taken and never answered, until the fault is taken back or the server stops. */
    record Hangs() implements GitFault {}

    /** Every answer ends after some bytes of its body, without the end that HTTP asks for. */
    record Truncates(long bytes) implements GitFault {}
}
