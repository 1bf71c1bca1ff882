package dev.dataflow.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a static method that makes the tables of a test class by a migration tool, instead of having them made from the models.
 *
 * <pre>{@code
 * @DataFlowTest(modelsIn = "com.acme.shop")
 * class OrderTest {
 *     @Migrations("db/migration")
 *     static void migrate(DataSource empty) {
 *         Flyway.configure().dataSource(empty).load().migrate();
 *     }
 * }
 * }</pre>
 *
 * <p>The method takes a {@link javax.sql.DataSource} on an empty database, which becomes the template of all databases of the class's tests. It
 * runs once for the same content, and not at all when an earlier run has left the template; it runs again when any file of the content has
 * changed, or the class that declares it. What it throws fails the class, and nothing of the database is kept.
 *
 * <p>It is looked for in the test class, its superclasses, its interfaces and the classes around it, so that many test classes can share one.
 * Where commits are real ({@link Isolation#NONE}) it runs on the lasting database each time, which migration tools are made for; on a
 * {@code DATAFLOW_URL} whose user may not create databases it does not run, and the tables are those that are there.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Migrations {

    /**
     * What the migrations are made of, and what decides whether they run again: files, or folders with all that is in them, on the class path;
     * after {@code file:} in the file system. Each must exist.
     */
    String[] value();
}
