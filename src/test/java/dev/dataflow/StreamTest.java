package dev.dataflow;

import static dev.dataflow.Filter.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import jakarta.persistence.Entity;
import jakarta.persistence.Lob;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.annotations.Formula;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rows one after the other; that memory stays constant is for {@code ReadMillionIT}. */
class StreamTest {
    @Entity
    @jakarta.persistence.Table(name = "reading")
    static class Reading extends Identified {
        Integer level;

        @Formula("1 / (2999 - level)")
        Integer share;

        @Json
        Map<String, Object> details;
    }

    @Entity
    static class Note extends Identified {
        @Lob
        String text;
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Reading.class, Note.class);

    final Model<Reading> readings = database.model(Reading.class);

    private static void fill(int count) {
        database.execute("insert into reading (level) select n from generate_series(1, " + count + ") n");
    }

    private static boolean swallowing(Stream<Row> rows) {
        try {
            rows.forEach(row -> row.get("share"));
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private static long sum(Stream<Row> rows) {
        return rows.mapToLong(row -> row.getInteger("level")).sum();
    }

    @Test
    void aStreamReadsAllRowsInOrder() {
        fill(2_500);

        Result<Long> sum = readings.stream(Query.all(), StreamTest::sum);
        Result<List<Object>> last = readings.stream(
                Query.all().orderByDescending("level").limit(2),
                rows -> rows.map(row -> row.get("level")).collect(Collectors.toList()));

        assertThat(sum.data()).isEqualTo(2_500L * 2_501 / 2);
        assertThat(last.data()).containsExactly(2_500, 2_499);
    }

    @Test
    void aStreamThatIsLeftEarlyIsClosed() {
        fill(2_500);

        for (int i = 0; i < 30; i++) {
            assertThat(readings.stream(
                                    Query.all(),
                                    rows -> rows.findFirst().orElseThrow().get("level"))
                            .data())
                    .isEqualTo(1);
        }
    }

    @Test
    void aCallbackMayAnswerNothing() {
        assertThat(readings.stream(Query.all(), rows -> null).data()).isNull();
    }

    @Test
    void whatTheCallbackThrowsLeavesTheCallAndKeepsTheConnectionUsable() {
        fill(10);
        IllegalArgumentException thrown = new IllegalArgumentException("mine");

        for (int i = 0; i < 30; i++) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> readings.stream(Query.all(), rows -> {
                        rows.findFirst();
                        throw thrown;
                    }))
                    .isSameAs(thrown);
        }
        assertThat(readings.count().data()).isEqualTo(10);
    }

    @Test
    void insideATransactionTheStreamSeesItAndWritesJoin() {
        database.df().transaction(tx -> {
            fill(3);
            readings.create(Map.of("level", 100)).orThrow();

            long sum = readings.stream(
                            Query.all(),
                            rows -> rows.mapToLong(row -> {
                                        readings.update(eq("id", row.id()), Map.of("level", 0))
                                                .orThrow();
                                        return row.getInteger("level");
                                    })
                                    .sum())
                    .data();

            assertThat(sum).isEqualTo(106);
            assertThat(readings.count(eq("level", 0)).data()).isEqualTo(4);
        });
        assertThat(readings.count(eq("level", 0)).data()).isEqualTo(4);
    }

    @Test
    void inATransactionAThrowingCallbackUndoesNothingByItself() {
        database.df().transaction(tx -> {
            fill(1);
            assertThatIllegalStateException()
                    .isThrownBy(() -> readings.stream(Query.all(), rows -> {
                        readings.create(Map.of("level", 7)).orThrow();
                        throw new IllegalStateException("mine");
                    }));
            assertThat(readings.count(eq("level", 7)).data()).isEqualTo(1);
        });
        assertThat(readings.count(eq("level", 7)).data()).isEqualTo(1);
    }

    @Test
    void aFailureOnTheServerIsAResultAndLeavesTheTransactionUsable() {
        fill(2_998);
        database.execute("insert into reading (level) values (3000), (3001)");

        database.df().transaction(tx -> {
            assertThat(readings.stream(Query.all(), Stream::count).data()).isEqualTo(3_000);
            readings.updateMany(eq("id", 1_500), Map.of("level", 2_999)).orThrow();
            Result<Long> failed = readings.stream(
                    Query.all(), rows -> rows.map(row -> row.get("share")).count());
            Secrets.refused(failed, ErrorCode.INVALID_INPUT);
            assertThat(readings.stream(Query.all(), StreamTest::swallowing).success())
                    .isFalse();
            Result<Object> refused = readings.stream(Query.where(eq("levle", 1)), rows -> rows.count());
            assertThat(refused.error().code()).isEqualTo(ErrorCode.INVALID_INPUT);
            assertThat(refused.error().message()).contains("level");
            assertThat(readings.count().data()).isEqualTo(3_000);
        });
    }

    @Test
    void outsideOfItsCallbackAStreamIsOver() {
        fill(3);
        Stream<Row> kept = readings.stream(Query.all(), rows -> rows).data();

        assertThatIllegalStateException().isThrownBy(kept::count).withMessageContaining("callback");
    }

    @Test
    void aCursorHasNoPlaceInAStream() {
        fill(3);
        String cursor = readings.page(Query.all().limit(1)).data().next();

        Secrets.refused(readings.stream(Query.all().after(cursor), Stream::count), ErrorCode.INVALID_INPUT, "cursor");
    }

    @Test
    void largeObjectsAreRead() {
        Model<Note> notes = database.model(Note.class);
        notes.create(Map.of("text", "long")).orThrow();

        assertThat(notes.stream(
                                Query.all(),
                                rows -> rows.findFirst().orElseThrow().get("text"))
                        .data())
                .isEqualTo("long");
    }
}
