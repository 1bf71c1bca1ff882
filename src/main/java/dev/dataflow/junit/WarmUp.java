package dev.dataflow.junit;

import dev.dataflow.Change;
import dev.dataflow.DataFlow;
import dev.dataflow.Filter;
import dev.dataflow.Model;
import dev.dataflow.Query;
import dev.dataflow.internal.json.PlainJson;
import dev.dataflow.internal.mapping.Attribute;
import dev.dataflow.internal.mapping.BasicAttribute;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.validation.Validation;
import dev.dataflow.postgres.PostgresServer;
import dev.dataflow.sandbox.Mark;
import dev.dataflow.sandbox.Sandbox;
import io.hypersistence.utils.hibernate.type.json.JsonType;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.jpa.event.spi.CallbackType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads and runs, before the first test's clock starts, what the first operations of a JVM would otherwise load: half a second of Jackson,
 * driver, Hibernate and facade. Part of it runs on a second thread while Hibernate starts. A failure here is no failure of a test.
 */
final class WarmUp {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final int ROUNDS = 3;

    private static final Map<Class<?>, Object> SAMPLES = samples();

    private WarmUp() {}

    private static Map<Class<?>, Object> samples() {
        Map<Class<?>, Object> samples = new HashMap<>();
        samples.put(String.class, "w");
        samples.put(Integer.class, 1);
        samples.put(int.class, 1);
        samples.put(Long.class, 1L);
        samples.put(long.class, 1L);
        samples.put(Boolean.class, true);
        samples.put(boolean.class, true);
        samples.put(BigDecimal.class, BigDecimal.ONE);
        samples.put(Double.class, 1.0);
        samples.put(double.class, 1.0);
        samples.put(LocalDate.class, "2000-01-01");
        samples.put(LocalTime.class, "10:00");
        samples.put(LocalDateTime.class, "2000-01-01T10:00");
        samples.put(Instant.class, "2000-01-01T10:00:00Z");
        samples.put(UUID.class, "00000000-0000-0000-0000-000000000000");
        return samples;
    }

    /** Begins to load what needs no Hibernate, on a thread of its own. */
    static Thread inBackground(PostgresServer server) {
        Thread thread = new Thread(() -> quietly(() -> load(server)), "dataflow-warm-up");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void load(PostgresServer server) throws SQLException {
        JsonType.INSTANCE.getName();
        PlainJson.read(PlainJson.write(PlainJson.plain(Map.of("a", List.of(1, 2.5, true)))));
        Validation.of(Map.of()).constrainsWhole(WarmUp.class);
        try (Worker worker = Worker.sandboxed(server.givenDatabase(), false);
                Connection connection = worker.pool().getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("select cast(? as jsonb), cast(? as text[])")) {
            statement.setString(1, "{}");
            statement.setArray(2, connection.createArrayOf("text", new Object[] {"a"}));
            try (ResultSet results = statement.executeQuery()) {
                results.next();
            }
        }
    }

    /**
     * Runs the operations of the facade on the models and undoes them. Models whose callbacks would run are left alone: they may count or send.
     */
    static void operations(DataFlow dataFlow, List<EntityMapping> mappings, Sandbox sandbox) {
        quietly(() -> {
            try (Mark mark = sandbox.mark("warm-up")) {
                dataFlow.createTables();
                for (int round = 0; round < ROUNDS; round++) {
                    for (EntityMapping mapping : mappings) {
                        if (!mapping.hasCallbacks(CallbackType.values())) {
                            run(dataFlow, mapping);
                        }
                    }
                    mark.rollback();
                }
            }
        });
    }

    private static void run(DataFlow dataFlow, EntityMapping mapping) {
        Model<?> model = dataFlow.model(mapping.persister().getMappedClass());
        String id = mapping.id().name();
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, Object> changes = new LinkedHashMap<>();
        for (Attribute attribute : mapping.attributes()) {
            Object sample = sample(attribute);
            if (sample != null) {
                values.put(attribute.name(), sample);
                changes.put(attribute.name(), sample instanceof Integer ? Change.increment(1) : sample);
            }
        }
        dataFlow.transaction(transaction -> {
            model.create(values);
        });
        var created = model.create(values);
        Object known = created.success() ? created.data().id() : sampleId(mapping);
        if (known != null) {
            model.findOne(Map.of(id, known));
            model.update(Map.of(id, known), changes);
            model.findMany(Filter.eq(id, known));
            model.delete(Map.of(id, known));
        }
        if (known != null) {
            find(dataFlow, mapping, known);
        }
        model.create(Map.of("no such attribute", 1));
        model.findMany(Query.all().limit(1));
        model.count();
    }

    private static void find(DataFlow dataFlow, EntityMapping mapping, Object id) {
        dataFlow.entityManagerFactory()
                .runInTransaction(manager -> manager.find(mapping.persister().getMappedClass(), id));
    }

    private static @Nullable Object sampleId(EntityMapping mapping) {
        return mapping.id() instanceof BasicAttribute basic
                ? SAMPLES.get(basic.column().type().getJavaTypeDescriptor().getJavaTypeClass())
                : null;
    }

    private static @Nullable Object sample(Attribute attribute) {
        if (attribute.traits().generated() != null || !(attribute instanceof BasicAttribute basic)) {
            return null;
        }
        return basic.json()
                ? Map.of("a", Map.of("b", 1))
                : SAMPLES.get(attribute.traits().javaType());
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void quietly(Step step) {
        try {
            step.run();
        } catch (Exception e) {
            LOG.debug("The warm-up was not completed", e);
        }
    }
}
