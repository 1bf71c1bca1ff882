package dev.dataflow;

import static dev.dataflow.Secrets.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Building, sharing and closing a DataFlow, and what misuse of it says. */
class LifecycleTest {
    @Entity
    static class Note extends Identified {
        String text;
    }

    @Entity
    static class Stranger extends Identified {}

    static class Plain {}

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Note.class);

    @RegisterExtension
    final Secrets secrets = new Secrets();

    @Test
    void aModelIsTheSameEveryTime() {
        assertThat(database.model(Note.class)).isSameAs(database.model(Note.class));
    }

    @Test
    void aClassThatIsNoModelIsRefusedWithTheModelsThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> database.model(Plain.class))
                .withMessageContainingAll("Plain", "@Entity", "Note");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> database.model(Stranger.class))
                .withMessageContainingAll("Stranger", "was not among the models", "Note");
        assertThatIllegalArgumentException().isThrownBy(() -> database.model(Identified.class));
        assertThatIllegalArgumentException().isThrownBy(() -> database.model(String.class));
        assertThatIllegalArgumentException().isThrownBy(() -> database.model(int.class));
    }

    @Test
    void nullsAreMisuse() {
        Model<Note> notes = database.model(Note.class);

        assertThatNullPointerException().isThrownBy(() -> database.model(null));
        assertThatNullPointerException().isThrownBy(() -> notes.create((Map<String, ?>) null));
        assertThatNullPointerException().isThrownBy(() -> notes.create((Note) null));
        assertThatNullPointerException().isThrownBy(() -> notes.createMany(null));
        assertThatNullPointerException().isThrownBy(() -> notes.createMany(java.util.Collections.singletonList(null)));
        assertThatNullPointerException().isThrownBy(() -> notes.findById(null));
        assertThatNullPointerException().isThrownBy(() -> notes.findOne((Filter) null));
        assertThatNullPointerException().isThrownBy(() -> notes.findMany((Query) null));
        assertThatNullPointerException().isThrownBy(() -> notes.update(Map.of(), null));
        assertThatNullPointerException().isThrownBy(() -> notes.delete((Filter) null));
        assertThatNullPointerException().isThrownBy(() -> Filter.eq(null, 1));
        assertThatNullPointerException().isThrownBy(() -> Filter.and((Filter) null));
        assertThatNullPointerException().isThrownBy(() -> Filter.not(null));
        assertThatNullPointerException().isThrownBy(() -> Change.increment(null));
        assertThatNullPointerException().isThrownBy(() -> database.df().transaction((TransactionAction<?>) null));
        assertThatNullPointerException().isThrownBy(() -> DataFlow.on(null));
    }

    @Test
    void aClosedDataFlowRefusesEverything() {
        DataFlow df = database.builder().models(Note.class).build();
        Model<Note> notes = df.model(Note.class);
        df.close();
        df.close();

        assertThatIllegalStateException().isThrownBy(() -> df.model(Note.class)).withMessageContaining("closed");
        assertThatIllegalStateException().isThrownBy(() -> notes.create(Map.of("text", "x")));
        assertThatIllegalStateException().isThrownBy(notes::findMany);
        assertThatIllegalStateException().isThrownBy(() -> notes.findById("not even an id"));
        assertThatIllegalStateException().isThrownBy(() -> df.transaction(tx -> {}));
        assertThatIllegalStateException().isThrownBy(df::createTables);
        assertThatIllegalStateException().isThrownBy(df::entityManagerFactory);
    }

    @Test
    void closingWhatStandsOnAnotherFactoryLeavesThatOpen() {
        EntityManagerFactory production = database.df().entityManagerFactory();
        DataFlow shared = DataFlow.on(production);
        shared.model(Note.class).create(Map.of("text", "x")).orThrow();
        shared.close();

        try (EntityManager entityManager = production.createEntityManager()) {
            assertThat(entityManager
                            .createQuery("select count(*) from " + entityName(), Long.class)
                            .getSingleResult())
                    .isEqualTo(1);
        }
    }

    String entityName() {
        return database.df()
                .entityManagerFactory()
                .getMetamodel()
                .entity(Note.class)
                .getName();
    }

    @Test
    void aFactoryThatIsNotHibernatesIsRefused() {
        EntityManagerFactory other = (EntityManagerFactory) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {EntityManagerFactory.class},
                (proxy, method, arguments) -> {
                    throw new jakarta.persistence.PersistenceException("not ours");
                });

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DataFlow.on(other))
                .withMessageContaining("Hibernate");
    }

    @Test
    void aBuilderSaysWhatIsMissing() {
        assertThatIllegalStateException()
                .isThrownBy(() -> DataFlow.builder().models(Note.class).build())
                .withMessageContaining("jdbcUrl");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> database.builder().build())
                .withMessageContaining("@Entity");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> database.builder().models(Plain.class).build())
                .withMessageContainingAll("Plain", "@Entity");
        assertThatIllegalArgumentException().isThrownBy(() -> DataFlow.builder().maximumPoolSize(0));
    }

    @Test
    void aUrlThatIsNoneOfPostgresIsRefusedAndShowsNoPassword() {
        DataFlowException thrown = catchThrowableOfType(
                DataFlowException.class,
                () -> DataFlow.builder()
                        .jdbcUrl("jdbc:mysql://localhost/shop?password=" + TEXT)
                        .models(Note.class)
                        .build());

        assertThat(thrown.code()).isEqualTo(ErrorCode.CONNECTION);
        Secrets.assertHidden(thrown.toString());
    }

    @Test
    void aServerThatIsNotThereIsReportedSoonAndWithoutThePassword() throws IOException {
        int unused;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unused = socket.getLocalPort();
        }
        for (String url : List.of(
                "jdbc:postgresql://localhost:" + unused + "/shop?user=me&password=" + TEXT,
                "jdbc:postgresql://localhost:" + unused + "/shop?sslpassword=" + TEXT + "&user=me")) {
            assertUnreachable(url, "localhost");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {TEXT, "a/b" + TEXT, "a@b" + TEXT, "a@" + TEXT + "/"})
    void aPasswordBeforeTheHostIsRefusedBeforeTheDriverLogsIt(String password) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DataFlow.builder()
                        .jdbcUrl("jdbc:postgresql://me:" + password + "@localhost/shop")
                        .models(Note.class)
                        .build())
                .withMessageContainingAll("localhost/shop", "password()")
                .satisfies(thrown -> Secrets.assertHidden(thrown.getMessage()));
    }

    @Test
    void aServerThatNeverAnswersIsReportedSoon() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertUnreachable("jdbc:postgresql://localhost:" + silent.getLocalPort() + "/shop", "localhost");
        }
    }

    static void assertUnreachable(String url, String host) {
        Instant start = Instant.now();

        DataFlowException thrown = catchThrowableOfType(
                DataFlowException.class,
                () -> DataFlow.builder()
                        .jdbcUrl(url)
                        .password(TEXT)
                        .models(Note.class)
                        .build());

        assertThat(thrown.code()).isEqualTo(ErrorCode.CONNECTION);
        assertThat(thrown.failure().message()).contains("jdbc:postgresql:", host, "check");
        Secrets.assertHidden(thrown.toString());
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(6));
    }

    @Test
    void aDatabaseOrUserThatIsNotThereIsReportedAsSuch() {
        String url = database.database().url();
        String missing = url.replace(database.database().name(), "no_such_database");

        assertThat(catchThrowableOfType(
                        DataFlowException.class,
                        () -> database.builder()
                                .jdbcUrl(missing)
                                .models(Note.class)
                                .build()))
                .hasMessageContainingAll("no such database", "no_such_database");
    }
}
