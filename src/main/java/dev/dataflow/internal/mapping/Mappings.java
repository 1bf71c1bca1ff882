package dev.dataflow.internal.mapping;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.hibernate.UnknownEntityTypeException;
import org.hibernate.boot.Metadata;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.generator.Generator;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.BasicValuedModelPart;
import org.hibernate.metamodel.mapping.CollectionPart;
import org.hibernate.metamodel.mapping.EmbeddableMappingType;
import org.hibernate.metamodel.mapping.EmbeddableValuedModelPart;
import org.hibernate.metamodel.mapping.EntityIdentifierMapping;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.metamodel.mapping.ForeignKeyDescriptor;
import org.hibernate.metamodel.mapping.NonAggregatedIdentifierMapping;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.metamodel.mapping.internal.BasicEntityIdentifierMappingImpl;
import org.hibernate.metamodel.mapping.internal.EmbeddedAttributeMapping;
import org.hibernate.metamodel.mapping.internal.EmbeddedIdentifierMappingImpl;
import org.hibernate.metamodel.mapping.internal.EntityCollectionPart;
import org.hibernate.metamodel.mapping.internal.ManyToManyCollectionPart;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.property.access.spi.PropertyAccess;
import org.hibernate.spi.NavigablePath;
import org.jspecify.annotations.Nullable;

/** Builds and keeps the {@link EntityMapping} of each entity of one session factory. Thread-safe. */
public final class Mappings {
    private final SessionFactoryImplementor factory;
    private final ColumnLimits limits;
    private final EntitySources sources;
    private final Map<Class<?>, EntityMapping> mappings = new ConcurrentHashMap<>();

    /** @param metadata what the factory was built from; null when that is not known, so that no limits of columns are */
    public Mappings(SessionFactoryImplementor factory, @Nullable Metadata metadata) {
        this.factory = factory;
        this.limits = new ColumnLimits(metadata, factory.getJdbcServices().getDialect());
        this.sources = new EntitySources(factory, metadata);
    }

    /**
     * Answers the mapping of an entity class.
     *
     * @throws IllegalArgumentException when the class is no entity of this session factory
     */
    public EntityMapping of(Class<?> entityClass) {
        EntityMapping known = mappings.get(entityClass);
        if (known == null) {
            // Not computed inside the map: a superclass asks for the mappings of the classes below.
            known = build(persister(entityClass));
            mappings.put(entityClass, known);
        }
        return known;
    }

    /** Answers the entity classes of the session factory, by name. */
    public List<Class<?>> entityClasses() {
        List<Class<?>> classes = new ArrayList<>();
        factory.getMappingMetamodel().forEachEntityDescriptor(persister -> classes.add(persister.getMappedClass()));
        classes.sort(java.util.Comparator.comparing(Class::getName));
        return classes;
    }

    /**
     * Answers a caller's tenant as the entities' attributes hold it.
     *
     * @throws IllegalArgumentException when it is of another type
     * @throws IllegalStateException when no entity belongs to tenants
     */
    public Object tenant(Object tenant) {
        for (Class<?> entityClass : entityClasses()) {
            BasicAttribute attribute = persister(entityClass).getTenantIdMapping() == null
                    ? null
                    : of(entityClass).tenant();
            if (attribute != null) {
                return attribute.domainValue(tenant);
            }
        }
        throw new IllegalStateException("No model belongs to tenants: annotate an attribute with @TenantId");
    }

    private EntityPersister persister(Class<?> entityClass) {
        try {
            return factory.getMappingMetamodel().getEntityDescriptor(entityClass);
        } catch (UnknownEntityTypeException e) {
            throw new IllegalArgumentException(entityClass.getName() + " is not a model: "
                    + (entityClass.isAnnotationPresent(jakarta.persistence.Entity.class)
                            ? "it is an @Entity, but was not among the models this DataFlow was built with, which are "
                            : "annotate it with @Entity. The models are ")
                    + entityClasses().stream().map(Class::getSimpleName).toList());
        }
    }

    private EntityMapping build(EntityPersister persister) {
        History.checkNotTemporal(persister);
        List<Attribute> others = new ArrayList<>();
        persister.forEachAttributeMapping(mapping -> {
            boolean shadowsIdClass = mapping.getAttributeName().equals(NavigablePath.IDENTIFIER_MAPPER_PROPERTY);
            Attribute attribute = shadowsIdClass ? null : attribute(mapping);
            if (attribute != null) {
                others.add(attribute);
            }
        });
        sortAsDeclared(others, persister.getMappedClass());
        return new EntityMapping(
                persister,
                this::of,
                sources.of(persister),
                sources.deletesOtherwise(persister),
                id(persister),
                others,
                subclasses(persister));
    }

    private List<EntityMapping> subclasses(EntityPersister persister) {
        List<EntityMapping> subclasses = new ArrayList<>();
        for (String name : persister.getSubclassEntityNames()) {
            EntityPersister subclass = factory.getMappingMetamodel().getEntityDescriptor(name);
            if (subclass != persister && !subclass.isAbstract()) {
                subclasses.add(of(subclass.getMappedClass()));
            }
        }
        return subclasses;
    }

    /** Hibernate keeps attributes by name; a row reads better in the order in which the class declares them. */
    private static void sortAsDeclared(List<Attribute> attributes, Class<?> entityClass) {
        List<String> declared = new ArrayList<>();
        for (Class<?> type = entityClass; type != null; type = type.getSuperclass()) {
            List<String> fields = new ArrayList<>();
            for (var field : type.getDeclaredFields()) {
                fields.add(field.getName());
            }
            declared.addAll(0, fields);
        }
        attributes.sort(java.util.Comparator.comparingInt(attribute -> {
            int index = declared.indexOf(attribute.name());
            return index < 0 ? Integer.MAX_VALUE : index;
        }));
    }

    private Attribute id(EntityPersister persister) {
        EntityIdentifierMapping mapping = persister.getIdentifierMapping();
        if (mapping instanceof BasicEntityIdentifierMappingImpl basic) {
            Generator generator = persister.getGenerator();
            boolean assigned = generator.allowAssignedIdentifiers() && !generator.generatesSometimes();
            String generated = assigned ? null : "generated";
            PropertyAccess access = basic.getPropertyAccess();
            return new BasicAttribute(
                    new Attribute.Traits(basic.getAttributeName(), type(access), false, generated, false, access),
                    column(basic));
        }
        if (mapping instanceof EmbeddedIdentifierMappingImpl embedded) {
            PropertyAccess access = embedded.getPropertyAccess();
            return new EmbeddedAttribute(
                    new Attribute.Traits(embedded.getAttributeName(), type(access), false, null, false, access),
                    parts(embedded.getEmbeddableTypeDescriptor()),
                    embedded.getEmbeddableTypeDescriptor());
        }
        return idClass((NonAggregatedIdentifierMapping) mapping);
    }

    private IdClassAttribute idClass(NonAggregatedIdentifierMapping mapping) {
        EmbeddableMappingType type = mapping.getIdClassEmbeddable();
        if (type == null) {
            throw new IllegalArgumentException(
                    mapping.findContainingEntityMapping().getEntityName()
                            + " has several @Id attributes and no @IdClass, which models do not support");
        }
        // Hibernate calls these columns not insertable, since the entity writes them as its id.
        List<Attribute> parts = parts(mapping.getVirtualIdEmbeddable()).stream()
                .map(part ->
                        part.over(part.columns().stream().map(Column::asKey).toList()))
                .toList();
        String name = parts.stream().map(Attribute::name).collect(Collectors.joining(", "));
        Attribute.Traits traits = new Attribute.Traits(
                name,
                type.getMappedJavaType().getJavaTypeClass(),
                false,
                null,
                false,
                parts.get(0).traits().access());
        return new IdClassAttribute(new EmbeddedAttribute(traits, parts(type), type), parts);
    }

    private List<Attribute> parts(EmbeddableMappingType type) {
        List<Attribute> parts = new ArrayList<>();
        type.forEachAttributeMapping(mapping -> {
            Attribute part = attribute(mapping);
            if (part != null) {
                parts.add(part);
            }
        });
        sortAsDeclared(parts, type.getMappedJavaType().getJavaTypeClass());
        return List.copyOf(parts);
    }

    /** Answers null for kinds of attributes that neither rows nor filters show, such as {@code @Any}. */
    private @Nullable Attribute attribute(AttributeMapping mapping) {
        PropertyAccess access = mapping.getPropertyAccess();
        Attribute.Traits traits = new Attribute.Traits(
                mapping.getAttributeName(),
                type(access),
                mapping.getAttributeMetadata().isNullable(),
                generated(mapping),
                mapping instanceof PluralAttributeMapping plural
                        ? plural.getCollectionDescriptor().isMutable()
                        : mapping.getAttributeMetadata().isUpdatable(),
                access);
        if (mapping instanceof ToOneAttributeMapping toOne) {
            return toOne(toOne, traits);
        }
        if (mapping instanceof EmbeddedAttributeMapping embedded) {
            return new EmbeddedAttribute(
                    traits, parts(embedded.getEmbeddableTypeDescriptor()), embedded.getEmbeddableTypeDescriptor());
        }
        if (mapping instanceof PluralAttributeMapping plural) {
            return new CollectionAttribute(traits, plural, elements(plural, traits));
        }
        return mapping instanceof BasicValuedModelPart basic
                ? new BasicAttribute(traits, column(basic), JsonIndexes.pathsOf(access))
                : null;
    }

    private ToOneAttribute toOne(ToOneAttributeMapping mapping, Attribute.Traits traits) {
        EntityPersister target = mapping.getEntityMappingType().getEntityPersister();
        Attribute id = id(target);
        List<Column> columns = new ArrayList<>();
        mapping.forEachSelectable((index, selectable) -> columns.add(Column.of(selectable, Column.Limits.NONE)));
        boolean ownsKey =
                mapping.getSideNature() == ForeignKeyDescriptor.Nature.KEY && mapping.isReferenceToPrimaryKey();
        return new ToOneAttribute(
                traits,
                target,
                id,
                ownsKey ? inOrderOf(id, columns, target) : List.of(),
                link(mapping.getForeignKeyDescriptor(), mapping.getSideNature()),
                mapping.getSideNature() == ForeignKeyDescriptor.Nature.TARGET);
    }

    /** Answers the columns of a foreign key, which Hibernate has in the order of its own, in that of the id's columns as they are declared. */
    private static List<Column> inOrderOf(Attribute id, List<Column> columns, EntityPersister target) {
        List<String> order = new ArrayList<>();
        target.getIdentifierMapping()
                .forEachSelectable((index, selectable) -> order.add(selectable.getSelectionExpression()));
        return id.columns().stream()
                .map(column -> columns.get(order.indexOf(column.expression())))
                .toList();
    }

    /** @param near the side of the foreign key on which the owner is */
    private static Link link(ForeignKeyDescriptor key, ForeignKeyDescriptor.Nature near) {
        List<Column> keys = new ArrayList<>();
        List<Column> targets = new ArrayList<>();
        key.visitKeySelectables((index, selectable) -> keys.add(Column.of(selectable, Column.Limits.NONE)));
        key.visitTargetSelectables((index, selectable) -> targets.add(Column.of(selectable, Column.Limits.NONE)));
        return near == ForeignKeyDescriptor.Nature.KEY ? new Link(keys, targets) : new Link(targets, keys);
    }

    private Elements elements(PluralAttributeMapping mapping, Attribute.Traits traits) {
        CollectionPersister collection = mapping.getCollectionDescriptor();
        EntityPersister target = mapping.getElementDescriptor() instanceof EntityCollectionPart part
                ? part.getEntityMappingType().getEntityPersister()
                : null;
        Link beyond = mapping.getElementDescriptor() instanceof ManyToManyCollectionPart between
                ? link(between.getForeignKeyDescriptor(), between.getSideNature())
                : null;
        return new Elements(
                target != null && beyond == null ? null : mapping.getSeparateCollectionTable(),
                link(mapping.getKeyDescriptor(), ForeignKeyDescriptor.Nature.TARGET),
                target,
                beyond,
                target == null ? part(mapping.getElementDescriptor(), Elements.ELEMENT, traits) : null,
                Map.class.isAssignableFrom(mapping.getJavaType().getJavaTypeClass())
                        ? part(mapping.getIndexDescriptor(), Elements.KEY, traits)
                        : null,
                sources.restrictions(collection),
                sources.targetRestrictions(collection));
    }

    /** Answers an element or a key that is a value; null for an entity. */
    private @Nullable Attribute part(CollectionPart part, String name, Attribute.Traits collection) {
        Attribute.Traits traits = new Attribute.Traits(
                name, part.getJavaType().getJavaTypeClass(), true, null, false, collection.access());
        if (part instanceof BasicValuedModelPart basic) {
            return new BasicAttribute(traits, column(basic));
        }
        return part instanceof EmbeddableValuedModelPart embedded
                ? new EmbeddedAttribute(
                        traits, parts(embedded.getEmbeddableTypeDescriptor()), embedded.getEmbeddableTypeDescriptor())
                : null;
    }

    private Column column(SelectableMapping selectable) {
        return Column.of(selectable, limits.of(selectable));
    }

    private static Type type(PropertyAccess access) {
        return access.getGetter().getReturnType();
    }

    private static @Nullable String generated(AttributeMapping mapping) {
        if (mapping.getDeclaringType() instanceof EmbeddableMappingType) {
            // Hibernate looks a part's generator up among those of the entity's attributes, and finds another's.
            return null;
        }
        EntityMappingType entity = mapping.findContainingEntityMapping();
        if (mapping.getAttributeName().equals(EntityMapping.versionName(entity.getEntityPersister()))) {
            return "the version, which Hibernate keeps";
        }
        Generator generator = mapping instanceof EmbeddedAttributeMapping ? null : mapping.getGenerator();
        return generator != null && generator.generatesOnInsert() ? "generated" : null;
    }
}
