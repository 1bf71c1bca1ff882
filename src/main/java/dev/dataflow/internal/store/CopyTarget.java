package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.session.Unit;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the database says about a table that rows may be copied to.
 *
 * @param takesCopy whether COPY does there what INSERT does: it passes rules by, and takes neither a view nor row level security
 * @param changesRows whether a trigger may change a row on its way in, or keep it out
 * @param sequence what the id's column takes its values from, as SQL writes its name; null when it is not known or not ours to use
 */
record CopyTarget(
        boolean takesCopy, boolean changesRows, @Nullable String sequence) {
    private static final CopyTarget NONE = new CopyTarget(false, true, null);

    private static final String LOOK = """
            select t.relkind in ('r', 'p') and not t.relhasrules and not row_security_active(t.oid),
                   t.relkind <> 'r' or exists (select from pg_trigger g
                       where g.tgrelid = t.oid and not g.tgisinternal and g.tgtype & 7 = 7),
                   case when has_sequence_privilege(s.name, 'usage') then s.name end
            from pg_class t
            left join pg_attribute a on a.attrelid = t.oid and a.attname = (parse_ident(?))[1]
            left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
            cross join lateral (select case when a.attidentity <> '' then pg_get_serial_sequence(?, a.attname)
                else replace(substring(pg_get_expr(d.adbin, d.adrelid) from '^nextval\\(''(.*)''::regclass\\)$'),
                    '''''', '''') end as name) s
            where t.oid = to_regclass(?)
            """;

    static CopyTarget of(Unit unit, EntityMapping mapping) throws SQLException {
        String table = Objects.requireNonNull(mapping.source().soleTable());
        String id = mapping.id().columns().get(0).expression();
        try (PreparedStatement statement = unit.connection().prepareStatement(LOOK)) {
            statement.setString(1, id);
            statement.setString(2, table);
            statement.setString(3, table);
            try (ResultSet results = statement.executeQuery()) {
                return results.next()
                        ? new CopyTarget(results.getBoolean(1), results.getBoolean(2), results.getString(3))
                        : NONE;
            }
        }
    }
}
