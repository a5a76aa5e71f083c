package dev.gitsync.api;

import java.time.Duration;
import java.util.Optional;

/**
 * What an Application asks for, checked, with the defaults filled in.
 *
 * @param revisionHistoryLimit how many syncs {@code status.history} keeps
 * @param suspend whether nothing is applied and nothing fetched until it is taken back
 * @param interval how often the repository is asked; the agent's own interval where absent
 */
public record ApplicationSpec(
        String project,
        Source source,
        Destination destination,
        SyncPolicy syncPolicy,
        PrunePolicy prunePolicy,
        int revisionHistoryLimit,
        boolean suspend,
        Optional<Duration> interval) {}
