package dev.dataflow.postgres;

import java.sql.SQLException;

/**
 * A database that was filled once and is cloned from then on, each clone in 15 to 45 ms. Safe for use by several threads.
 *
 * @see PostgresServer#template(String, TemplateBuilder)
 */
public final class Template {

    private final Session session;
    private final String name;
    private final String cloning;

    Template(Session session, String name, String cloning) {
        this.session = session;
        this.name = name;
        this.cloning = cloning;
    }

    /** Returns the template's name on the server. */
    public String name() {
        return name;
    }

    /**
     * Creates a database that is the template's equal and belongs to the caller, who closes it. What this JVM leaves behind
     * is dropped by the next one.
     *
     * @throws PostgresException when the server refuses
     */
    public Database newDatabase() {
        try {
            return session.create("template " + name + cloning);
        } catch (SQLException e) {
            throw new PostgresException("Template " + name + " cannot be cloned: " + e.getMessage(), e);
        }
    }

    /** Returns the template's name. */
    @Override
    public String toString() {
        return name;
    }
}
