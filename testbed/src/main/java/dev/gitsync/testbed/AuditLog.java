package dev.gitsync.testbed;

import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import dev.gitsync.value.Value.IntegerValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a local control plane's API server was asked. A request is in the log before its client has the whole answer; a
 * watch, as soon as it has begun.
 */
public final class AuditLog {
    /** A place in the log. */
    public record Mark(long offset) {}

    /**
     * One request, answered or (a watch) begun. The user agent, namespace, name, resource and subresource are empty where
     * the request had none; the group is empty for the core group.
     */
    public record Request(
            Instant time,
            String user,
            String impersonated,
            String userAgent,
            String verb,
            String uri,
            String group,
            String resource,
            String subresource,
            String namespace,
            String name,
            int code) {

        /** A parameter of the query, such as {@code fieldManager}. */
        public Optional<String> parameter(String parameter) {
            String query = URI.create(uri).getRawQuery();
            if (query == null) {
                return Optional.empty();
            }
            String start = parameter + "=";
            for (String pair : query.split("&", -1)) {
                if (pair.startsWith(start)) {
                    return Optional.of(URLDecoder.decode(pair.substring(start.length()), StandardCharsets.UTF_8));
                }
            }
            return Optional.empty();
        }

        /** Whether the API server was asked to store nothing. */
        public boolean dryRun() {
            return parameter("dryRun").isPresent();
        }

        /** Whether the verb is one that changes objects, dry-run or not. */
        public boolean write() {
            return WRITES.contains(verb);
        }

        @Override
        public String toString() {
            return time + " " + userAgent + " as " + user + ": " + verb + " " + uri + " -> " + code;
        }
    }

    /** Requests in the order of the log, to be narrowed down. */
    public record Requests(List<Request> list) {
        public Requests {
            list = List.copyOf(list);
        }

        /** Those of clients whose user agent starts so, such as {@code gitsync/}. */
        public Requests by(String userAgent) {
            return that(request -> request.userAgent().startsWith(userAgent));
        }

        public Requests ofUser(String user) {
            return that(request -> request.user().equals(user));
        }

        /** Those with one of the verbs: get, list, watch, create, update, patch, delete, deletecollection. */
        public Requests verb(String... verbs) {
            Set<String> wanted = Set.of(verbs);
            return that(request -> wanted.contains(request.verb()));
        }

        /** Those on a resource, such as {@code configmaps}, of any group. */
        public Requests on(String resource) {
            return that(request -> request.resource().equals(resource));
        }

        public Requests in(String namespace) {
            return that(request -> request.namespace().equals(namespace));
        }

        /** Those that change objects, or would if they were no dry-run. */
        public Requests writes() {
            return that(Request::write);
        }

        public Requests that(Predicate<Request> wanted) {
            return new Requests(list.stream().filter(wanted).toList());
        }

        public int count() {
            return list.size();
        }

        @Override
        public String toString() {
            return list.stream().map(Request::toString).collect(Collectors.joining("\n"));
        }
    }

    private static final Set<String> WRITES = Set.of("create", "update", "patch", "delete", "deletecollection");
    /** Requests of these last, and are logged when they begin and again when they end. */
    private static final Set<String> LASTING = Set.of("log", "exec", "attach", "portforward", "proxy");

    private final Path file;

    AuditLog(Path file) {
        this.file = file;
    }

    /** The end of the log as it is now. */
    public Mark mark() {
        try {
            return new Mark(Files.size(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The requests that were logged after a mark. */
    public Requests since(Mark mark) {
        List<Request> requests = new ArrayList<>();
        for (String line : linesFrom(mark.offset())) {
            Value event = Json.parse(line);
            if (counts(event)) {
                requests.add(request(event));
            }
        }
        return new Requests(requests);
    }

    private List<String> linesFrom(long offset) {
        try (var in = Files.newInputStream(file)) {
            in.skipNBytes(offset);
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean counts(Value event) {
        boolean lasting = event.stringAt("verb").orElse("").equals("watch")
                || LASTING.contains(event.stringAt("objectRef", "subresource").orElse(""));
        return !(lasting && event.stringAt("stage").orElse("").equals("ResponseComplete"));
    }

    private static Request request(Value event) {
        return new Request(
                Instant.parse(event.stringAt("requestReceivedTimestamp").orElseThrow()),
                event.stringAt("user", "username").orElse(""),
                event.stringAt("impersonatedUser", "username").orElse(""),
                event.stringAt("userAgent").orElse(""),
                event.stringAt("verb").orElse(""),
                event.stringAt("requestURI").orElse(""),
                event.stringAt("objectRef", "apiGroup").orElse(""),
                event.stringAt("objectRef", "resource").orElse(""),
                event.stringAt("objectRef", "subresource").orElse(""),
                event.stringAt("objectRef", "namespace").orElse(""),
                event.stringAt("objectRef", "name").orElse(""),
                event.at("responseStatus", "code").orElse(Value.of(0)) instanceof IntegerValue(long code)
                        ? Math.toIntExact(code)
                        : 0);
    }
}
