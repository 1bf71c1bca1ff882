package dev.dataflow.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.launcher.LauncherConstants.CAPTURE_STDOUT_PROPERTY_NAME;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

class TestRecorderTest {

    private static final Duration NAP = Duration.ofMillis(20);

    @TempDir
    Path folder;

    @Test
    void recordsNameTagsOutcomeTimeAndOutputOfATest() throws IOException {
        run(Telling.class, Map.of(TestRecorder.FOLDER, folder.toString(), CAPTURE_STDOUT_PROPERTY_NAME, "true"));

        assertThat(records()).singleElement().satisfies(test -> {
            assertThat(test.testClass()).isEqualTo(Telling.class.getName());
            assertThat(test.name()).isEqualTo("naps");
            assertThat(test.tags()).containsExactly("on-class", "on-method");
            assertThat(test.status()).isEqualTo(TestRecord.Status.SUCCESSFUL);
            assertThat(test.nanos()).isGreaterThanOrEqualTo(NAP.toNanos());
            assertThat(test.output()).contains("rows = 3").contains("printed");
            assertThat(test.failure()).isNull();
        });
    }

    @Test
    void recordsWhyATestFailedOrDidNotRun() throws IOException {
        run(Failing.class, Map.of(TestRecorder.FOLDER, folder.toString()));

        assertThat(records())
                .extracting(TestRecord::name, TestRecord::status)
                .containsExactlyInAnyOrder(
                        tuple("fails", TestRecord.Status.FAILED), tuple("isOff", TestRecord.Status.SKIPPED));
        assertThat(records())
                .extracting(TestRecord::failure)
                .anySatisfy(failure -> assertThat(failure)
                        .contains("the reason")
                        .contains("at " + Failing.class.getName() + ".fails"));
        assertThat(records()).extracting(TestRecord::failure).contains("not today");
    }

    @Test
    void recordsAClassWhoseTestsNeverStarted() throws IOException {
        run(Broken.class, Map.of(TestRecorder.FOLDER, folder.toString()));

        assertThat(records()).singleElement().satisfies(container -> {
            assertThat(container.testClass()).isEqualTo(Broken.class.getName());
            assertThat(container.status()).isEqualTo(TestRecord.Status.FAILED);
            assertThat(container.failure()).contains("no server");
        });
    }

    @Test
    void addsAFileARunAndMakesTheFolder() throws IOException {
        Path missing = folder.resolve("not/yet there");

        run(Passing.class, Map.of(TestRecorder.FOLDER, missing.toString()));
        run(Passing.class, Map.of(TestRecorder.FOLDER, missing.toString()));

        try (Stream<Path> files = Files.list(missing)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void writesNothingUnlessAFolderIsNamed() {
        run(Passing.class, Map.of());

        assertThat(folder).isEmptyDirectory();
    }

    private static void run(Class<?> tests, Map<String, String> parameters) {
        LauncherFactory.create()
                .execute(LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectClass(tests))
                        .configurationParameters(parameters)
                        .build());
    }

    private List<TestRecord> records() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Path file = files.toList().get(0);
            return JsonMapper.shared().readValue(file, new TypeReference<List<TestRecord>>() {});
        }
    }

    static class Passing {

        @Test
        void passes() {}
    }

    @Tag("on-class")
    static class Telling {

        @Test
        @Tag("on-method")
        void naps(TestReporter reporter) throws InterruptedException {
            System.out.println("printed");
            reporter.publishEntry("rows", "3");
            Thread.sleep(NAP.toMillis());
        }
    }

    static class Failing {

        @Test
        void fails() {
            fail("the reason");
        }

        @Test
        @Disabled("not today")
        void isOff() {}
    }

    static class Broken {

        @BeforeAll
        static void connect() {
            throw new IllegalStateException("no server");
        }

        @Test
        void neverStarts() {}
    }
}
