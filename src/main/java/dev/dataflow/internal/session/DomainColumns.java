package dev.dataflow.internal.session;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.util.ServerErrorMessage;

/** Tells which columns are of a domain whose rule was broken, of which the server names the domain alone. Thread-safe. */
public final class DomainColumns {
    private static final String QUERY = """
            select c.relname, a.attname
            from unnest(?) as named(name)
            join pg_catalog.pg_class c on c.oid = to_regclass(named.name)
            join pg_catalog.pg_attribute a on a.attrelid = c.oid and not a.attisdropped
            join pg_catalog.pg_type t on a.atttypid in (t.oid, t.typarray)
            where t.typname = ? and t.typnamespace = to_regnamespace(quote_ident(?))
            order by c.relname, a.attnum""";

    /** A column, its names without quotes. */
    public record Place(String table, String column) {}

    private record Domain(String schema, String name, List<String> tables) {}

    private final Lookups<Domain, Place> places;

    public DomainColumns(Sessions sessions) {
        this.places = new Lookups<>(sessions, DomainColumns::lookUp);
    }

    /**
     * Answers the columns of these tables that are of the domain which the server names; empty when it names none.
     *
     * @param tables as SQL writes them
     */
    public List<Place> of(ServerErrorMessage error, List<String> tables) {
        String schema = error.getSchema();
        String name = error.getDatatype();
        return schema == null || name == null ? List.of() : places.of(new Domain(schema, name, tables));
    }

    private static List<Place> lookUp(Unit unit, Domain domain) throws SQLException {
        try (PreparedStatement statement = unit.connection().prepareStatement(QUERY)) {
            statement.setArray(
                    1, unit.connection().createArrayOf("text", domain.tables().toArray()));
            statement.setString(2, domain.name());
            statement.setString(3, domain.schema());
            List<Place> places = new ArrayList<>();
            try (ResultSet results = statement.executeQuery()) {
                while (results.next()) {
                    places.add(new Place(results.getString(1), results.getString(2)));
                }
            }
            return places;
        }
    }
}
