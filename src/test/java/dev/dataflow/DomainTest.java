package dev.dataflow;

import static dev.dataflow.Filter.eq;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Columns of a domain of the database's, of whose violation the server tells the domain and not the column. */
class DomainTest {
    @Entity
    @Table(name = "contact")
    static class Contact extends Identified {
        @Column(unique = true)
        String code;

        String mail;
        String secondMail;
        String plate;
        String nickname;
    }

    @RegisterExtension
    static final FacadeDatabase database = FacadeDatabase.of(Contact.class);

    final Model<Contact> contacts = database.model(Contact.class);

    @BeforeAll
    static void useDomains() {
        database.execute("create domain mail_address as text constraint is_mail check (value like '%@%')");
        database.execute("create domain \"Plate\" as text constraint is_plate check (value ~ '^[A-Z]+$')");
        database.execute("create domain given as text default 'x' not null");
        database.execute("alter table contact alter mail type mail_address, alter second_mail type mail_address,"
                + " alter plate type \"Plate\", alter nickname type given");
    }

    @Test
    void aDomainsCheckNamesTheAttributeOfTheDomain() {
        Object id = contacts.create(Map.of("code", "a", "nickname", "n")).data().id();

        Failure failure = Secrets.refused(
                contacts.create(Map.of("plate", Secrets.TEXT, "nickname", "n")), ErrorCode.CHECK_VIOLATION, "plate");
        Secrets.refused(
                contacts.createMany(List.of(Map.of("plate", Secrets.TEXT, "nickname", "n"))),
                ErrorCode.CHECK_VIOLATION,
                "plate");
        Secrets.refused(contacts.update(eq("id", id), Map.of("plate", "1")), ErrorCode.CHECK_VIOLATION, "plate");

        assertThat(failure.constraint()).isEqualTo("is_plate");
        assertThat(failure.message()).contains("the domain's check");
    }

    @Test
    void ofSeveralAttributesOfTheDomainThoseThatWereGivenAreNamed() {
        Object id = contacts.create(Map.of("code", "a", "nickname", "n")).data().id();

        Secrets.refused(
                contacts.create(Map.of("second_mail", Secrets.TEXT, "nickname", "n")),
                ErrorCode.CHECK_VIOLATION,
                "secondMail");
        Secrets.refused(contacts.update(eq("id", id), Map.of("mail", "x")), ErrorCode.CHECK_VIOLATION, "mail");
        Secrets.refused(
                contacts.upsert(Map.of("code", "b"), Map.of("mail", "x", "nickname", "n")),
                ErrorCode.CHECK_VIOLATION,
                "mail");
        Secrets.refused(
                contacts.createMany(List.of(Map.of("mail", "x", "nickname", "n"))),
                ErrorCode.CHECK_VIOLATION,
                "mail",
                "secondMail");
    }

    @Test
    void aDomainThatTakesNoNullNamesTheAttributeToo() {
        Object id = contacts.create(Map.of("nickname", "n")).data().id();

        Secrets.refused(contacts.create(Map.of("code", "a")), ErrorCode.NOT_NULL_VIOLATION, "nickname");
        Secrets.refused(
                contacts.update(eq("id", id), Collections.singletonMap("nickname", null)),
                ErrorCode.NOT_NULL_VIOLATION,
                "nickname");
        database.df().transaction(tx -> {
            Secrets.refused(contacts.create(Map.of("code", "a")), ErrorCode.NOT_NULL_VIOLATION, "nickname");
        });
    }
}
