package dev.dataflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dataflow.postgres.Database;
import dev.dataflow.postgres.PostgresServer;
import io.hypersistence.utils.hibernate.type.json.JsonType;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.Type;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** createTables makes what is missing, under the names that Spring Boot would give. */
class CreateTablesTest {
    @Entity(name = "User")
    static class User extends Identified {
        String order;

        @Column(name = "group")
        String team;

        String select;
        int limit;
    }

    @Entity(name = "Order")
    static class Order extends Identified {
        @ManyToOne
        User user;

        @ManyToMany
        Set<User> watchers;

        @ElementCollection
        List<String> labelTexts;
    }

    @Entity(name = "Group")
    @Table(schema = "Sales Dep", name = "Group", indexes = @Index(columnList = "title"))
    static class Group {
        @Id
        @GeneratedValue(strategy = GenerationType.SEQUENCE)
        @SequenceGenerator(name = "g", sequenceName = "group_ids", schema = "Sales Dep", allocationSize = 1)
        Long id;

        String title;
    }

    @Entity(name = "URLPageView2XML")
    static class Names {
        @Id
        @GeneratedValue
        Long id;

        String firstName;
        String userURL;
        String XMLName;
        String a1B2;
        String zIndex;

        @Column(name = "givenName")
        String explicit;

        @ManyToOne
        @JoinColumn(name = "bestFriend")
        User friend;
    }

    @Entity(name = "Grown")
    @Table(name = "grown")
    static class Small extends Identified {
        String text;
    }

    @Entity(name = "Grown")
    @Table(name = "grown")
    static class Large extends Identified {
        String text;
        Integer number;

        @ManyToOne
        User user;
    }

    @Entity
    @Table(name = "boxes")
    static class Box extends Identified {
        int width;

        @Formula("jsonb_build_object('width', width)")
        @Type(JsonType.class)
        Map<String, Object> size;
    }

    private Database database;

    @BeforeEach
    void create() {
        database = PostgresServer.shared().newDatabase();
    }

    @AfterEach
    void drop() {
        database.close();
    }

    DataFlow dataFlow(Class<?>... models) {
        return FacadeDatabase.connected(DataFlow.builder(), database)
                .models(models)
                .maximumPoolSize(3)
                .build();
    }

    List<String> query(String sql) {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (results.next()) {
                values.add(results.getString(1));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    List<String> columns(String table) {
        return query("select column_name from information_schema.columns where table_name = '" + table
                + "' order by column_name");
    }

    @Test
    void reservedWordsAreNamesLikeAnyOther() {
        try (DataFlow df = dataFlow(User.class, Order.class, Group.class)) {
            df.createTables();
            df.createTables();

            Object user = df.model(User.class)
                    .create(Map.of("order", "o", "team", "t", "select", "s", "limit", 3))
                    .data()
                    .id();
            Row order = df.model(Order.class)
                    .create(Map.of("user", user, "labelTexts", List.of("x")))
                    .data();
            Row group = df.model(Group.class).create(Map.of("title", "g")).data();

            assertThat(order.get("user")).isEqualTo(user);
            assertThat(df.model(User.class)
                            .update(Map.of("order", "o"), Map.of("limit", Change.increment(1), "group", "u"))
                            .data())
                    .containsEntry("limit", 4)
                    .containsEntry("team", "u");
            assertThat(df.model(User.class)
                            .findMany(Query.where(Map.of("select", "s")).orderBy("limit"))
                            .data())
                    .hasSize(1);
            assertThat(df.model(Group.class)
                            .update(Map.of("id", group.id()), Map.of("title", "h"))
                            .data()
                            .get("title"))
                    .isEqualTo("h");
            assertThat(df.model(Group.class).delete(Map.of("title", "h")).success())
                    .isTrue();
        }
        assertThat(query("select table_schema || '.' || table_name from information_schema.tables"
                        + " where table_schema in ('public', 'Sales Dep', 'sales_dep', 'sales dep') order by 1"))
                .contains("public.order", "public.user", "public.order_watchers", "public.order_label_texts")
                .hasSize(5);
    }

    @Test
    void namesAreThoseOfSpringBoot() {
        try (DataFlow df = dataFlow(Names.class, User.class)) {
            df.createTables();
        }

        assertThat(query("select table_name from information_schema.tables where table_schema = 'public' order by 1"))
                .containsExactly("urlpage_view2xml", "user");
        assertThat(columns("urlpage_view2xml"))
                .containsExactly(
                        "a1_b2", "best_friend", "first_name", "given_name", "id", "userurl", "xmlname", "z_index");
        assertThat(query("select sequence_name from information_schema.sequences order by 1"))
                .contains("urlpage_view2xml_seq");
    }

    @Test
    void whatIsMissingIsAdded() {
        try (DataFlow df = dataFlow(Small.class)) {
            df.createTables();
            df.model(Small.class).create(Map.of("text", "kept")).orThrow();
        }
        try (DataFlow df = dataFlow(Large.class, User.class)) {
            df.createTables();

            Row row = df.model(Large.class).findMany().data().get(0);
            assertThat(row).containsEntry("text", "kept").containsEntry("number", null);
            Result<Row> orphan = df.model(Large.class).create(Map.of("user", 99));
            assertThat(orphan.error().code()).isEqualTo(ErrorCode.FOREIGN_KEY_VIOLATION);
            assertThat(orphan.error().attributes()).containsExactly("user");
        }
        assertThat(columns("grown")).containsExactly("id", "number", "text", "user_id");
    }

    @Test
    void aFormulaNeedsNoTypeOfColumn() {
        try (DataFlow df = dataFlow(Box.class)) {
            df.createTables();

            df.model(Box.class).create(Map.of("width", 3)).orThrow();
            assertThat(df.model(Box.class).findOne(Query.all()).orThrow()).containsEntry("size", Map.of("width", 3));
        }
        assertThat(columns("boxes")).containsExactly("id", "width");
    }

    @Test
    void aSchemaThatIsThereAlreadyIsUsed() throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create schema \"Sales Dep\"");
            statement.execute("create schema sales_dep");
        }
        try (DataFlow df = dataFlow(Group.class)) {
            df.createTables();

            assertThat(df.model(Group.class).create(Map.of("title", "x")).success())
                    .isTrue();
        }
    }

    @Test
    void theDefaultSchemaOfHibernateIsRespected() {
        try (DataFlow df = FacadeDatabase.connected(DataFlow.builder(), database)
                .models(User.class, Order.class)
                .property("hibernate.default_schema", "shop")
                .build()) {
            df.createTables();
            df.createTables();

            Object user =
                    df.model(User.class).create(Map.of("order", "o")).data().id();
            df.model(Order.class).create(Map.of("user", user)).orThrow();
            assertThat(df.model(User.class).delete(Map.of("id", user)).error().code())
                    .isEqualTo(ErrorCode.FOREIGN_KEY_VIOLATION);
            assertThat(df.model(Order.class).create(Map.of("user", 99)).error().attributes())
                    .containsExactly("user");
            assertThat(df.model(User.class)
                            .update(Map.of("id", user), Map.of("limit", 3))
                            .data()
                            .get("limit"))
                    .isEqualTo(3);
        }
        assertThat(query("select table_schema from information_schema.tables where table_name = 'user'"))
                .containsExactly("shop");
    }

    @Test
    void aMissingSequenceIsAdded() {
        try (DataFlow df = dataFlow(Names.class, User.class)) {
            df.createTables();
            query("select 1");
            try (Connection connection = database.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("drop sequence urlpage_view2xml_seq");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            df.createTables();

            assertThat(df.model(Names.class).create(Map.of("firstName", "x")).success())
                    .isTrue();
        }
    }

    @Test
    void nothingMissingCostsOneStatement() {
        try (DataFlow df = dataFlow(User.class, Order.class, Group.class, Names.class)) {
            df.createTables();
            try (DataFlow again = FacadeDatabase.connected(DataFlow.builder(), database)
                    .models(User.class, Order.class, Group.class, Names.class)
                    .maximumPoolSize(1)
                    .build()) {
                Long pid = pid(again);
                again.createTables();

                String last = query("select query from pg_stat_activity where pid = " + pid)
                        .get(0);
                assertThat(last).contains("to_regclass").contains("unnest");
            }
        }
    }

    static Long pid(DataFlow df) {
        try (var entityManager = df.entityManagerFactory().createEntityManager()) {
            return (Long) entityManager
                    .createNativeQuery("select cast(pg_backend_pid() as bigint)", Long.class)
                    .getSingleResult();
        }
    }

    @Test
    void twoMayCreateAtTheSameTime() throws Exception {
        try (DataFlow one = dataFlow(User.class, Order.class);
                DataFlow other = dataFlow(User.class, Order.class)) {
            ChangeTest.inParallel(4, thread -> (thread % 2 == 0 ? one : other).createTables());

            assertThat(one.model(Order.class).count().data()).isZero();
        }
    }

    @Test
    void tablesAreCreatedInsideATransactionAndGoWithIt() {
        try (DataFlow df = dataFlow(User.class)) {
            df.transaction(tx -> {
                df.createTables();
                assertThat(df.model(User.class).create(Map.of("order", "x")).success())
                        .isTrue();
                tx.setRollbackOnly();
            });

            assertThat(df.model(User.class).count().success()).isFalse();
            df.createTables();
            assertThat(df.model(User.class).count().data()).isZero();
        }
    }

    @Test
    void whatTheServerRefusesIsAFailure() throws SQLException {
        String role = "reader_" + database.name();
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create role \"" + role + "\" login password 'x'");
            try (DataFlow df = DataFlow.builder()
                    .jdbcUrl(database.url())
                    .username(role)
                    .password("x")
                    .models(User.class)
                    .build()) {
                assertThatExceptionOfType(DataFlowException.class)
                        .isThrownBy(df::createTables)
                        .satisfies(thrown -> assertThat(thrown.code()).isEqualTo(ErrorCode.PERMISSION));
            } finally {
                statement.execute("drop role \"" + role + "\"");
            }
        }
    }
}
