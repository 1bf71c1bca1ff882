package dev.dataflow;

import static dev.dataflow.Secrets.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Many rows of a table with constraints that the database checks at commit. */
class LateConstraintTest {
    @Entity
    @Table(name = "house")
    static class House extends Identified {}

    @Entity
    @Table(name = "tenant")
    static class Tenant extends Identified {
        String name;

        @ManyToOne(cascade = CascadeType.PERSIST)
        House house;

        @ManyToOne
        Tenant follows;
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(House.class, Tenant.class);

    @BeforeAll
    static void defer() {
        database.execute("""
                alter table tenant add constraint late_name unique (name) deferrable initially deferred;
                do $$ declare name text; begin
                    for name in select conname from pg_constraint where conrelid = 'tenant'::regclass and contype = 'f' loop
                        execute format('alter table tenant alter constraint %I deferrable initially deferred', name);
                    end loop;
                end $$""");
    }

    private static Model<Tenant> tenants() {
        return database.model(Tenant.class);
    }

    static Stream<CreateOptions> ways() {
        return Stream.of(
                CreateOptions.counting(),
                CreateOptions.answeringIds(),
                CreateOptions.answeringRows(),
                CreateOptions.answeringIds().chunk(50));
    }

    private static List<Map<String, Object>> rows() {
        Object house = database.model(House.class).create(Map.of()).orThrow().id();
        return IntStream.range(0, 120)
                .<Map<String, Object>>mapToObj(i -> new LinkedHashMap<>(Map.of("name", "t" + i, "house", house)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void theRowToBlameIsNamed(CreateOptions way) {
        List<Map<String, Object>> rows = rows();
        rows.get(70).put("name", "t3");
        Failure twin = refused(tenants().createMany(rows, way), ErrorCode.UNIQUE_VIOLATION, "name");
        assertThat(tenants().createMany(rows, way.bestEffort()).orThrow().rejected())
                .extracting(Created.Rejected::row)
                .containsExactly(70L);
        rows = rows();
        rows.forEach(row -> row.put("name", "other " + row.get("name")));
        rows.get(80).put("house", 999_999);
        Failure parent = refused(tenants().createMany(rows, way), ErrorCode.FOREIGN_KEY_VIOLATION, "house");

        assertThat(twin.row()).isEqualTo(70);
        assertThat(twin.constraint()).isEqualTo("late_name");
        assertThat(parent.row()).isEqualTo(80);
        assertThat(tenants().count().orThrow()).isEqualTo(119);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aRowMayReferToOneThatComesLater(CreateOptions way) {
        List<Map<String, Object>> rows = rows();
        Long next = (Long) tenants().create(Map.of("name", "first")).orThrow().id() + 1;
        rows.get(0).put("follows", next + 119);

        assertThat(tenants().createMany(rows, way).orThrow().count()).isEqualTo(120);

        rows.forEach(row -> row.put("name", "other " + row.get("name")));
        rows.get(0).put("follows", 999_999);
        Failure failure = refused(tenants().createMany(rows, way), ErrorCode.FOREIGN_KEY_VIOLATION, "follows");
        assertThat(failure.row()).isNull();
        assertThat(tenants().count().orThrow()).isEqualTo(121);
    }

    @Test
    void aRowWithOthersInsideIsNamedToo() {
        List<Map<String, Object>> rows = rows();
        rows.get(60).put("house", Map.of());
        rows.get(61).put("house", Map.of());
        rows.get(61).put("name", "t3");

        Failure failure =
                refused(tenants().createMany(rows, CreateOptions.counting()), ErrorCode.UNIQUE_VIOLATION, "name");

        assertThat(failure.row()).isEqualTo(61);
        rows.get(61).put("name", "t61");
        assertThat(tenants()
                        .createMany(rows, CreateOptions.counting())
                        .orThrow()
                        .count())
                .isEqualTo(120);
    }

    @Test
    void aCallersTransactionMayMeetThemLater() {
        List<Map<String, Object>> rows = rows();
        rows.get(70).put("name", "t3");
        database.df().transaction(tx -> {
            assertThat(tenants().createMany(rows, CreateOptions.counting()).success())
                    .isTrue();
            tenants().deleteMany(Filter.eq("name", "t3")).orThrow();
        });

        assertThat(tenants().count().orThrow()).isEqualTo(118);
        assertThatExceptionOfType(DataFlowException.class)
                .isThrownBy(() -> database.df().transaction(tx -> {
                    tenants().createMany(rows, CreateOptions.counting()).orThrow();
                }))
                .satisfies(thrown -> assertThat(thrown.code()).isEqualTo(ErrorCode.UNIQUE_VIOLATION));
    }
}
