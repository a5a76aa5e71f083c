package dev.gitsync.controller;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How an agent runs.
 *
 * @param namespace where its Applications, their Inventories, its repository Secrets and its Lease are
 * @param instance its name in tracking ids, so that two agents of one cluster tell their objects apart
 * @param host where it runs; part of its identity among the candidates for the Lease
 * @param dataDir the mirrors and the history; made where it is missing
 * @param pollInterval how often a repository is asked, where its Applications don't say
 * @param passesAtOnce how many Applications are worked on at the same time
 */
public record AgentOptions(
        String namespace,
        String instance,
        String host,
        Path dataDir,
        InetSocketAddress listen,
        Duration pollInterval,
        boolean allowFileRepositories,
        int passesAtOnce) {
    public AgentOptions {
        if (pollInterval.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException("the poll interval is " + pollInterval + "; the least is 100 ms");
        }
    }
}
