package dev.dataflow.internal.boot;

import dev.dataflow.internal.session.Sessions;
import dev.dataflow.internal.session.Unit;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.model.relational.AuxiliaryDatabaseObject;
import org.hibernate.boot.model.relational.Namespace;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.cfg.SchemaToolingSettings;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Table;
import org.hibernate.tool.schema.Action;
import org.hibernate.tool.schema.internal.SchemaCreatorImpl;
import org.hibernate.tool.schema.spi.ContributableMatcher;
import org.hibernate.tool.schema.spi.ExecutionOptions;
import org.hibernate.tool.schema.spi.SchemaManagementTool;
import org.hibernate.tool.schema.spi.SchemaManagementToolCoordinator;

/** The tables of a session factory's entities. Thread-safe. */
public final class Tables {
    private static final String COLUMNS = """
            select t.name, a.attname
            from unnest(?) as t(name)
            join pg_catalog.pg_attribute a on a.attrelid = pg_catalog.to_regclass(t.name)
            where a.attnum > 0 and not a.attisdropped
            union all
            select s.name, null from unnest(?) as s(name) where pg_catalog.to_regclass(s.name) is not null""";

    /** Any number will do, as long as nobody else locks it. */
    private static final long LOCK = 0x4461_7461_466C_6F77L;

    private final SessionFactoryImplementor factory;
    private final Metadata metadata;
    private final Sessions sessions;

    /**
     * Finds the tables of a session factory's entities.
     *
     * @throws IllegalStateException when the factory was built without the integrator that keeps its mapping
     */
    public Tables(SessionFactoryImplementor factory) {
        Metadata known = FactoryMetadata.of(factory);
        if (known == null) {
            throw new IllegalStateException(
                    "The mapping of this EntityManagerFactory is not known: it was built without Hibernate's integrators");
        }
        this.factory = factory;
        this.metadata = known;
        this.sessions = Sessions.of(factory);
    }

    /**
     * Creates the tables, columns, sequences and JSON indexes that are missing, all or none; when nothing is, costs one query. Two who do so at the same
     * time take turns.
     */
    public void create() throws SQLException {
        Map<String, Set<String>> wanted = wantedTables();
        Set<String> sequences = wantedSequencesAndIndexes();
        if (sessions.read(unit -> covers(existing(unit, wanted.keySet(), sequences), wanted, sequences))) {
            return;
        }
        sessions.atomically(unit -> {
            lock(unit);
            Map<String, Set<String>> existing = existing(unit, wanted.keySet(), sequences);
            if (!covers(existing, wanted, sequences)) {
                run(existing.isEmpty() && !usesSchemas() ? Action.CREATE_ONLY : Action.UPDATE, unit.connection());
                try (Statement statement = unit.connection().createStatement()) {
                    for (Map.Entry<String, String> keys :
                            SoftDeleteKeys.statements(factory).entrySet()) {
                        if (!existing.containsKey(keys.getKey())) {
                            statement.execute(keys.getValue());
                        }
                    }
                }
            }
            return true;
        });
    }

    private static void lock(Unit unit) throws SQLException {
        try (PreparedStatement statement = unit.connection().prepareStatement("select pg_advisory_xact_lock(?)")) {
            statement.setLong(1, LOCK);
            statement.execute();
        }
    }

    /** Answers the statements that create the tables, sequences and constraints on an empty database; the same for the same mapping. */
    public List<String> script() {
        ColumnTypes.check(metadata);
        List<String> commands = new ArrayList<>(
                new SchemaCreatorImpl(factory.getServiceRegistry()).generateCreationCommands(metadata, true));
        commands.addAll(SoftDeleteKeys.statements(factory).values());
        return commands;
    }

    private void run(Action action, Connection connection) {
        ColumnTypes.check(metadata);
        Map<String, Object> settings = new HashMap<>(factory.getProperties());
        settings.put(JdbcSettings.JAKARTA_HBM2DDL_CONNECTION, BorrowedConnection.of(connection));
        settings.put(SchemaToolingSettings.JAKARTA_HBM2DDL_CREATE_SCHEMAS, true);
        ExecutionOptions halting = SchemaManagementToolCoordinator.buildExecutionOptions(settings, refused -> {
            throw refused;
        });
        SchemaManagementToolCoordinator.performDatabaseAction(
                action,
                metadata,
                factory.getServiceRegistry().requireService(SchemaManagementTool.class),
                factory.getServiceRegistry(),
                halting,
                ContributableMatcher.ALL);
    }

    private Map<String, Set<String>> wantedTables() {
        Map<String, Set<String>> wanted = new HashMap<>();
        for (Table table : metadata.collectTableMappings()) {
            if (table.isPhysicalTable()) {
                Set<String> columns = new HashSet<>();
                for (Column column : table.getColumns()) {
                    columns.add(column.getName().toLowerCase(java.util.Locale.ROOT));
                }
                wanted.put(names().format(table.getQualifiedTableName()), columns);
            }
        }
        return wanted;
    }

    private Set<String> wantedSequencesAndIndexes() {
        Set<String> names = new HashSet<>();
        for (Namespace namespace : metadata.getDatabase().getNamespaces()) {
            namespace.getSequences().forEach(sequence -> names.add(names().format(sequence.getName())));
        }
        for (AuxiliaryDatabaseObject object : metadata.getDatabase().getAuxiliaryDatabaseObjects()) {
            if (object instanceof JsonIndexDefinition index) {
                names.add(index.qualifiedName(names()));
            }
        }
        return names;
    }

    private SqlStringGenerationContext names() {
        return factory.getSqlStringGenerationContext();
    }

    /** Whether a schema other than the connection's own is used: Hibernate would create it whether or not it is there. */
    private boolean usesSchemas() {
        for (Namespace namespace : metadata.getDatabase().getNamespaces()) {
            if (namespace.getName().schema() != null) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, Set<String>> existing(Unit unit, Set<String> tables, Set<String> sequences)
            throws SQLException {
        Map<String, Set<String>> existing = new HashMap<>();
        try (PreparedStatement statement = unit.connection().prepareStatement(COLUMNS)) {
            Array tableNames = unit.connection().createArrayOf("text", tables.toArray());
            Array sequenceNames = unit.connection().createArrayOf("text", sequences.toArray());
            statement.setArray(1, tableNames);
            statement.setArray(2, sequenceNames);
            try (ResultSet results = statement.executeQuery()) {
                while (results.next()) {
                    Set<String> columns = existing.computeIfAbsent(results.getString(1), name -> new HashSet<>());
                    String column = results.getString(2);
                    if (column != null) {
                        columns.add(column.toLowerCase(java.util.Locale.ROOT));
                    }
                }
            }
        }
        return existing;
    }

    private static boolean covers(
            Map<String, Set<String>> existing, Map<String, Set<String>> tables, Set<String> sequences) {
        return existing.keySet().containsAll(sequences)
                && tables.entrySet().stream()
                        .allMatch(table ->
                                existing.getOrDefault(table.getKey(), Set.of()).containsAll(table.getValue()));
    }
}
