package dev.dataflow.bench.isolation;

import dev.dataflow.Identified;
import dev.dataflow.bench.OwnDatabase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.ManyToOne;
import java.time.LocalDate;
import javax.sql.DataSource;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

/** The four models of these tests, and Hibernate set up by hand for those who have nobody to do it. */
public final class Library {
    /** How many rows a test writes. */
    static final int ROWS = 20;

    private Library() {}

    @Entity(name = "Author")
    static class Author extends Identified {
        @Column(nullable = false)
        String name;
    }

    @Entity(name = "Book")
    static class Book extends Identified {
        @Column(nullable = false)
        String title;

        int pages;

        @ManyToOne
        Author author;
    }

    @Entity(name = "Member")
    static class Member extends Identified {
        @Column(nullable = false)
        String name;

        LocalDate since;
    }

    @Entity(name = "Loan")
    static class Loan extends Identified {
        @ManyToOne(optional = false)
        Book book;

        @ManyToOne(optional = false)
        Member member;
    }

    /** Hands an author and 19 of their books to the persistence context. */
    static void persistRows(EntityManager em) {
        Author author = new Author();
        author.name = "Author";
        em.persist(author);
        for (int i = 1; i < ROWS; i++) {
            Book book = new Book();
            book.title = "Book " + i;
            book.pages = i;
            book.author = author;
            em.persist(book);
        }
    }

    /** Stores a member and reads it back. */
    static void storeAndRead(EntityManager em) {
        Member member = new Member();
        member.name = "Member";
        member.since = LocalDate.EPOCH;
        em.persist(member);
        em.flush();
        em.clear();
        if (em.find(Member.class, member.getId()) == member) {
            throw new AssertionError("Not read");
        }
    }

    /** Answers the {@code EntityManagerFactory} of this JVM, on HikariCP, both with their defaults. */
    static EntityManagerFactory byHand() {
        return ByHand.FACTORY;
    }

    /** What the first to ask opens, for all test classes, as Spring does with its context. */
    private static final class ByHand {
        static final EntityManagerFactory FACTORY =
                configuration(OwnDatabase.newPool()).createEntityManagerFactory();
    }

    /** Creates the tables in an empty database. */
    public static void createTables(DataSource dataSource) {
        try (EntityManagerFactory factory = configuration(dataSource).createEntityManagerFactory()) {
            factory.getSchemaManager().create(false);
        }
    }

    private static HibernatePersistenceConfiguration configuration(DataSource dataSource) {
        HibernatePersistenceConfiguration configuration = new HibernatePersistenceConfiguration("library");
        configuration.managedClass(Author.class);
        configuration.managedClass(Book.class);
        configuration.managedClass(Member.class);
        configuration.managedClass(Loan.class);
        configuration.property(JdbcSettings.JAKARTA_NON_JTA_DATASOURCE, dataSource);
        return configuration;
    }
}
