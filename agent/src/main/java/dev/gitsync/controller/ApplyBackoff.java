package dev.gitsync.controller;

import dev.gitsync.api.RetryPolicy;
import dev.gitsync.diff.FieldChange;
import dev.gitsync.plan.SyncPlan.Apply;
import dev.gitsync.plan.SyncPlan.Reason;
import dev.gitsync.value.ObjectKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Slows down what does not help: repeated heals of the same field against the same manager, and applies that the server
 * keeps refusing. Not thread-safe: one belongs to one application.
 */
final class ApplyBackoff {
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int FREE_HEALS = 5;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private static final String NOBODY_KNOWN = "somebody unknown";

    private final Clock clock;
    private final Map<Fight, Rounds> fights = new HashMap<>();
    private final Map<ObjectKey, Failing> failing = new HashMap<>();

    ApplyBackoff(Clock clock) {
        this.clock = clock;
    }

    private record Fight(ObjectKey object, String path, String manager) {}

    private static final class Rounds {
        final Deque<Instant> heals = new ArrayDeque<>();
        Duration pause = FIRST_PAUSE;
        Instant notBefore = Instant.MIN;
    }

    private record Failing(int times, Instant notBefore) {}

    /** A wait that is due before an object may be applied again, and what for. */
    record Pause(Instant until, String reason) {}

    /** Whether an apply has to wait; nothing where it may go ahead. */
    Optional<Pause> pause(Apply apply) {
        Optional<Pause> refused = pause(apply.desired().key());
        return refused.isPresent() || apply.reason() != Reason.HEAL ? refused : fighting(apply);
    }

    /** Whether an apply or a prune that was refused has to wait. */
    Optional<Pause> pause(ObjectKey key) {
        Instant now = clock.instant();
        Failing failed = failing.get(key);
        if (failed != null && now.isBefore(failed.notBefore())) {
            boolean givenUp = failed.notBefore().equals(Instant.MAX);
            String when = givenUp
                    ? "it was tried " + failed.times() + " times, as spec.syncPolicy.retry allows; a new commit, or"
                            + " gitsync sync, tries again"
                    : "it is tried again at " + failed.notBefore();
            return Optional.of(new Pause(failed.notBefore(), "the server refused it; " + when));
        }
        return Optional.empty();
    }

    private Optional<Pause> fighting(Apply apply) {
        Instant now = clock.instant();
        for (Fight fight : fights(apply)) {
            Rounds rounds = fights.get(fight);
            if (rounds != null && now.isBefore(rounds.notBefore)) {
                return Optional.of(new Pause(
                        rounds.notBefore,
                        "gitsync and " + fight.manager() + " are fighting over " + fight.path() + ": healed "
                                + rounds.heals.size() + " times within a minute; healed again at " + rounds.notBefore));
            }
        }
        return Optional.empty();
    }

    /** Counts a heal; from the sixth of the same field within a minute, the next ones wait. */
    void healed(Apply apply) {
        Instant now = clock.instant();
        for (Fight fight : fights(apply)) {
            Rounds rounds = fights.computeIfAbsent(fight, f -> new Rounds());
            rounds.heals.addLast(now);
            while (rounds.heals.peekFirst() instanceof Instant first && first.isBefore(now.minus(WINDOW))) {
                rounds.heals.removeFirst();
            }
            if (rounds.heals.size() > FREE_HEALS) {
                rounds.notBefore = now.plus(rounds.pause);
                rounds.pause = min(rounds.pause.multipliedBy(2), LONGEST_PAUSE);
            } else {
                rounds.pause = FIRST_PAUSE;
            }
        }
        fights.values().removeIf(rounds -> rounds.heals.getLast().isBefore(now.minus(LONGEST_PAUSE.multipliedBy(2))));
    }

    /** Counts a refusal; the policy says how long the next try has to wait, and whether there is one. */
    void failed(ObjectKey key, RetryPolicy policy) {
        Failing before = failing.get(key);
        int times = before == null ? 1 : before.times() + 1;
        Instant notBefore = policy.allows(times - 1) ? clock.instant().plus(policy.delay(times - 1)) : Instant.MAX;
        failing.put(key, new Failing(times, notBefore));
    }

    /** When the next refused object may be tried again; nothing where none may. */
    Optional<Instant> nextTry() {
        return failing.values().stream()
                .map(Failing::notBefore)
                .filter(notBefore -> !notBefore.equals(Instant.MAX))
                .min(Comparator.naturalOrder());
    }

    void succeeded(ObjectKey key) {
        failing.remove(key);
    }

    /** Forgets all refusals: a new revision, or a person, asks for a new try. */
    void forgetFailures() {
        failing.clear();
    }

    private static List<Fight> fights(Apply apply) {
        ObjectKey key = apply.desired().key();
        return apply.changes().isEmpty()
                ? List.of(new Fight(key, "its existence", NOBODY_KNOWN)) // it was deleted, which names nobody
                : apply.changes().stream()
                        .filter(change -> change.fieldClass().isDifference())
                        .map(change -> fight(key, change))
                        .toList();
    }

    private static Fight fight(ObjectKey key, FieldChange change) {
        String managers = change.owners().stream()
                .map(owner -> owner.manager())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return new Fight(key, change.path().toString(), managers.isEmpty() ? NOBODY_KNOWN : managers);
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
