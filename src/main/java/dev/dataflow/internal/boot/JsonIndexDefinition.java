package dev.dataflow.internal.boot;

import dev.dataflow.internal.json.JsonPath;
import dev.dataflow.internal.sql.JsonExpressions;
import java.util.Locale;
import org.hibernate.boot.model.relational.AuxiliaryDatabaseObject;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.dialect.Dialect;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.Table;

/** An index on a JSON document, or on a place in it, as a part of Hibernate's schema. */
@SuppressWarnings("serial") // Hibernate's own mapping, which is as serializable as that is
final class JsonIndexDefinition implements AuxiliaryDatabaseObject {
    private static final int MAX_NAME = 63;

    private final Property property;
    private final String path;
    private final String name;

    /** @param name empty for one that is made of the table, the column and the path */
    JsonIndexDefinition(Property property, String path, String name) {
        this.property = property;
        this.path = path;
        this.name = name;
    }

    private Column column() {
        return property.getColumns().get(0);
    }

    private Table table() {
        return property.getValue().getTable();
    }

    private String name() {
        if (!name.isEmpty()) {
            return name;
        }
        String derived = (table().getName() + '_' + column().getName() + (path.isEmpty() ? "" : '_' + path))
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "_");
        String suffix = "_idx";
        if (derived.length() + suffix.length() > MAX_NAME) {
            suffix = '_' + Integer.toHexString((derived + path).hashCode()) + suffix;
            derived = derived.substring(0, MAX_NAME - suffix.length());
        }
        return derived + suffix;
    }

    /** The name with its schema, quoted, as {@code to_regclass} finds it. */
    String qualifiedName(SqlStringGenerationContext context) {
        String qualifiedTable = context.format(table().getQualifiedTableName());
        String schema = qualifiedTable.substring(0, qualifiedTable.lastIndexOf('.') + 1);
        return schema + '"' + name() + '"';
    }

    @Override
    public String[] sqlCreateStrings(SqlStringGenerationContext context) {
        String column = column().getQuotedName(context.getDialect());
        String on = path.isEmpty()
                ? " using gin (" + column + ")"
                : " ((" + JsonExpressions.indexed(column, new JsonPath(JsonPath.split(path))) + ") nulls first)";
        return new String[] {
            "create index if not exists \"" + name() + "\" on " + context.format(table().getQualifiedTableName()) + on
        };
    }

    /** It goes with its table. */
    @Override
    public String[] sqlDropStrings(SqlStringGenerationContext context) {
        return new String[0];
    }

    @Override
    public boolean appliesToDialect(Dialect dialect) {
        return true;
    }

    @Override
    public boolean beforeTablesOnCreation() {
        return false;
    }

    @Override
    public String getExportIdentifier() {
        return "json-index." + table().getQualifiedTableName() + '.' + column().getName() + '.' + path + '.' + name;
    }
}
