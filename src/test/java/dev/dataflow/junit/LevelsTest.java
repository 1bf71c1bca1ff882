package dev.dataflow.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dataflow.DataFlow;
import dev.dataflow.Identified;
import dev.dataflow.Model;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each level of a test class stores is there for the levels below and for nobody beside. */
@DataFlowTest
class LevelsTest {
    @Entity
    static class Note extends Identified {
        @Column(nullable = false, unique = true)
        String text = "";
    }

    @BeforeAll
    static void class_level(DataFlow df) {
        note(df, "class");
    }

    @BeforeEach
    void test_level(DataFlow df) {
        note(df, "test");
    }

    static void note(DataFlow df, String text) {
        df.model(Note.class).create(Map.of("text", text)).orThrow();
    }

    static List<String> notes(DataFlow df) {
        return df.model(Note.class).findMany().data().stream()
                .map(row -> row.getString("text"))
                .toList();
    }

    @Test
    void a_test_sees_class_and_test(DataFlow df) {
        assertThat(notes(df)).containsExactly("class", "test");
        note(df, "mine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b", "b"})
    void each_set_of_arguments_is_a_test(String text, DataFlow df) {
        assertThat(notes(df)).containsExactly("class", "test");
        note(df, text);
    }

    @TestFactory
    Stream<DynamicTest> dynamic_tests_of_a_factory_share_one_test(DataFlow df) {
        return Stream.of("a", "b")
                .map(text -> DynamicTest.dynamicTest(text, () -> {
                    note(df, text);
                    assertThat(notes(df)).contains("class", "test", text);
                }));
    }

    @Nested
    class Inside {
        @BeforeEach
        void nested_test_level(DataFlow df) {
            note(df, "nested test");
        }

        @Test
        void sees_what_is_around(DataFlow df) {
            assertThat(notes(df)).containsExactly("class", "test", "nested test");
            note(df, "mine");
        }

        @Test
        void sees_nothing_of_its_siblings(DataFlow df) {
            assertThat(notes(df)).containsExactly("class", "test", "nested test");
            note(df, "mine");
        }

        @Nested
        @TestInstance(TestInstance.Lifecycle.PER_CLASS)
        class Deeper {
            @BeforeAll
            void nested_class_level(DataFlow df) {
                note(df, "deeper class");
            }

            @Test
            void sees_its_class_level(DataFlow df) {
                assertThat(notes(df)).containsExactly("class", "deeper class", "test", "nested test");
                note(df, "mine");
            }

            @Test
            void sees_it_again(DataFlow df) {
                assertThat(notes(df)).containsExactly("class", "deeper class", "test", "nested test");
                note(df, "mine");
            }
        }
    }

    @Nested
    class Beside {
        private final Model<Note> model;

        Beside(DataFlow df) {
            this.model = df.model(Note.class);
            note(df, "constructor");
        }

        @Test
        void what_the_constructor_stores_belongs_to_the_test(DataFlow df) {
            assertThat(notes(df)).containsExactly("class", "constructor", "test");
        }

        @Test
        void and_is_undone_with_it() {
            assertThat(model.count().data()).isEqualTo(3);
        }
    }

    @Nested
    @DataFlowTest(isolation = Isolation.DATABASE)
    class WithADatabaseOfItsOwn {
        @Test
        void sees_the_test_level_alone_and_commits_for_real(DataFlow df) throws Exception {
            Thread other = new Thread(() -> note(df, "other thread"));
            other.start();
            other.join();

            assertThat(notes(df)).containsExactly("test", "other thread");
        }
    }

    @Nested
    class AfterIt {
        @Test
        void the_class_goes_on_where_it_was(DataFlow df) throws Exception {
            Thread other = new Thread(() -> note(df, "other thread"));
            other.start();
            other.join();

            assertThat(notes(df)).containsExactly("class", "test", "other thread");
        }
    }
}
