package dev.dataflow.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Gives the tests of a class a real PostgreSQL with the tables of their models, and undoes whatever they did.
 *
 * <pre>{@code
 * @DataFlowTest
 * class UserTest {
 *     @Entity
 *     static class User extends Identified {
 *         @Column(nullable = false, unique = true) String email;
 *     }
 *
 *     @Test
 *     void an_address_belongs_to_one_user(DataFlow df) {
 *         Model<User> users = df.model(User.class);
 *         users.create(Map.of("email", "alice@example.com")).orThrow();
 *
 *         Result<Row> twin = users.create(Map.of("email", "alice@example.com"));
 *
 *         assertThat(twin.error().code()).isEqualTo(ErrorCode.UNIQUE_VIOLATION);
 *     }
 * }
 * }</pre>
 *
 * <p>Test methods, lifecycle methods and constructors may ask for a {@link dev.dataflow.DataFlow}, a
 * {@link jakarta.persistence.EntityManager}, a {@link jakarta.persistence.EntityManagerFactory}, a {@link javax.sql.DataSource} and a
 * {@link java.sql.Connection}. All of them work in the same database and see each other's work: what the injected {@code EntityManager} has
 * not flushed is flushed before the {@code DataFlow} looks, and what the {@code DataFlow} changes is refreshed in it.
 *
 * <p>What {@code @BeforeAll} stores is there for each test of the class, {@code @Nested} ones included, as if new. At the end of a test the
 * injected {@code EntityManager} is flushed and deferred constraints are checked, so that no test passes on SQL that never ran.
 *
 * <p>All of them may be used on any thread and lead to the database of their class: executors, server threads and virtual threads included.
 * Classes that JUnit runs side by side have a database each; the methods of one class take turns, since they share a transaction. Work of
 * other threads that outlives its test is waited for, two seconds, and then named.
 *
 * <p>A dynamic test is part of the test of its factory. What is stored before an invocation of a parameterized class is there for the tests of
 * that invocation. The second-level cache is empty when a test begins; classes side by side have one each.
 *
 * <p>A test fails that connects to its database beside the sandbox, or sends SQL text that ends a transaction, even when it hides that; the
 * message names the statement, without values. When the sandbox's transaction is lost or somebody else may have committed, the next test gets
 * another database, in which {@code @BeforeAll} methods are called once more if they have stored something.
 *
 * <p>A {@code @Nested} class takes part in the class around it, unless it carries this annotation itself: then it has the database, the
 * models and the isolation that it asks for, and finds nothing of what the class around it stored in {@code @BeforeAll}.
 *
 * <p>The tables are made from the models, once, and kept for later runs; or by {@link #scripts()} or {@link Migrations}, as production's are.
 *
 * <p>The models are those of {@link #models()} and {@link #modelsIn()}; without either, the static nested {@code @Entity} classes of the test
 * class, its superclasses and the classes around it.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(DataFlowExtension.class)
@ResourceLock(providers = ClassTurns.class)
public @interface DataFlowTest {

    /** The entity classes, and converters or embeddables that Hibernate would not find by itself. */
    Class<?>[] models() default {};

    /** Packages whose {@code @Entity} classes, subpackages included, are models. */
    String[] modelsIn() default {};

    /**
     * SQL scripts that make the tables, instead of having them made from the models: files on the class path, or folders, whose files in
     * {@code .sql} run in the natural order of their names ({@code V2.sql} before {@code V10.sql}); after {@code file:} in the file system.
     * Each script is one transaction. They run once for the same content; a changed script makes a new template. For migration tools there is
     * {@link Migrations}; when a class has both, the scripts run first.
     */
    String[] scripts() default {};

    /** How tests are kept apart. */
    Isolation isolation() default Isolation.SAVEPOINT;
}
