package dev.dataflow.internal.mapping;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.boot.Metadata;
import org.hibernate.engine.spi.FilterDefinition;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.mapping.Collection;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.metamodel.mapping.SoftDeleteMapping;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.AbstractEntityPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.UnionSubclassEntityPersister;
import org.hibernate.sql.Template;
import org.jspecify.annotations.Nullable;

/**
 * Finds where the rows of entities are, for each of JPA's ways to map inheritance, and what Hibernate restricts them by. The sources have a
 * placeholder for an alias.
 */
final class EntitySources {
    private final SessionFactoryImplementor factory;
    private final @Nullable Metadata metadata;

    EntitySources(SessionFactoryImplementor factory, @Nullable Metadata metadata) {
        this.factory = factory;
        this.metadata = metadata;
    }

    EntitySource of(EntityPersister entity) {
        AbstractEntityPersister persister = (AbstractEntityPersister) entity;
        List<AbstractEntityPersister> subclasses = subclasses(persister);
        return persister instanceof UnionSubclassEntityPersister
                ? united(persister, !subclasses.isEmpty())
                : joined(persister, subclasses);
    }

    /** All classes below, the most special first. */
    private List<AbstractEntityPersister> subclasses(AbstractEntityPersister persister) {
        List<AbstractEntityPersister> subclasses = new ArrayList<>();
        for (String name : persister.getSubclassEntityNames()) {
            if (!name.equals(persister.getEntityName())) {
                subclasses.add(
                        (AbstractEntityPersister) factory.getMappingMetamodel().getEntityDescriptor(name));
            }
        }
        subclasses.sort(Comparator.comparingInt(EntitySources::depth).reversed());
        return subclasses;
    }

    private static int depth(EntityPersister persister) {
        int depth = 0;
        for (var type = persister.getSuperMappingType(); type != null; type = type.getSuperMappingType()) {
            depth++;
        }
        return depth;
    }

    private EntitySource united(AbstractEntityPersister persister, boolean hasSubclasses) {
        return new EntitySource(
                EntitySource.PLACEHOLDER,
                persister.getTableName() + ' ' + EntitySource.PLACEHOLDER,
                Map.of(),
                restrictions(persister, Map.of()),
                hasSubclasses ? EntitySource.PLACEHOLDER + ".clazz_" : null,
                List.of(table(persister, 0)));
    }

    private EntitySource joined(AbstractEntityPersister persister, List<AbstractEntityPersister> subclasses) {
        Map<String, String> aliases = new LinkedHashMap<>();
        aliases.put(tableName(persister, 0), EntitySource.PLACEHOLDER);
        StringBuilder from = new StringBuilder(tableName(persister, 0) + ' ' + EntitySource.PLACEHOLDER);
        List<EntitySource.Table> tables = new ArrayList<>();
        tables.add(table(persister, 0));
        for (int i = 1; i < persister.getTableSpan(); i++) {
            EntitySource.Table table = table(persister, i);
            join(table.optional() ? " left join " : " join ", table, tables.get(0), aliases, from);
            tables.add(table);
        }
        for (AbstractEntityPersister subclass : subclasses) {
            for (int i = 1; i < subclass.getTableSpan(); i++) {
                join(" left join ", table(subclass, i), tables.get(0), aliases, from);
            }
        }
        List<String> restrictions = restrictions(persister, aliases);
        String type = subclasses.isEmpty() ? null : type(persister, subclasses, aliases);
        aliases.remove(tableName(persister, 0));
        return new EntitySource(EntitySource.PLACEHOLDER, from.toString(), aliases, restrictions, type, tables);
    }

    /** Hibernate will name its tables in another way and does not say in which. */
    @SuppressWarnings("deprecation")
    private static String tableName(AbstractEntityPersister persister, int index) {
        return persister.getTableName(index);
    }

    private static EntitySource.Table table(AbstractEntityPersister persister, int index) {
        boolean optional = persister.isNullableTable(index) || persister.isInverseTable(index);
        return new EntitySource.Table(tableName(persister, index), List.of(persister.getKeyColumns(index)), optional);
    }

    private static void join(
            String how,
            EntitySource.Table table,
            EntitySource.Table root,
            Map<String, String> aliases,
            StringBuilder from) {
        if (aliases.containsKey(table.name())) {
            return;
        }
        String alias = EntitySource.PLACEHOLDER + aliases.size();
        aliases.put(table.name(), alias);
        from.append(how).append(table.name()).append(' ').append(alias);
        for (int i = 0; i < table.keys().size(); i++) {
            from.append(i == 0 ? " on " : " and ")
                    .append(alias + '.' + table.keys().get(i))
                    .append(" = ")
                    .append(EntitySource.PLACEHOLDER + '.' + root.keys().get(i));
        }
    }

    /** Tells classes apart by the discriminator, or by the tables in which a row has a part. */
    private static String type(
            AbstractEntityPersister persister, List<AbstractEntityPersister> subclasses, Map<String, String> aliases) {
        boolean byTable = aliases.containsKey(subclasses.get(0).getTableName())
                && !subclasses.get(0).getTableName().equals(tableName(persister, 0));
        StringBuilder type = new StringBuilder("case");
        for (AbstractEntityPersister subclass : subclasses) {
            type.append(" when ")
                    .append(
                            byTable
                                    ? aliases.get(subclass.getTableName()) + '.'
                                            + subclass.getIdentifierColumnNames()[0] + " is not null"
                                    : isOf(subclass, aliases))
                    .append(" then ")
                    .append(subclass.getSubclassId());
        }
        return type.append(" else ")
                .append(persister.getSubclassId())
                .append(" end")
                .toString();
    }

    private static String isOf(AbstractEntityPersister persister, Map<String, String> aliases) {
        String column = qualified(persister, aliases);
        return switch (persister.getDiscriminatorSQLValue()) {
            case "null" -> column + " is null";
            case "not null" -> column + " is not null";
            default -> column + " = " + persister.getDiscriminatorSQLValue();
        };
    }

    private static String qualified(AbstractEntityPersister persister, Map<String, String> aliases) {
        Column discriminator = Column.of(persister.getDiscriminatorMapping(), Column.Limits.NONE);
        return discriminator.of(aliases.getOrDefault(discriminator.table(), EntitySource.PLACEHOLDER));
    }

    /** Hibernate applies such a filter to its own queries; rows that it hides must not be seen here. */
    private void checkFilters(AbstractEntityPersister persister) {
        PersistentClass declared = metadata == null ? null : metadata.getEntityBinding(persister.getEntityName());
        if (declared == null) {
            return;
        }
        for (FilterDefinition always : factory.getAutoEnabledFilters()) {
            if (declared.getFilters().stream()
                    .anyMatch(filter -> filter.getName().equals(always.getFilterName()))) {
                throw new IllegalArgumentException(persister.getMappedClass().getName() + " has the @Filter '"
                        + always.getFilterName() + "', which is always enabled and which models do not apply: use"
                        + " @SQLRestriction, @SoftDelete or @TenantId");
            }
        }
    }

    private List<String> restrictions(AbstractEntityPersister persister, Map<String, String> aliases) {
        checkFilters(persister);
        List<String> restrictions = new ArrayList<>();
        if (!(persister instanceof UnionSubclassEntityPersister)
                && !hasTableOfItsOwn(persister)
                && persister.needsDiscriminator()) {
            List<String> classes = new ArrayList<>();
            classes.add(isOf(persister, aliases));
            subclasses(persister).forEach(subclass -> classes.add(isOf(subclass, aliases)));
            restrictions.add('(' + String.join(" or ", classes) + ')');
        }
        SoftDeleteMapping softDelete = persister.getSoftDeleteMapping();
        if (softDelete != null) {
            restrictions.add(SoftDeletion.of(softDelete)
                    .isPresent(aliases.getOrDefault(softDelete.getTableName(), EntitySource.PLACEHOLDER)));
        }
        if (persister.hasWhereRestrictions()) {
            restrictions.add('(' + where(persister) + ')');
        }
        return restrictions;
    }

    /** Whether the joins alone restrict the rows to the class, as for a subclass of a joined hierarchy. */
    private static boolean hasTableOfItsOwn(AbstractEntityPersister persister) {
        return !persister.getTableName().equals(persister.getRootTableName());
    }

    private String where(AbstractEntityPersister persister) {
        PersistentClass declared = metadata == null ? null : metadata.getEntityBinding(persister.getEntityName());
        String where = declared == null ? null : declared.getWhere();
        if (where == null) {
            throw new IllegalArgumentException(persister.getMappedClass().getName()
                    + " has an @SQLRestriction that is not known here: build the EntityManagerFactory with"
                    + " Hibernate's integrators, which are found through META-INF/services");
        }
        return template(where);
    }

    private String template(String where) {
        return Template.renderWhereStringTemplate(
                where, factory.getJdbcServices().getDialect(), factory.getTypeConfiguration());
    }

    /** Answers what restricts a collection's rows, with a placeholder for the alias of the table that holds them. */
    List<String> restrictions(CollectionPersister collection) {
        Collection declared = metadata == null ? null : metadata.getCollectionBinding(collection.getRole());
        if (collection.hasWhereRestrictions() && declared == null) {
            throw new IllegalArgumentException(collection.getRole()
                    + " has an @SQLRestriction that is not known here: build the EntityManagerFactory with"
                    + " Hibernate's integrators, which are found through META-INF/services");
        }
        List<String> restrictions = new ArrayList<>();
        SoftDeleteMapping softDelete = collection.getAttributeMapping().getSoftDeleteMapping();
        if (softDelete != null && !collection.isOneToMany()) {
            restrictions.add(SoftDeletion.of(softDelete).isPresent(EntitySource.PLACEHOLDER));
        }
        if (declared != null && declared.getWhere() != null) {
            restrictions.add('(' + template(declared.getWhere()) + ')');
        }
        return restrictions;
    }

    /** Answers what restricts the entities that a table between two entities leads to, with a placeholder for the entities' alias. */
    List<String> targetRestrictions(CollectionPersister collection) {
        Collection declared = metadata == null ? null : metadata.getCollectionBinding(collection.getRole());
        return declared == null || declared.getManyToManyWhere() == null
                ? List.of()
                : List.of('(' + template(declared.getManyToManyWhere()) + ')');
    }

    /** Whether an entity is deleted by other means than DELETE on its own table. */
    boolean deletesOtherwise(EntityPersister persister) {
        PersistentClass declared = metadata == null ? null : metadata.getEntityBinding(persister.getEntityName());
        return declared != null && declared.getCustomSQLDelete() != null;
    }
}
