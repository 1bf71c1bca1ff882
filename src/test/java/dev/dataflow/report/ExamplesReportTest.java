package dev.dataflow.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExamplesReportTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    Path sources;

    @TempDir
    Path records;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void anExampleIsOnTargetWhenAllItsTestsPassAndItsScenarioIsQuick() throws IOException {
        given("UserManagementIT", scenario("UserManagementIT", TestRecord.Status.SUCCESSFUL, 45_310_000), slowTest());

        boolean onTarget = print();

        assertThat(onTarget).isTrue();
        assertThat(printed())
                .containsPattern("UserManagementIT +PASS +45\\.31 ms\n")
                .contains("Tests run: 1\nUnder 100 ms: 1/1\nSuccess rate: 100.0%");
    }

    @Test
    void anExampleOf100MillisecondsMissesTheTarget() throws IOException {
        given("UserManagementIT", scenario("UserManagementIT", TestRecord.Status.SUCCESSFUL, 100_000_000));

        boolean onTarget = print();

        assertThat(onTarget).isFalse();
        assertThat(printed()).containsPattern("UserManagementIT +FAIL +100\\.00 ms +too slow");
    }

    @Test
    void aFailedExampleIsNeverOnTarget() throws IOException {
        given("UserManagementIT", scenario("UserManagementIT", TestRecord.Status.FAILED, 1_000_000));
        given("PatientManagementIT", scenario("PatientManagementIT", TestRecord.Status.SUCCESSFUL, 1_000_000));

        boolean onTarget = print();

        assertThat(onTarget).isFalse();
        assertThat(printed())
                .containsPattern("UserManagementIT +FAIL +1\\.00 ms +failed")
                .contains("Tests run: 2\nUnder 100 ms: 1/2\nSuccess rate: 50.0%");
    }

    @Test
    void anExampleFailsWithAnyOfItsTests() throws IOException {
        TestRecord mistakes = new TestRecord(
                "dev.dataflow.examples.UserManagementIT$Mistakes",
                "duplicateEmail",
                List.of(),
                TestRecord.Status.FAILED,
                1,
                "",
                "expected UNIQUE_VIOLATION");
        given("UserManagementIT", scenario("UserManagementIT", TestRecord.Status.SUCCESSFUL, 1_000_000), mistakes);

        ExampleRun run = ExamplesReport.runs(sources, records).get(0);

        assertThat(run.success()).isFalse();
        assertThat(run.output())
                .contains("scenario SUCCESSFUL 1.00 ms")
                .contains("duplicateEmail FAILED")
                .contains("expected UNIQUE_VIOLATION");
    }

    @Test
    void anExampleWhoseJvmDiedIsMissed() throws IOException {
        Files.createFile(sources.resolve("UserManagementIT.java"));

        boolean onTarget = print();

        assertThat(onTarget).isFalse();
        assertThat(printed()).containsPattern("UserManagementIT +FAIL +0\\.00 ms +did not run");
    }

    @Test
    void noExampleAtAllIsNoSuccess() throws IOException {
        boolean onTarget = print();

        assertThat(onTarget).isFalse();
        assertThat(printed()).contains("Tests run: 0\nUnder 100 ms: 0/0\nSuccess rate: 0.0%");
    }

    @Test
    void writesAListOfObjectsWithTheDocumentsKeys() throws IOException {
        given("UserManagementIT", scenario("UserManagementIT", TestRecord.Status.SUCCESSFUL, 45_310_000));
        Path report = records.resolve("new folder/report.json");

        ExamplesReport.write(ExamplesReport.runs(sources, records), report);

        JsonNode run = JSON.readTree(Files.readString(report)).get(0);
        assertThat(run.propertyNames())
                .containsExactly("test_file", "duration_ms", "success", "target_achieved", "output");
        assertThat(run.get("test_file").asString()).endsWith("/UserManagementIT.java");
        assertThat(run.get("duration_ms").asDouble()).isEqualTo(45.31);
        assertThat(run.get("success").asBoolean()).isTrue();
        assertThat(run.get("target_achieved").asBoolean()).isTrue();
    }

    private void given(String example, TestRecord... tests) throws IOException {
        Files.createFile(sources.resolve(example + ".java"));
        JSON.writeValue(records.resolve("tests-" + example + ".json"), List.of(tests));
    }

    private static TestRecord scenario(String example, TestRecord.Status status, long nanos) {
        return new TestRecord(
                "dev.dataflow.examples." + example, "scenario", List.of(ExampleRun.SCENARIO), status, nanos, "", null);
    }

    private static TestRecord slowTest() {
        return new TestRecord(
                "dev.dataflow.examples.UserManagementIT",
                "manyThreads",
                List.of(),
                TestRecord.Status.SUCCESSFUL,
                2_000_000_000,
                "",
                null);
    }

    private boolean print() throws IOException {
        return ExamplesReport.print(
                ExamplesReport.runs(sources, records), new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
