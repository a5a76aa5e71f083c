package dev.gitsync.controller;

import dev.gitsync.api.Application;
import dev.gitsync.api.Names;
import dev.gitsync.kube.ApiResource;
import dev.gitsync.kube.Discovery;
import dev.gitsync.kube.KubeClient;
import dev.gitsync.kube.KubeException;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.MapValue;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kubernetes Events about Applications, for {@code kubectl describe}. An Event that can't be written is logged, no more. */
final class Events {
    private static final Logger log = LoggerFactory.getLogger(Events.class);
    private static final int LONGEST_MESSAGE = 1024;

    private final KubeClient client;
    private final Discovery discovery;
    private final Clock clock;

    Events(KubeClient client, Discovery discovery, Clock clock) {
        this.client = client;
        this.discovery = discovery;
        this.clock = clock;
    }

    /** How an Event is shown. */
    enum Type {
        Normal,
        Warning
    }

    /** Writes an Event; {@code message} was redacted. */
    void write(Application about, Type type, String reason, String message) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        String name = about.key().name() + "."
                + Long.toHexString(
                        clock.millis() << 20 | ThreadLocalRandom.current().nextInt(1 << 20));
        String text = message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE - 1) + "…" : message;
        MapValue event = Value.map(
                "apiVersion", Value.of("v1"),
                "kind", Value.of("Event"),
                "metadata",
                        Value.map(
                                "name",
                                Value.of(name),
                                "namespace",
                                Value.of(about.key().namespace())),
                "involvedObject",
                        Value.map(
                                "apiVersion", Value.of(Names.API_VERSION),
                                "kind", Value.of(Names.APPLICATION_KIND),
                                "name", Value.of(about.key().name()),
                                "namespace", Value.of(about.key().namespace()),
                                "uid", Value.of(about.uid())),
                "type", Value.of(type.name()),
                "reason", Value.of(reason),
                "message", Value.of(text),
                "source", Value.map("component", Value.of("gitsync")),
                "firstTimestamp", Value.of(now.toString()),
                "lastTimestamp", Value.of(now.toString()),
                "count", Value.of(1));
        try {
            Optional<ApiResource> events = discovery.resource("v1", "Event");
            if (events.isPresent()) {
                client.create(events.get(), event, Names.FIELD_MANAGER);
            }
        } catch (KubeException e) {
            log.warn("the Event {} ({}) was not written: {}", reason, text, e.getMessage());
        }
    }
}
