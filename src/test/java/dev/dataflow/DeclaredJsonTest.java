package dev.dataflow;

import static dev.dataflow.ErrorCode.INVALID_INPUT;
import static dev.dataflow.ErrorCode.VALIDATION;
import static dev.dataflow.Filter.eq;
import static dev.dataflow.Secrets.TEXT;
import static dev.dataflow.Secrets.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonFormat;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a JSON attribute of a declared type takes, and what it refuses, since the type would lose it or could not be read again. */
class DeclaredJsonTest {
    static class Price implements Serializable {
        private static final long serialVersionUID = 1L;

        @Min(0)
        public int amount;

        public boolean isFree() {
            return amount == 0;
        }
    }

    record Size(int width, @Max(25) int height) implements Serializable {}

    record Visit(@JsonFormat(pattern = "dd.MM.yyyy") LocalDate day, String note) implements Serializable {}

    @Entity
    static class Parcel extends Identified {
        @Json
        @Valid
        Price price;

        @Json
        @Valid
        Size size;

        @Json
        Visit visit;

        @Json
        List<Size> parts;
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Parcel.class);

    private final Model<Parcel> parcels = database.model(Parcel.class);

    private Object stored(String attribute, Object value) {
        return parcels.create(Map.of(attribute, value)).orThrow().id();
    }

    private Result<Row> update(Object id, String path, Object change) {
        return parcels.update(eq("id", id), Map.of(path, change));
    }

    private Object shown(Object id, String attribute) {
        return parcels.findById(id).orThrow().get(attribute);
    }

    private Parcel read(Object id) {
        try (EntityManager entities = database.df().entityManagerFactory().createEntityManager()) {
            return entities.find(Parcel.class, id);
        }
    }

    @Test
    void whatAClassDerivesFromTheRestIsNoKeyTooMany() {
        Price five = new Price();
        five.amount = 5;
        Object id = stored("price", five);

        assertThat(shown(id, "price")).isEqualTo(Map.of("amount", 5, "free", false));
        update(id, "price", shown(id, "price")).orThrow();
        update(id, "price.amount", 6).orThrow();
        assertThat(refused(update(id, "price.amount", -8675309), VALIDATION, "price.amount"))
                .isNotNull();
        assertThat(read(id).price.amount).isEqualTo(6);
    }

    @Test
    void aKeyThatTheTypeNoLongerHasIsReadPast() {
        Object id = stored("price", Map.of("amount", 5));
        database.execute("update \"declared_json_test$parcel\" set price = price || '{\"tax\": 1}'");

        refused(update(id, "price.amount", -8675309), VALIDATION, "price.amount");
        update(id, "price.amount", 6).orThrow();
        assertThat(shown(id, "price")).isEqualTo(Map.of("amount", 6, "free", false, "tax", 1));
    }

    @Test
    void aWholeNumberMayHaveAPoint() {
        Object id = stored("size", Map.of("width", 5.0, "height", 20));

        assertThat(shown(id, "size")).isEqualTo(Map.of("width", 5, "height", 20));
        refused(update(id, "size.height", Change.multiply(1.5)), VALIDATION, "size.height");
        refused(update(id, "size.width", Change.increment(0.5)), INVALID_INPUT, "size.width");
        update(id, "size.width", 6.0).orThrow();
        assertThat(read(id).size).isEqualTo(new Size(6, 20));
    }

    @Test
    void whatIsMergedOrAddedFitsAsWell() {
        Object id = stored("size", Map.of("width", 1, "height", 2));
        update(id, "parts", List.of(Map.of("width", 1, "height", 2))).orThrow();

        assertThat(refused(update(id, "size", Change.merge(Map.of("width", TEXT))), INVALID_INPUT, "size")
                        .message())
                .contains("'width'");
        refused(update(id, "size", Change.merge(Map.of("wide", 3))), INVALID_INPUT, "size");
        refused(update(id, "parts", Change.append(TEXT)), INVALID_INPUT, "parts");
        refused(update(id, "parts", Change.prepend(Map.of("wide", 3))), INVALID_INPUT, "parts");
        update(id, "size", Change.merge(Map.of("width", 3))).orThrow();
        update(id, "parts", Change.append(Map.of("width", 4, "height", 5))).orThrow();

        assertThat(read(id).size).isEqualTo(new Size(3, 2));
        assertThat(read(id).parts).containsExactly(new Size(1, 2), new Size(4, 5));
    }

    @Test
    void aTypeThatSaysHowItIsWrittenDecidesForItself() {
        Object id = stored("visit", Map.of("day", "31.12.2026", "note", "n"));

        update(id, "visit.day", "01.01.2027").orThrow();

        assertThat(read(id).visit).isEqualTo(new Visit(LocalDate.of(2027, 1, 1), "n"));
    }
}
