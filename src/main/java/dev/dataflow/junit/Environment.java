package dev.dataflow.junit;

import dev.dataflow.DataFlow;
import dev.dataflow.internal.boot.Tables;
import dev.dataflow.postgres.Database;
import dev.dataflow.postgres.PostgresServer;
import dev.dataflow.postgres.Template;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What the test classes with one set of models share: the template with their tables, and the Hibernates and workers that wait for the next class.
 * Made once per JVM and set of models, and kept until the JVM ends: the server drops what is left. Thread-safe.
 */
final class Environment {
    private static final Map<Key, FutureTask<Environment>> ENVIRONMENTS = new ConcurrentHashMap<>();

    /** @param schema how the models' tables are made, when not from the models */
    private record Key(ModelSet models, @Nullable Schema schema) {}

    private final PostgresServer server = PostgresServer.shared();
    private final WarmUp warmUp = WarmUp.start(server);
    private final ModelSet models;
    private final AtomicInteger factories = new AtomicInteger();
    private final ConcurrentLinkedQueue<LeasedFactory> idleFactories = new ConcurrentLinkedQueue<>();
    private final @Nullable Template template;
    private final ConcurrentLinkedQueue<Worker> idle = new ConcurrentLinkedQueue<>();
    private final List<String> script;
    private final @Nullable Schema schema;
    private final CommittingWorkers committing = new CommittingWorkers(this::newCommittingWorker);

    /** Answers the environment of a set of models; the first time it takes as long as Hibernate and the server take to start. */
    static Environment of(ModelSet models, @Nullable Schema schema) {
        Key key = new Key(models, schema);
        FutureTask<Environment> mine = new FutureTask<>(() -> rehearsed(models, schema));
        FutureTask<Environment> first = ENVIRONMENTS.putIfAbsent(key, mine);
        if (first == null) {
            mine.run();
        }
        try {
            return (first == null ? mine : first).get();
        } catch (ExecutionException e) {
            ENVIRONMENTS.remove(key, first == null ? mine : first);
            throw cause(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while Hibernate and the server start", e);
        }
    }

    private static RuntimeException cause(ExecutionException failure) {
        if (failure.getCause() instanceof Error error) {
            throw error;
        }
        return failure.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failure);
    }

    private static Environment rehearsed(ModelSet models, @Nullable Schema schema) {
        Environment environment = new Environment(models, schema);
        ClassScope.rehearse(environment);
        environment.warmUp.await();
        return environment;
    }

    /** Starts Hibernate while the server starts. */
    private Environment(ModelSet models, @Nullable Schema schema) {
        this.models = models;
        this.schema = schema;
        LeasedFactory factory = takeFactory();
        idleFactories.add(factory);
        this.script = new Tables(factory.factory()).script();
        this.template = server.canCreateDatabases()
                ? server.template(schema == null ? hash(script) : schema.key(), this::fill)
                : null;
    }

    /** Lets the first class that uses a Hibernate find its models known. */
    void prime(LeasedFactory factory, DataFlow dataFlow) {
        if (template != null) {
            factory.prime(
                    dataFlow,
                    models.classes().stream().filter(ModelSet::isEntity).toList());
        }
    }

    /** Answers a Hibernate that works for nobody else; starts one when all are at work. */
    LeasedFactory takeFactory() {
        LeasedFactory factory = idleFactories.poll();
        return factory == null
                ? new LeasedFactory(server.version().major(), models, factories.getAndIncrement())
                : factory;
    }

    void giveBack(LeasedFactory factory) {
        factory.workFor(null);
        idleFactories.add(factory);
    }

    /** Answers a database of its own for a class, with the tables of the models and nothing else. */
    Worker takeWorker() throws SQLException {
        Worker worker = idle.poll();
        return worker == null ? Worker.sandboxed(newDatabase(), template != null) : worker;
    }

    /** Keeps a worker whose database is as it was at first; any other is closed. */
    void giveBack(Worker worker) throws SQLException {
        if (worker.renew()) {
            idle.add(worker);
        } else {
            worker.close();
        }
    }

    /** Begins to make databases for tests that commit for real, so that the first need not wait for all of it. */
    void expectCommittingTests() {
        if (template != null) {
            committing.prepare();
        }
    }

    /**
     * Answers a database in which commits are real.
     *
     * @throws IllegalStateException when the user of {@code DATAFLOW_URL} may not create databases
     */
    Worker takeCommittingWorker() throws SQLException {
        if (template == null) {
            throw new IllegalStateException(
                    "isolation = DATABASE needs a user that may create databases: alter role … createdb");
        }
        return committing.take();
    }

    /** Drops, in the background, a database in which commits were real; one that was not used is kept. */
    void giveBackCommitting(Worker worker) {
        committing.giveBack(worker);
    }

    private Worker newCommittingWorker() throws SQLException {
        return Worker.committing(newDatabase()).warmed();
    }

    /** Answers the database in which what tests do stays. */
    Worker lastingWorker() throws SQLException {
        if (schema != null) {
            schema.make(server.givenDatabase());
        }
        return Worker.committing(server.givenDatabase());
    }

    private Database newDatabase() {
        return template == null ? server.givenDatabase() : template.newDatabase();
    }

    private void fill(Database empty) throws SQLException {
        if (schema != null) {
            schema.make(empty);
            return;
        }
        try (Connection connection = empty.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String command : script) {
                statement.execute(command);
            }
        }
    }

    private static String hash(List<String> script) {
        MessageDigest digest = Schema.sha256();
        script.forEach(command -> digest.update((command + '\n').getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(digest.digest());
    }
}
