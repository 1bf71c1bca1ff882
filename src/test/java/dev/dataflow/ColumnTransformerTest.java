package dev.dataflow;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.List;
import java.util.Map;
import org.hibernate.annotations.ColumnTransformer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Columns that are stored in another form than they are read in: each operation reads and writes them as Hibernate does. */
class ColumnTransformerTest {
    @Entity
    @Table(name = "coded")
    static class Coded extends Identified {
        @Column(unique = true)
        String name;

        @ColumnTransformer(read = "reverse(secret)", write = "reverse(?)")
        String secret;

        @ColumnTransformer(read = "cents / 100.0", write = "? * 100")
        double cents;

        @ColumnTransformer(read = "open or name = 'b'")
        boolean open;

        @ColumnTransformer(read = "upper(loud)")
        String loud = "quiet";
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Coded.class);

    private final Model<Coded> model = database.model(Coded.class);

    private void stored(String... secrets) {
        assertThat(database.query("select secret from coded order by id")).containsExactly((Object[]) secrets);
    }

    @Test
    void whatIsStoredIsReadBack() {
        Row created = model.create(Map.of("name", "a", "secret", "abc", "cents", 1.25))
                .orThrow();
        assertThat(created.getString("secret")).isEqualTo("abc");
        model.createMany(List.of(Map.of("name", "b", "secret", "abd"), Map.of("name", "c", "secret", "xyz")))
                .orThrow();
        model.createMany(List.of(Map.of("name", "d", "secret", "123")), CreateOptions.counting())
                .orThrow();
        stored("cba", "dba", "zyx", "321");
        assertThat(model.findMany().orThrow())
                .extracting(row -> row.get("secret"))
                .containsExactly("abc", "abd", "xyz", "123");
        Row found = model.findById(created.id()).orThrow();
        assertThat(found.getDouble("cents")).isEqualTo(1.25);
        assertThat(found.getString("loud")).isEqualTo("QUIET");
        assertThat(database.query("select cents from coded where name = 'a'")).containsExactly(125.0);
    }

    @Test
    void filtersAndOrdersSeeWhatIsRead() {
        model.createMany(List.of(Map.of("name", "a", "secret", "az"), Map.of("name", "b", "secret", "by")))
                .orThrow();
        assertThat(model.findOne(Map.of("secret", "az")).orThrow().getString("name"))
                .isEqualTo("a");
        assertThat(model.count(Filter.startsWith("secret", "b")).orThrow()).isEqualTo(1);
        assertThat(model.count(Map.of("name", "a", "open", true)).orThrow()).isZero();
        assertThat(model.count(Map.of("name", "b", "open", true)).orThrow()).isOne();
        assertThat(model.findMany(Query.all().orderByDescending("secret")).orThrow())
                .extracting(row -> row.get("name"))
                .containsExactly("b", "a");
    }

    @Test
    void changesAreStoredInTheOtherForm() {
        model.createMany(List.of(Map.of("name", "a", "secret", "abc"), Map.of("name", "b", "secret", "abd")))
                .orThrow();
        Row changed = model.update(Map.of("id", 1), Map.of("secret", "uvw", "cents", Change.increment(2.5)))
                .orThrow();
        assertThat(changed.getString("secret")).isEqualTo("uvw");
        assertThat(changed.getDouble("cents")).isEqualTo(2.5);
        changed = model.update(Map.of("id", 1), Map.of("cents", Change.increment(1.25)))
                .orThrow();
        assertThat(changed.getDouble("cents")).isEqualTo(3.75);
        stored("wvu", "dba");
        model.updateMany(Filter.all(), Map.of("secret", "one")).orThrow();
        stored("eno", "eno");
        model.updateEach(List.of(Map.of("id", 1, "secret", "12"), Map.of("id", 2, "secret", "34")))
                .orThrow();
        stored("21", "43");
        model.upsert(Map.of("name", "a"), Map.of("secret", "56")).orThrow();
        model.upsert(Map.of("name", "c"), Map.of("secret", "78")).orThrow();
        stored("65", "43", "87");
        model.upsertMany(List.of(Map.of("name", "b", "secret", "90"), Map.of("name", "c", "secret", "ab")), "name")
                .orThrow();
        stored("65", "09", "ba");
    }
}
