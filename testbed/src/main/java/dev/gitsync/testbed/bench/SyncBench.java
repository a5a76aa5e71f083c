package dev.gitsync.testbed.bench;

import static dev.gitsync.testbed.bench.Figures.best;
import static dev.gitsync.testbed.bench.Figures.median;
import static dev.gitsync.testbed.bench.Figures.millis;
import static dev.gitsync.testbed.bench.Figures.ratio;
import static dev.gitsync.testbed.bench.Figures.say;
import static dev.gitsync.testbed.bench.Figures.summary;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.gitsync.testbed.AgentProcess;
import dev.gitsync.testbed.Checkout;
import dev.gitsync.testbed.GitServer;
import dev.gitsync.testbed.TestCluster;
import dev.gitsync.testbed.WorkingCopy;
import dev.gitsync.testbed.bench.ConfigMaps.Patch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.LoggerFactory;

/**
 * One Application of 1,000 ConfigMaps of 1.5 KB: the first sync beside the floor that a bare client sets, in one run and by
 * turns; a reconcile that finds nothing to do; one changed object; memory.
 */
public final class SyncBench {
    private static final List<Integer> WRITERS = List.of(4, 8, 16, 32);
    private static final int USUAL_WRITERS = 16;
    private static final int FLOOR_ROUNDS = 3;
    private static final int WARM_UP_ROUNDS = 3;
    private static final int ROUNDS = 7;
    private static final int NO_OPS = 12;
    private static final int CHANGES = 5;
    /** The agent hands native memory back every 30 s. */
    private static final Duration TRIMMED = Duration.ofSeconds(35);

    private final TestCluster cluster;
    private final BareClient bare;
    private final AgentUnderTest agent;
    private final int rounds;
    private final int floorRounds;
    private int namespaces;

    private SyncBench(TestCluster cluster, BareClient bare, AgentUnderTest agent, int rounds, int floorRounds) {
        this.cluster = cluster;
        this.bare = bare;
        this.agent = agent;
        this.rounds = rounds;
        this.floorRounds = floorRounds;
    }

    /**
     * Takes the number of rounds of first syncs, {@value #ROUNDS} unless said otherwise, and of the floor at each number of
     * writers, {@value #FLOOR_ROUNDS} unless said otherwise; 0 leaves the search for the best number out.
     */
    public static void main(String[] arguments) throws IOException {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        int rounds = arguments.length == 0 ? ROUNDS : Integer.parseInt(arguments[0]);
        int floorRounds = arguments.length < 2 ? FLOOR_ROUNDS : Integer.parseInt(arguments[1]);
        Path folder = Files.createTempDirectory("gitsync-bench");
        try (TestCluster cluster = TestCluster.local();
                GitServer git = GitServer.start().create("settings");
                WorkingCopy copy = git.workingCopy("settings")) {
            Path crds = Checkout.root().resolve("deploy/crds");
            cluster.kubectl("apply", "--server-side", "-f", crds.toString());
            cluster.awaitDefinitions();
            cluster.apply("{apiVersion: v1, kind: Namespace, metadata: {name: gitsync}}");
            ConfigMaps.write(copy);
            copy.commitAndPush("1,000 settings");
            try (AgentProcess process = AgentProcess.start(new AgentProcess.Launch(
                    AgentProcess.launcher(),
                    cluster.kubeconfig(),
                    "gitsync",
                    folder,
                    List.of("--poll-interval", "1s")))) {
                BareClient bare = BareClient.of(cluster.kubeconfig());
                AgentUnderTest agent = new AgentUnderTest(cluster, bare, process, copy, git.url("settings"));
                new SyncBench(cluster, bare, agent, rounds, floorRounds).run();
            }
        }
        say("(logs in %s)", folder);
    }

    private void run() {
        say("Machine: %d cores, Java %s", Runtime.getRuntime().availableProcessors(), Runtime.version());
        say("");
        say(
                "Floor: a bare client over HTTP/2, %d forced applies of ready bytes, without an agent's work",
                ConfigMaps.COUNT);
        int writers = floor();
        AgentUnderTest.Synced cold = agent.sync(freshNamespace());
        agent.leave(cold);
        agent.awaitIdle();
        AgentUnderTest.Synced last = alternate(writers, cold);
        noOp(last);
        change(last);
        memory();
    }

    private int floor() {
        Map<Duration, Integer> best = new TreeMap<>();
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            bareRound(USUAL_WRITERS); // the bare client's own JVM has to be warm before it can be a floor
        }
        if (floorRounds == 0) {
            return USUAL_WRITERS;
        }
        for (int writers : WRITERS) {
            List<Duration> creates = new ArrayList<>();
            List<Duration> noOps = new ArrayList<>();
            for (int round = 0; round < floorRounds; round++) {
                Bare times = bareRound(writers);
                creates.add(times.create());
                noOps.add(times.noOp());
            }
            say("  %2d writers: create %s; no-op %s", writers, summary(creates), summary(noOps));
            best.put(best(creates), writers);
        }
        int writers = best.values().iterator().next();
        say("  best at %d writers", writers);
        return writers;
    }

    private record Bare(Duration create, Duration noOp, Cpu cpu) {}

    private Bare bareRound(int writers) {
        String namespace = freshNamespace();
        List<Patch> patches = ConfigMaps.patches(namespace, "gitsync." + namespace);
        agent.awaitIdle();
        Cpu before = agent.cpu(ProcessHandle.current().pid());
        Duration create = bare.apply(namespace, patches, writers);
        Cpu cpu = agent.cpu(ProcessHandle.current().pid()).minus(before);
        Duration noOp = bare.apply(namespace, patches, writers);
        agent.clear(namespace);
        agent.awaitIdle();
        return new Bare(create, noOp, cpu);
    }

    private AgentUnderTest.Synced alternate(int writers, AgentUnderTest.Synced cold) {
        List<Duration> floor = new ArrayList<>();
        List<Duration> synced = new ArrayList<>();
        List<Duration> applying = new ArrayList<>();
        List<Cpu> floorCpu = new ArrayList<>();
        List<Cpu> cpu = new ArrayList<>();
        AgentUnderTest.Synced last = cold;
        for (int round = 0; round < rounds; round++) {
            Bare base = bareRound(writers);
            floor.add(base.create());
            floorCpu.add(base.cpu());
            if (round > 0) {
                agent.leave(last);
                agent.awaitIdle();
            }
            last = agent.sync(freshNamespace());
            synced.add(last.synced());
            applying.add(last.applying());
            cpu.add(last.cpu());
        }
        say("");
        say("First sync of a fresh Application, by turns with the floor (%d rounds)", rounds);
        say("  floor:                           %s", summary(floor));
        say("  gitsync, created to Synced:      %s", summary(synced));
        say("  gitsync, first to last apply:    %s", summary(applying));
        say(
                "  gitsync, first sync of its life: %s ms to Synced, %s ms first to last apply",
                millis(cold.synced()), millis(cold.applying()));
        say("  requests of one first sync:      %s", last.requests());
        say("  CPU time of the floor:           %s", Cpu.median(floorCpu));
        say("  CPU time of gitsync:             %s; cold: %s", Cpu.median(cpu), cold.cpu());
        say(
                "  ratio of the medians:            %.2f (first to last apply: %.2f); aim: 1.5 at most",
                ratio(median(synced), median(floor)), ratio(median(applying), median(floor)));
        return last;
    }

    private void noOp(AgentUnderTest.Synced application) {
        List<Duration> answered = new ArrayList<>();
        List<Duration> computed = new ArrayList<>();
        String requests = "";
        for (int i = 0; i < NO_OPS; i++) {
            AgentUnderTest.NoOp pass = agent.noOp(application, i);
            answered.add(pass.answered());
            computed.add(pass.reconciled());
            requests = pass.requests();
        }
        say("");
        say("A reconcile that was asked for and finds nothing to do (%d times)", NO_OPS);
        say("  the agent's own metric:          %s; aim: under 100 ms", summary(computed));
        say("  asked to acknowledged:           %s", summary(answered));
        say("  requests:                        %s", requests);
    }

    private void change(AgentUnderTest.Synced application) {
        List<Duration> live = new ArrayList<>();
        String requests = "";
        int most = 0;
        for (int i = 0; i < CHANGES; i++) {
            AgentUnderTest.Change change = agent.change(application, i);
            live.add(change.live());
            most = Math.max(most, change.count());
            requests = change.requests();
        }
        say("");
        say("One changed object of %d (%d times, repository polled every second)", ConfigMaps.COUNT, CHANGES);
        say("  pushed to live:                  %s", summary(live));
        say("  requests:                        %d at most: %s; aim: 3 at most", most, requests);
    }

    private void memory() {
        long pid = agent.pid();
        say("");
        say("Memory of the agent with %d objects, after all this", ConfigMaps.COUNT);
        double peak = Processes.peakMiB(pid);
        double heap = Processes.heapAfterCollectionMiB(pid);
        double now = Processes.residentMiB(pid);
        Processes.pause(TRIMMED);
        say("  heap after a full collection:    %.1f MiB", heap);
        say(
                "  resident: %.0f MiB right after it, %.0f MiB after %d s idle, %.0f MiB at its peak; aim: 200 MiB",
                now, Processes.residentMiB(pid), TRIMMED.toSeconds(), peak);
    }

    private String freshNamespace() {
        String name = "bench-" + namespaces++;
        cluster.apply("{apiVersion: v1, kind: Namespace, metadata: {name: " + name + "}}");
        return name;
    }
}
