package dev.dataflow.postgres;

/** Fills an empty database that is to become a {@link Template}: tables, migrations, rows every test starts from. */
@FunctionalInterface
public interface TemplateBuilder {

    /**
     * Fills the database. Called at most once per key and server; connections it leaves open are cut.
     *
     * @param empty the fresh database; closing it is not the builder's job
     * @throws Exception when the database could not be filled: nothing of it is kept
     */
    void build(Database empty) throws Exception;
}
