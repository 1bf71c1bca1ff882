package dev.dataflow.internal.boot;

import dev.dataflow.internal.session.Sessions;
import dev.dataflow.internal.session.Unit;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.boot.Metadata;
import org.hibernate.cfg.SchemaToolingSettings;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Table;
import org.hibernate.tool.schema.Action;
import org.hibernate.tool.schema.internal.SchemaCreatorImpl;
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

    /** Creates the tables, columns and sequences that are missing; when nothing is, costs one query. */
    public void create() throws SQLException {
        Map<String, Set<String>> wanted = wantedTables();
        Set<String> sequences = wantedSequences();
        Map<String, Set<String>> existing = sessions.read(unit -> existing(unit, wanted.keySet(), sequences));
        if (existing.isEmpty()) {
            run(Action.CREATE_ONLY);
        } else if (!covers(existing, wanted, sequences)) {
            run(Action.UPDATE);
        }
    }

    /** Answers the statements that create the tables, sequences and constraints on an empty database; the same for the same mapping. */
    public List<String> script() {
        return new SchemaCreatorImpl(factory.getServiceRegistry()).generateCreationCommands(metadata, true);
    }

    private void run(Action action) {
        Map<String, Object> settings = new HashMap<>(factory.getProperties());
        settings.put(SchemaToolingSettings.JAKARTA_HBM2DDL_DATABASE_ACTION, action);
        settings.put(SchemaToolingSettings.JAKARTA_HBM2DDL_SCRIPTS_ACTION, Action.NONE);
        settings.put(SchemaToolingSettings.JAKARTA_HBM2DDL_CREATE_SCHEMAS, true);
        settings.put(SchemaToolingSettings.HBM2DDL_HALT_ON_ERROR, true);
        SchemaManagementToolCoordinator.process(metadata, factory.getServiceRegistry(), settings, drop -> {});
    }

    private Map<String, Set<String>> wantedTables() {
        Map<String, Set<String>> wanted = new HashMap<>();
        for (Table table : metadata.collectTableMappings()) {
            if (table.isPhysicalTable()) {
                Set<String> columns = new HashSet<>();
                for (Column column : table.getColumns()) {
                    columns.add(column.getName().toLowerCase(java.util.Locale.ROOT));
                }
                wanted.put(qualified(table.getSchema(), table.getName()), columns);
            }
        }
        return wanted;
    }

    private Set<String> wantedSequences() {
        Set<String> names = new HashSet<>();
        metadata.getDatabase()
                .getNamespaces()
                .forEach(namespace -> namespace.getSequences().forEach(sequence -> {
                    var schema = sequence.getName().getSchemaName();
                    names.add(qualified(
                            schema == null ? null : schema.getText(),
                            sequence.getName().getSequenceName().getText()));
                }));
        return names;
    }

    private static String qualified(@org.jspecify.annotations.Nullable String schema, String name) {
        return schema == null ? quoted(name) : quoted(schema) + '.' + quoted(name);
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
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
