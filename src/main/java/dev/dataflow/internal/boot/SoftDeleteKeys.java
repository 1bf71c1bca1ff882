package dev.dataflow.internal.boot;

import dev.dataflow.internal.mapping.SoftDeletion;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.SoftDeleteMapping;

/**
 * Makes the unique keys of new tables with {@code @SoftDelete} hold among the rows that are not deleted: PostgreSQL has that for indexes, not
 * for constraints. What a foreign key refers to stays as it is, and so does what is checked at the end of a transaction.
 */
final class SoftDeleteKeys {
    private static final String STATEMENT = """
            do $do$
            declare unique_key record;
            begin
                for unique_key in
                    select c.conrelid::regclass as t, c.conname, pg_catalog.pg_get_indexdef(c.conindid) as definition
                    from pg_catalog.pg_constraint c
                    where c.conrelid = pg_catalog.to_regclass($name$%s$name$) and c.contype = 'u' and not c.condeferrable
                        and not exists (select from pg_catalog.pg_constraint f where f.contype = 'f' and f.conindid = c.conindid)
                loop
                    execute pg_catalog.format('alter table %%s drop constraint %%I', unique_key.t, unique_key.conname);
                    execute unique_key.definition || $where$ where %s$where$;
                end loop;
            end $do$""";

    private SoftDeleteKeys() {}

    /** Answers the statement for each table that has a mark for deleted rows, by the table's name. */
    static Map<String, String> statements(SessionFactoryImplementor factory) {
        Map<String, String> statements = new LinkedHashMap<>();
        factory.getMappingMetamodel().forEachEntityDescriptor(persister -> {
            SoftDeleteMapping mapping = persister.getSoftDeleteMapping();
            if (mapping != null) {
                SoftDeletion deletion = SoftDeletion.of(mapping);
                statements.put(deletion.table(), STATEMENT.formatted(deletion.table(), deletion.isPresent()));
            }
        });
        return statements;
    }
}
