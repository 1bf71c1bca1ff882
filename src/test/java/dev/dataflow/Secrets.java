package dev.dataflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Values that must come out nowhere but in rows: tests store and give them, and after each test no log line has shown one. DataFlow's own
 * loggers are at DEBUG meanwhile, all others at their usual level.
 */
final class Secrets implements BeforeEachCallback, AfterEachCallback {
    static final String TEXT = "S3CR3T";
    static final String DIGITS = "8675309";

    private static final List<String> OURS = List.of(
            "dev.dataflow.internal.session.Lookups", "dev.dataflow.internal.session.Sessions", "dev.dataflow.DataFlow");

    private final ByteArrayOutputStream captured = new ByteArrayOutputStream();
    private final PrintStream terminal = System.err;
    private final Handler driverLog = new Handler() {
        @Override
        public void publish(LogRecord record) {
            captured.writeBytes((record.getMessage() + record.getThrown()).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    /** Answers the failure after a look at it from all sides: its code, its attributes, and that it gives no value away. */
    static Failure refused(Result<?> result, ErrorCode code, String... attributes) {
        assertThat(result.success()).as("success").isFalse();
        Failure failure = result.error();
        assertThat(failure.code()).as(failure.message()).isEqualTo(code);
        assertThat(failure.attributes()).as(failure.message()).containsExactlyInAnyOrder(attributes);
        assertThat(failure.message()).isNotBlank();
        for (String attribute : attributes) {
            assertThat(failure.message()).contains(attribute);
        }
        assertHidden(failure.message(), failure.toString(), result.toString());
        assertHidden(new DataFlowException(failure).toString());
        return failure;
    }

    static void assertHidden(String... texts) {
        for (String text : texts) {
            assertThat(text).doesNotContain(TEXT).doesNotContain(DIGITS);
        }
    }

    String log() {
        System.err.flush();
        return captured.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        captured.reset();
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        Logger.getLogger("org.postgresql").addHandler(driverLog);
        OURS.forEach(name -> setLevel(name, 10));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        System.setErr(terminal);
        Logger.getLogger("org.postgresql").removeHandler(driverLog);
        OURS.forEach(name -> setLevel(name, 30));
        assertHidden(log());
    }

    /** slf4j-simple has no other way to change a level once the logger is there. */
    private static void setLevel(String name, int level) {
        try {
            org.slf4j.Logger logger = LoggerFactory.getLogger(name);
            var field = logger.getClass().getDeclaredField("currentLogLevel");
            field.setAccessible(true);
            field.setInt(logger, level);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
