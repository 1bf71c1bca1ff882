package dev.dataflow.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dataflow.DataFlow;
import dev.dataflow.Identified;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.TableGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.hibernate.annotations.GenericGenerator;
import org.hibernate.annotations.Parameter;
import org.hibernate.id.enhanced.SequenceStyleGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;

/** Ids begin at the same number in each test, however they are made and however many Hibernate takes in advance. */
@DataFlowTest
class GeneratedIdsTest {
    @Entity
    static class Identity extends Identified {}

    @Entity
    static class Pooled {
        @Id
        @GeneratedValue(strategy = GenerationType.SEQUENCE)
        @SequenceGenerator(name = "pooled", sequenceName = "generated_pooled", allocationSize = 5)
        @Nullable
        Long id;
    }

    @Entity
    static class OneByOne {
        @Id
        @GeneratedValue(strategy = GenerationType.SEQUENCE)
        @SequenceGenerator(name = "one_by_one", sequenceName = "generated_one_by_one", allocationSize = 1)
        @Nullable
        Long id;
    }

    @Entity
    static class FromATable {
        @Id
        @GeneratedValue(strategy = GenerationType.TABLE)
        @TableGenerator(name = "generated_table", table = "generated_ids", allocationSize = 5)
        @Nullable
        Long id;
    }

    @Entity
    static class PooledLow {
        @Id
        @GeneratedValue(generator = "low")
        @SuppressWarnings({"deprecation", "removal"}) // still the way to choose an optimizer for one entity
        @GenericGenerator(
                name = "low",
                type = SequenceStyleGenerator.class,
                parameters = {
                    @Parameter(name = "optimizer", value = "pooled-lo"),
                    @Parameter(name = "increment_size", value = "5")
                })
        @Nullable
        Long id;
    }

    @Embeddable
    static class Key {
        @GeneratedValue(strategy = GenerationType.SEQUENCE)
        @SequenceGenerator(name = "in_a_key", sequenceName = "generated_in_a_key", allocationSize = 5)
        @Nullable
        Long number;

        String shop = "";
    }

    @Entity
    static class InAKey {
        @EmbeddedId
        Key key = new Key();
    }

    private static final List<Class<?>> KINDS =
            List.of(Identity.class, Pooled.class, OneByOne.class, FromATable.class, PooledLow.class);
    private static final List<List<Object>> SEEN = new ArrayList<>();
    private static final List<Object> OF_THE_CLASS = new ArrayList<>();
    private static final List<Object> FIRST = new ArrayList<>();

    @BeforeAll
    static void take_a_few(DataFlow df) {
        KINDS.forEach(kind -> {
            for (int i = 0; i < 3; i++) {
                OF_THE_CLASS.add(create(df, kind));
            }
        });
        assertThat(OF_THE_CLASS.subList(0, 3)).containsExactly(1L, 2L, 3L);
        assertThat(OF_THE_CLASS.subList(3, 6)).containsExactly(1L, 2L, 3L);
    }

    private static Object create(DataFlow df, Class<?> kind) {
        return df.model(kind).create(Map.of()).orThrow().id();
    }

    @RepeatedTest(3)
    void are_the_same_in_each_test(DataFlow df, EntityManagerFactory factory) {
        List<Object> ids = new ArrayList<>();
        for (Class<?> kind : KINDS) {
            for (int i = 0; i < 7; i++) {
                ids.add(create(df, kind));
            }
        }
        long last = factory.callInTransaction(em -> {
            Pooled pooled = new Pooled();
            em.persist(pooled);
            return pooled.id == null ? 0 : pooled.id;
        });
        ids.add(last);
        for (int i = 0; i < 7; i++) {
            InAKey entity = new InAKey();
            factory.runInTransaction(em -> em.persist(entity));
            ids.add(Objects.requireNonNull(entity.key.number));
        }
        SEEN.add(ids);

        assertThat(ids).isEqualTo(SEEN.get(0));
        assertThat(new TreeSet<>(df.model(Pooled.class).findMany().data().stream()
                        .map(row -> (Long) row.id())
                        .toList()))
                .hasSize(11);
    }

    @Nested
    class Inside {

        @RepeatedTest(2)
        void and_in_nested_classes(DataFlow df) {
            List<Object> ids = KINDS.stream().map(kind -> create(df, kind)).toList();
            FIRST.addAll(FIRST.isEmpty() ? ids : List.of());

            assertThat(ids).isEqualTo(FIRST);
        }
    }
}
