package dev.gitsync.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import dev.gitsync.value.Json;
import dev.gitsync.value.Value;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class LogsTest {
    private static final String CANARY = "s3cr3t-canary";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Logger log = (Logger) LoggerFactory.getLogger("dev.gitsync.sync.Test");
    private final OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();

    @BeforeEach
    void quiet() {
        log.setAdditive(false);
        log.setLevel(Level.INFO);
    }

    @AfterEach
    void restore() {
        LogRedaction.set(UnaryOperator.identity());
        log.detachAppender(appender);
        log.setAdditive(true);
        MDC.clear();
    }

    private void logAs(LogFormat format) {
        Encoder<ILoggingEvent> encoder = Logs.encoder(format);
        encoder.setContext(log.getLoggerContext());
        encoder.start();
        appender.setContext(log.getLoggerContext());
        appender.setEncoder(encoder);
        appender.setOutputStream(out);
        appender.start();
        log.addAppender(appender);
    }

    private String logged() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aTextLineHoldsTimeLevelLoggerMessageAndContext() {
        logAs(LogFormat.TEXT);
        try (LogContext _ = LogContext.application("gitsync/shop");
                LogContext _ = LogContext.revision("abc");
                LogContext _ = LogContext.sync("s1")) {
            log.info("applied {} objects", 3);
        }

        assertThat(logged())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  sync.Test: applied 3 objects "
                        + "application=gitsync/shop revision=abc sync=s1\n");
    }

    @Test
    void aJsonLineIsOneFlatObject() {
        logAs(LogFormat.JSON);
        try (LogContext _ = LogContext.application("gitsync/shop")) {
            log.warn(
                    "two\nlines \"quoted\"", new IllegalStateException("outer", new IllegalArgumentException("inner")));
        }

        assertThat(logged().lines()).hasSize(1);
        Value json = Json.parse(logged());
        assertThat(json.mapAt().fields().keySet())
                .containsExactly("time", "level", "logger", "message", "application", "error");
        assertThat(json.stringAt("level")).contains("WARN");
        assertThat(json.stringAt("logger")).contains("dev.gitsync.sync.Test");
        assertThat(json.stringAt("message")).contains("two\nlines \"quoted\"");
        assertThat(json.stringAt("error").orElseThrow())
                .startsWith("java.lang.IllegalStateException: outer\n\tat ")
                .contains("\nCaused by: java.lang.IllegalArgumentException: inner");
    }

    @ParameterizedTest
    @CsvSource({
        "'a\nb', a\\nb",
        "'a\r\nb', a\\r\\nb",
        "'\u001b[31mred', \\u001b[31mred",
        "'\u0000', \\u0000",
        "'\u2028', \\u2028",
        "'\u202etxt', \\u202etxt",
        "'\u0085', \\u0085",
        "'naïve 😀', naïve 😀",
    })
    void foreignTextCanNotForgeALineNorSteerATerminal(String text, String shown) {
        logAs(LogFormat.TEXT);
        try (LogContext _ = LogContext.application(text)) {
            log.info("{}", text, new IllegalStateException(text));
        }

        assertThat(logged().lines().findFirst().orElseThrow())
                .endsWith("sync.Test: " + shown + " application=" + shown);
        assertThat(logged().lines().skip(1)).allMatch(line -> line.startsWith("\t"));
        assertThat(logged()).contains("IllegalStateException: " + shown + "\n");
    }

    @ParameterizedTest
    @CsvSource({"TEXT", "JSON"})
    void everyTextIsRedacted(LogFormat format) {
        LogRedaction.set(text -> text.replace(CANARY, "<redacted>"));
        logAs(format);
        try (LogContext _ = LogContext.revision(CANARY)) {
            log.error(
                    "pushed {}",
                    CANARY,
                    new IllegalStateException("outer " + CANARY, new IllegalArgumentException("inner " + CANARY)));
        }

        assertThat(logged()).doesNotContain(CANARY).contains("outer <redacted>").contains("inner <redacted>");
    }

    @Test
    void aRedactionThatFailsShowsNothing() {
        LogRedaction.set(text -> {
            throw new IllegalStateException(text);
        });
        logAs(LogFormat.TEXT);
        log.info(CANARY);

        assertThat(logged()).doesNotContain(CANARY).contains("the redaction failed");
    }

    @Test
    void aContextEndsAndTheOneBeforeReturns() {
        try (LogContext _ = LogContext.application("outer")) {
            try (LogContext _ = LogContext.application("inner")) {
                assertThat(MDC.get("application")).isEqualTo("inner");
            }
            assertThat(MDC.get("application")).isEqualTo("outer");
        }
        assertThat(MDC.get("application")).isNull();
    }

    @Test
    void aWrappedTaskCarriesTheContextAndLeavesTheThreadAsItWas() throws Exception {
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Callable<String> task = () -> String.valueOf(MDC.get("application"));
            Callable<String> wrapped;
            try (LogContext _ = LogContext.application("gitsync/shop")) {
                wrapped = LogContext.wrap(task);
            }

            assertThat(thread.submit(wrapped).get()).isEqualTo("gitsync/shop");
            assertThat(thread.submit(task).get()).isEqualTo("null");
        }
    }

    @Test
    void librariesAreQuietAndTheirOwnLoggingComesTheSameWay() {
        Logs.configure(LogFormat.TEXT, org.slf4j.event.Level.INFO);
        LoggerContext context = log.getLoggerContext();
        quiet();
        logAs(LogFormat.TEXT);
        LogRedaction.set(text -> text.replace(CANARY, "<redacted>"));

        java.util.logging.Logger.getLogger("dev.gitsync.sync.Test").warning("leaked {} " + CANARY);

        assertThat(context.getLogger("org.eclipse.jgit.transport").isInfoEnabled())
                .isFalse();
        assertThat(context.getLogger("org.eclipse.jgit.transport").isWarnEnabled())
                .isTrue();
        assertThat(context.getLogger("dev.gitsync.x").isInfoEnabled()).isTrue();
        assertThat(context.getLogger("dev.gitsync.x").isDebugEnabled()).isFalse();
        assertThat(logged()).contains("WARN  sync.Test: leaked {} <redacted>");
    }
}
