package dev.dataflow.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dataflow.DataFlow;
import dev.dataflow.Identified;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.vendor.HibernateJpaDialect;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionTemplate;

/** An application of Spring's that works on what a test is given: it commits as in production, and nothing of it stays. */
@DataFlowTest
class SpringTest {
    @Entity
    static class Entry extends Identified {
        @Column(nullable = false, unique = true)
        String text = "";
    }

    static final class Ordered extends ApplicationEvent {
        Ordered(String what) {
            super(what);
        }
    }

    /** Hears of what was committed, and stores something itself. */
    static class Mail {
        final List<Object> sent = new ArrayList<>();

        @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
        public void send(Ordered ordered) {
            sent.add(ordered.getSource());
        }
    }

    @EnableTransactionManagement
    static class Configuration {}

    private final AnnotationConfigApplicationContext spring = new AnnotationConfigApplicationContext();
    private final EntityManager em;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final TransactionTemplate requiresNew;

    SpringTest(EntityManagerFactory factory, DataSource dataSource) {
        JpaTransactionManager transactions = new JpaTransactionManager(factory);
        transactions.setDataSource(dataSource);
        transactions.setJpaDialect(new HibernateJpaDialect());
        transactions.afterPropertiesSet();
        spring.register(Configuration.class);
        spring.registerBean(PlatformTransactionManager.class, () -> transactions);
        spring.registerBean(Mail.class);
        em = SharedEntityManagerCreator.createSharedEntityManager(factory);
        jdbc = new JdbcTemplate(dataSource);
        transaction = new TransactionTemplate(transactions);
        requiresNew = new TransactionTemplate(transactions);
        requiresNew.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    @BeforeEach
    void start() {
        spring.refresh();
    }

    @AfterEach
    void stop() {
        spring.close();
    }

    private void store(String text) {
        Entry entry = new Entry();
        entry.text = text;
        em.persist(entry);
    }

    private List<String> stored() {
        return jdbc.queryForList("select text from spring_test$entry order by id", String.class);
    }

    @RepeatedTest(2)
    void a_commit_is_seen_by_all_and_heard_by_listeners(DataFlow df) {
        transaction.executeWithoutResult(status -> {
            store("ordered");
            spring.publishEvent(new Ordered("tea"));
            assertThat(spring.getBean(Mail.class).sent).isEmpty();
        });

        assertThat(spring.getBean(Mail.class).sent).containsExactly("tea");
        assertThat(stored()).containsExactly("ordered");
        assertThat(df.model(Entry.class).findById(1).data().getString("text")).isEqualTo("ordered");
    }

    @RepeatedTest(2)
    void a_rollback_is_one_and_listeners_hear_nothing() {
        transaction.executeWithoutResult(status -> {
            store("dropped");
            em.flush();
            spring.publishEvent(new Ordered("tea"));
            status.setRollbackOnly();
        });

        assertThat(spring.getBean(Mail.class).sent).isEmpty();
        assertThat(stored()).isEmpty();
    }

    @RepeatedTest(2)
    void what_requires_a_new_transaction_fails_alone() {
        transaction.executeWithoutResult(status -> {
            store("around");
            em.flush();
            assertThatThrownBy(() -> requiresNew.executeWithoutResult(inner -> {
                        store("around");
                        em.flush();
                    }))
                    .isInstanceOf(Exception.class);
            requiresNew.executeWithoutResult(inner -> store("inside"));
            jdbc.update("insert into spring_test$entry (text) values ('by JDBC, in the same transaction')");
        });

        assertThat(stored()).containsExactlyInAnyOrder("around", "inside", "by JDBC, in the same transaction");
    }

    @RepeatedTest(2)
    void work_on_another_thread_commits_by_itself() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            executor.submit(() -> transaction.executeWithoutResult(status -> store("elsewhere")))
                    .get(10, TimeUnit.SECONDS);
        } finally {
            executor.shutdown();
        }

        assertThat(stored()).containsExactly("elsewhere");
        assertThatThrownBy(() -> jdbc.update("insert into spring_test$entry (text) values ('elsewhere')"))
                .isInstanceOf(DataIntegrityViolationException.class);
        assertThat(stored()).containsExactly("elsewhere");
    }
}
