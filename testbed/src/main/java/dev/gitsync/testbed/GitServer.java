package dev.gitsync.testbed;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A real Git server on a port of 127.0.0.1: bare repositories in a temporary folder, read and written over smart HTTP
 * (protocol v0 and v2), with or without TLS and authentication. Thread-safe.
 */
public final class GitServer implements AutoCloseable {
    /** One request, as it came, with the user that was logged in or an empty name. */
    public record Request(String method, String path, String protocol, String user) {}

    /** The user as whom working copies push, whoever else is let in. */
    private static final String OWNER = "owner";

    private final Path folder = TemporaryFolders.create("git");
    private final @Nullable TestCertificate certificate;
    private final Map<String, GitRepository> repositories = new ConcurrentHashMap<>();
    private final Map<String, String> passwords =
            new ConcurrentHashMap<>(Map.of(OWNER, UUID.randomUUID().toString()));
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Object faultChanged = new Object();
    private volatile boolean authenticates;
    private volatile GitFault fault = new GitFault.None();
    private volatile boolean stopped = true;
    private HttpServer http;
    private ExecutorService threads;
    private int port;

    private GitServer(@Nullable TestCertificate certificate) {
        this.certificate = certificate;
        this.threads = Executors.newVirtualThreadPerTaskExecutor();
        this.http = listen();
    }

    /** A server over plain HTTP that anybody may read from and push to, until {@link #allow} is called. */
    public static GitServer start() {
        return new GitServer(null);
    }

    /** A server over HTTPS whose certificate is signed by nobody but itself; see {@link #certificateFile}. */
    public static GitServer startHttps() {
        return new GitServer(TestCertificate.create());
    }

    /** Creates an empty repository, {@code team/app} for example, whose default branch is {@code main}. */
    public GitServer create(String repository) {
        repositories.computeIfAbsent(repository, name -> GitRepository.create(folder.resolve(name + ".git")));
        return this;
    }

    /** The URL of a repository, without credentials. */
    public String url(String repository) {
        return base("") + "/" + repository + ".git";
    }

    /** The URL of a repository with the credentials of a user who was {@link #allow allowed}. */
    public String urlAs(String user, String repository) {
        String password = Optional.ofNullable(passwords.get(user))
                .orElseThrow(() -> new IllegalArgumentException("no such user: " + user));
        return base(user + ":" + password + "@") + "/" + repository + ".git";
    }

    /** The bare repository's folder. */
    public Path repository(String repository) {
        return existing(repository).folder();
    }

    /** A new, empty working copy that may always push to a repository. */
    public WorkingCopy workingCopy(String repository) {
        existing(repository);
        return WorkingCopy.create(
                urlAs(OWNER, repository), Optional.ofNullable(certificate).map(TestCertificate::pemFile));
    }

    /** The PEM file of the certificate by which clients may know this server. */
    public Path certificateFile() {
        if (certificate == null) {
            throw new IllegalStateException("this server has no certificate: it speaks plain HTTP");
        }
        return certificate.pemFile();
    }

    /** Lets in a user by password, or by a token as the password; from now on nobody is let in without. */
    public void allow(String user, String password) {
        passwords.put(user, password);
        authenticates = true;
    }

    /** Lets in a user no longer. */
    public void revoke(String user) {
        passwords.remove(user);
    }

    /** Breaks the server, or repairs it with {@link GitFault.None}. */
    public void fault(GitFault newFault) {
        synchronized (faultChanged) {
            fault = newFault;
            faultChanged.notifyAll();
        }
    }

    /** All requests until now, in the order in which they came. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Takes the server down: connections are refused. */
    public synchronized void stop() {
        stopped = true;
        fault(fault);
        http.stop(0);
        threads.close();
    }

    /** Brings a server that was stopped back, on its old port, with its repositories. */
    public synchronized void restart() {
        threads = Executors.newVirtualThreadPerTaskExecutor();
        http = listen();
    }

    @Override
    public void close() {
        stop();
        repositories.values().forEach(GitRepository::close);
        TemporaryFolders.delete(folder);
        if (certificate != null) {
            certificate.close();
        }
    }

    private HttpServer listen() {
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
            HttpServer server = certificate == null ? HttpServer.create(address, 0) : https(certificate, address);
            server.setExecutor(threads);
            server.createContext("/", this::handle);
            stopped = false;
            server.start();
            port = server.getAddress().getPort();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpServer https(TestCertificate certificate, InetSocketAddress address) throws IOException {
        HttpsServer server = HttpsServer.create(address, 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.serverContext()));
        return server;
    }

    private String base(String userInfo) {
        return (certificate == null ? "http" : "https") + "://" + userInfo + "127.0.0.1:" + port;
    }

    private GitRepository existing(String repository) {
        return Optional.ofNullable(repositories.get(repository))
                .orElseThrow(() -> new IllegalArgumentException("no such repository: " + repository));
    }

    /** Serves one request. Whatever goes wrong on the way ends the connection, as a server's crash would. */
    private void handle(HttpExchange exchange) throws IOException {
        Optional<String> user = user(exchange.getRequestHeaders());
        requests.add(new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                SmartHttp.protocol(exchange),
                user.orElse("")));
        switch (fault) {
            case GitFault.None() -> serve(exchange, user.isPresent(), Long.MAX_VALUE);
            case GitFault.Refuses(int status) -> answer(exchange, status);
            case GitFault.Slow(var delay) -> {
                pause(delay.toMillis());
                serve(exchange, user.isPresent(), Long.MAX_VALUE);
            }
            case GitFault.Hangs() -> {
                hang();
                serve(exchange, user.isPresent(), Long.MAX_VALUE);
            }
            case GitFault.Truncates(long bytes) -> serve(exchange, user.isPresent(), bytes);
        }
    }

    private void serve(HttpExchange exchange, boolean loggedIn, long limit) throws IOException {
        if (authenticates && !loggedIn) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"git\"");
            answer(exchange, 401);
            return;
        }
        Optional<SmartHttp.Call> call = SmartHttp.Call.of(exchange.getRequestMethod(), exchange.getRequestURI());
        GitRepository repository =
                call.map(SmartHttp.Call::repository).map(repositories::get).orElse(null);
        if (call.isEmpty() || repository == null) {
            answer(exchange, 404);
            return;
        }
        SmartHttp.serve(exchange, call.get(), repository, limit);
    }

    /** The user whose password or token came with a request; any user name will do for a token sent as bearer. */
    private Optional<String> user(Headers headers) {
        String header = Optional.ofNullable(headers.getFirst("Authorization")).orElse("");
        if (header.startsWith("Bearer ")) {
            String token = header.substring("Bearer ".length());
            return passwords.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(token))
                    .map(Map.Entry::getKey)
                    .findFirst();
        }
        if (header.startsWith("Basic ")) {
            byte[] decoded = Base64.getDecoder().decode(header.substring("Basic ".length()));
            String[] parts = new String(decoded, StandardCharsets.UTF_8).split(":", 2);
            return Optional.of(parts[0]).filter(user -> parts.length == 2 && parts[1].equals(passwords.get(user)));
        }
        return Optional.empty();
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private void hang() throws IOException {
        synchronized (faultChanged) {
            while (fault instanceof GitFault.Hangs && !stopped) {
                try {
                    faultChanged.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException("interrupted", e);
                }
            }
        }
        if (stopped) {
            throw new IOException("the server was stopped while it hung");
        }
    }

    private static void pause(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
