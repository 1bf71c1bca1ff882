package dev.dataflow.junit;

import dev.dataflow.DataFlow;
import dev.dataflow.Model;
import dev.dataflow.Query;
import dev.dataflow.internal.boot.SessionFactories;
import dev.dataflow.internal.boot.Tables;
import dev.dataflow.internal.session.Sessions;
import dev.dataflow.postgres.Database;
import dev.dataflow.postgres.PostgresServer;
import dev.dataflow.postgres.Template;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hibernate.cfg.MappingSettings;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.id.enhanced.Optimizer;
import org.hibernate.id.enhanced.SequenceStyleGenerator;
import org.hibernate.id.enhanced.TableGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the test classes with one set of models share: Hibernate, the template with their tables, and the workers that wait for the next class.
 * Made once per JVM and set of models, and kept until the JVM ends: the server drops what is left. Thread-safe.
 */
final class Environment {
    private static final Map<Key, Environment> ENVIRONMENTS = new ConcurrentHashMap<>();

    /** @param schema how the models' tables are made, when not from the models */
    private record Key(ModelSet models, @Nullable Schema schema) {}

    private static final Logger LOG = LoggerFactory.getLogger(Environment.class);

    private final PostgresServer server = PostgresServer.shared();
    private final ModelSet models;
    private final AtomicBoolean primed = new AtomicBoolean();
    private final Router router = new Router();
    private final SessionFactoryImplementor factory;
    private final @Nullable Template template;
    private final ConcurrentLinkedQueue<Worker> idle = new ConcurrentLinkedQueue<>();
    private final List<String> script;
    private final @Nullable Schema schema;
    private final List<Optimizer> optimizers;
    private final CommittingWorkers committing = new CommittingWorkers(this::newCommittingWorker);

    /** Answers the environment of a set of models; the first time it takes as long as Hibernate and the server take to start. */
    static Environment of(ModelSet models, @Nullable Schema schema) {
        return ENVIRONMENTS.computeIfAbsent(new Key(models, schema), absent -> {
            Environment environment = new Environment(models, schema);
            ClassScope.rehearse(environment);
            return environment;
        });
    }

    /** Starts Hibernate while the server starts. */
    private Environment(ModelSet models, @Nullable Schema schema) {
        WarmUp warmUp = WarmUp.start(server);
        this.models = models;
        this.schema = schema;
        PerWorkerOptimizer.belongTo(router);
        try {
            this.factory = SessionFactories.build(router, server.version().major(), models.classes(), settings());
        } finally {
            PerWorkerOptimizer.belongTo(null);
        }
        this.optimizers = optimizers(factory);
        this.script = new Tables(factory).script();
        this.template = server.canCreateDatabases()
                ? server.template(schema == null ? hash(script) : schema.key(), this::fill)
                : null;
        warmUp.await();
    }

    /** Ids are taken in advance as Hibernate does by default, unless the application's settings say otherwise. */
    private static Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(Sessions.SINGLE_STATEMENTS, true);
        String pooled = MappingSettings.PREFERRED_POOLED_OPTIMIZER;
        if (!org.hibernate.cfg.Environment.getProperties().containsKey(pooled)) {
            settings.put(pooled, PerWorkerOptimizer.class.getName());
        }
        return settings;
    }

    private static List<Optimizer> optimizers(SessionFactoryImplementor factory) {
        List<Optimizer> found = new ArrayList<>();
        factory.getMappingMetamodel().forEachEntityDescriptor(entity -> {
            if (entity.getGenerator() instanceof SequenceStyleGenerator sequence) {
                found.add(sequence.getOptimizer());
            } else if (entity.getGenerator() instanceof TableGenerator table) {
                found.add(table.getOptimizer());
            }
        });
        found.removeIf(PerWorkerOptimizer.class::isInstance);
        return List.copyOf(found);
    }

    /** Forgets ids taken in advance in a way that the models ask for; those of other workers are lost too, which leaves gaps. */
    void forgetIds() {
        optimizers.forEach(Optimizer::reset);
    }

    /** Lets the first class find its models known: their statements are made, and the server has seen one of each. */
    void prime(DataFlow dataFlow) {
        if (template != null && !primed.getAndSet(true)) {
            models.classes().stream()
                    .filter(ModelSet::isEntity)
                    .map(dataFlow::model)
                    .forEach(Environment::prime);
        }
    }

    private static void prime(Model<?> model) {
        try {
            model.count();
            model.findMany(Query.all().limit(1));
        } catch (IllegalStateException e) {
            LOG.debug("A model of tenants is first used when a test has chosen one", e);
        }
    }

    SessionFactoryImplementor factory() {
        return factory;
    }

    Router router() {
        return router;
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

    /** Drops, in the background, a database in which commits were real. */
    void discard(Worker worker) {
        committing.discard(worker);
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
