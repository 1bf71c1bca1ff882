package dev.dataflow.junit;

import static dev.dataflow.Filter.eq;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dataflow.DataFlow;
import dev.dataflow.ErrorCode;
import dev.dataflow.Identified;
import dev.dataflow.Json;
import dev.dataflow.Model;
import dev.dataflow.Row;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@DataFlowTest
class InjectionTest {
    @Entity
    static class User extends Identified {
        @Column(nullable = false, unique = true)
        String email = "";

        @Nullable
        String firstName;

        boolean active = true;

        @Json
        @Nullable
        Map<String, Object> profileData;
    }

    @Entity
    static class Letter extends Identified {
        @OneToMany(mappedBy = "letter")
        Set<Note> notes = new HashSet<>();
    }

    @Entity
    static class Note extends Identified {
        @ManyToOne
        @Nullable
        Letter letter;
    }

    @BeforeAll
    static void store_what_every_test_finds(DataFlow df) {
        df.createTables();
        df.model(User.class).create(Map.of("email", "everyone@example.com")).orThrow();
    }

    @BeforeEach
    void store_what_this_test_finds(DataFlow df) {
        df.model(User.class).create(Map.of("email", "before.each@example.com")).orThrow();
    }

    @RepeatedTest(3)
    void finds_what_lifecycle_methods_stored_and_nothing_else(DataFlow df) {
        Model<User> users = df.model(User.class);

        assertThat(users.findMany().data())
                .extracting(row -> row.getString("email"))
                .containsExactly("everyone@example.com", "before.each@example.com");

        users.create(Map.of("email", "alice@example.com")).orThrow();
    }

    @RepeatedTest(3)
    void gives_the_same_ids_to_every_repetition(DataFlow df) {
        Row row = df.model(User.class)
                .create(Map.of("email", "alice@example.com"))
                .data();

        assertThat(row.id()).isEqualTo(3L);
    }

    @Test
    void goes_on_after_a_failure(DataFlow df) {
        Model<User> users = df.model(User.class);

        assertThat(users.create(Map.of("email", "everyone@example.com")).error().code())
                .isEqualTo(ErrorCode.UNIQUE_VIOLATION);

        assertThat(users.create(Map.of("email", "alice@example.com")).success()).isTrue();
    }

    @Test
    void shows_the_facade_what_the_entity_manager_has_not_flushed(DataFlow df, EntityManager em) {
        User user = new User();
        user.email = "alice@example.com";
        em.persist(user);

        assertThat(df.model(User.class).exists(eq("email", "alice@example.com")).data())
                .isTrue();
    }

    @Test
    void shows_the_entity_manager_what_the_facade_has_changed(DataFlow df, EntityManager em) {
        Object id = df.model(User.class)
                .create(Map.of("email", "alice@example.com"))
                .data()
                .id();
        User user = em.find(User.class, id);

        df.model(User.class)
                .update(Map.of("id", id), Map.of("firstName", "Alice"))
                .orThrow();

        assertThat(user.firstName).isEqualTo("Alice");
        assertThat(em.contains(user)).isTrue();
    }

    @Test
    void shows_the_entity_manager_what_a_row_around_has_changed(DataFlow df, EntityManager em) {
        Note note =
                em.find(Note.class, df.model(Note.class).create(Map.of()).data().id());

        df.model(Letter.class)
                .create(Map.of("notes", List.of(Map.of("id", note.getId()))))
                .orThrow();

        assertThat(note.letter).isNotNull();
    }

    @Test
    void undoes_what_any_of_them_commits(
            DataSource dataSource, Connection connection, EntityManagerFactory factory, DataFlow df)
            throws SQLException {
        try (Connection other = dataSource.getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("insert into injection_test$user (email, active) values ('jdbc@example.com', true)");
            other.commit();
        }
        factory.runInTransaction(em -> {
            User user = new User();
            user.email = "jpa@example.com";
            em.persist(user);
        });

        try (Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from injection_test$user")) {
            count.next();
            assertThat(count.getLong(1)).isEqualTo(4);
        }
        assertThat(df.model(User.class).count().data()).isEqualTo(4);
    }
}
