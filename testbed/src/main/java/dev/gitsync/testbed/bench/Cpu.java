package dev.gitsync.testbed.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** CPU time that a client and the API server spent; unlike wall time it says the same on a machine that others use too. */
record Cpu(Duration client, Duration server) {
    Cpu minus(Cpu before) {
        return new Cpu(client.minus(before.client), server.minus(before.server));
    }

    static Cpu median(List<Cpu> all) {
        return new Cpu(
                Figures.median(all.stream().map(Cpu::client).toList()),
                Figures.median(all.stream().map(Cpu::server).toList()));
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "client %s ms, API server %s ms", Figures.millis(client), Figures.millis(server));
    }
}
