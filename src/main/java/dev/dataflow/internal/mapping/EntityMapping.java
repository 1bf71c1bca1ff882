package dev.dataflow.internal.mapping;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.json.JsonPath;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.hibernate.jpa.event.spi.CallbackType;
import org.hibernate.metamodel.mapping.SoftDeleteMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.descriptor.WrapperOptions;
import org.jspecify.annotations.Nullable;

/** An entity's attributes and tables, and those of the classes below it. Immutable and thread-safe. */
public final class EntityMapping {
    private final EntityPersister persister;
    private final Function<Class<?>, EntityMapping> related;
    private final EntitySource template;
    private final EntitySource source;
    private final boolean deletesOtherwise;
    private final Attribute id;
    private final @Nullable BasicAttribute version;
    private final @Nullable BasicAttribute tenant;
    private final List<Attribute> attributes;
    private final List<EntityMapping> classes;
    private final Map<String, Attribute> byName = new LinkedHashMap<>();
    private final Map<String, Attribute> byColumn = new HashMap<>();
    private final Set<String> ambiguous = new HashSet<>();
    private final @Nullable String historian;
    private final RowShape shape;
    private final RowReader reader;
    private final Instances instances;

    /**
     * @param related answers the mapping of an entity class that an association leads to
     * @param template where the rows are, with a placeholder for the alias
     * @param others the attributes beside the id
     * @param subclasses the mappings of the classes below, none of them abstract
     */
    EntityMapping(
            EntityPersister persister,
            Function<Class<?>, EntityMapping> related,
            EntitySource template,
            boolean deletesOtherwise,
            Attribute id,
            List<Attribute> others,
            List<EntityMapping> subclasses) {
        this.persister = persister;
        this.related = related;
        this.template = template;
        this.source = template.as(EntitySource.ALIAS);
        this.deletesOtherwise = deletesOtherwise;
        this.id = id;
        List<Attribute> all = new ArrayList<>(idAttributes());
        all.addAll(others);
        this.attributes = List.copyOf(all);
        List<EntityMapping> concrete = new ArrayList<>(subclasses);
        if (!persister.isAbstract() || subclasses.isEmpty()) {
            concrete.add(0, this);
        }
        this.classes = List.copyOf(concrete);
        index(attributes);
        subclasses.forEach(subclass -> index(subclass.attributes));
        this.version = basic(versionName(persister));
        this.tenant = basic(
                persister.getTenantIdMapping() == null
                        ? null
                        : persister.getTenantIdMapping().getAttributeMapping().getAttributeName());
        this.shape = new RowShape(
                persister.getMappedClass(),
                stored().stream().map(Attribute::name).toList(),
                idNames(),
                stored().stream()
                        .filter(ToOneAttribute.class::isInstance)
                        .map(Attribute::name)
                        .collect(Collectors.toUnmodifiableSet()));
        this.historian = classes.stream()
                .map(type -> History.keeperOf(type.persister))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        this.reader = new RowReader(source, classes);
        this.instances = new Instances(this);
    }

    private void index(List<Attribute> others) {
        for (Attribute attribute : others) {
            Attribute known = byName.putIfAbsent(attribute.name(), attribute);
            boolean below = known != null && !attributes.contains(known);
            if (below && !whereabouts(known).equals(whereabouts(attribute))) {
                ambiguous.add(attribute.name());
            }
            if (attribute.columns().size() == 1) {
                byColumn.putIfAbsent(attribute.columns().get(0).name(), attribute);
            }
        }
    }

    private List<String> whereabouts(Attribute attribute) {
        return attribute instanceof CollectionAttribute collection
                ? List.of(collection.mapping().getCollectionDescriptor().getRole())
                : attribute.columns().stream().map(source::expression).toList();
    }

    private @Nullable BasicAttribute basic(@Nullable String name) {
        return name == null ? null : (BasicAttribute) byName.get(name);
    }

    static @Nullable String versionName(EntityPersister persister) {
        return persister.getVersionMapping() == null
                ? null
                : persister.getVersionMapping().getVersionAttribute().getAttributeName();
    }

    /** The simple name that messages use. */
    public String name() {
        return persister.getMappedClass().getSimpleName();
    }

    public EntityPersister persister() {
        return persister;
    }

    public EntitySource source() {
        return source;
    }

    /** Answers the source under another alias than {@link EntitySource#ALIAS}, for statements in which the entity is one of several. */
    public EntitySource source(String alias) {
        return template.as(alias);
    }

    /** Answers the mapping of an entity that an association leads to. */
    public EntityMapping related(EntityPersister target) {
        return related.apply(target.getMappedClass());
    }

    /** The classes that rows may be of: this one and those below, without the abstract ones. */
    public List<EntityMapping> classes() {
        return classes;
    }

    /** Answers the mapping of an entity's own class, which may be one below. */
    public EntityMapping classOf(Object entity) {
        return classes.stream()
                .filter(type -> type.persister.getMappedClass() == entity.getClass())
                .findFirst()
                .orElse(this);
    }

    public Attribute id() {
        return id;
    }

    public @Nullable BasicAttribute version() {
        return version;
    }

    /** The attribute that Hibernate keeps equal to the current tenant; null when rows belong to nobody. */
    public @Nullable BasicAttribute tenant() {
        return tenant;
    }

    /**
     * Answers the tenant whose rows are meant; null where rows belong to nobody.
     *
     * @throws IllegalStateException when they belong to tenants, and no tenant is given
     */
    public @Nullable Object checkedTenant(@Nullable Object given) {
        if (tenant != null && given == null) {
            throw new IllegalStateException(
                    name() + " belongs to tenants, and none is chosen: use df.tenant(…), or give Hibernate a"
                            + " CurrentTenantIdentifierResolver");
        }
        return given;
    }

    /** All attributes, the id first. */
    public List<Attribute> attributes() {
        return attributes;
    }

    public RowShape shape() {
        return shape;
    }

    /** The attributes that have columns, the id first. */
    List<Attribute> stored() {
        return attributes.stream()
                .filter(attribute -> !attribute.columns().isEmpty())
                .toList();
    }

    private List<Attribute> idAttributes() {
        return id instanceof IdClassAttribute idClass ? idClass.parts() : List.of(id);
    }

    /** The names of the attributes that are the id together. */
    public List<String> idNames() {
        return idAttributes().stream().map(Attribute::name).toList();
    }

    /** Finds an attribute, also one of a class below, by its own name or, second, by its column's; null when there is none. */
    public @Nullable Attribute find(String key) {
        Attribute attribute = byName.get(key);
        return attribute == null ? byColumn.get(key) : attribute;
    }

    /** Answers which of some keys a path stands for, be it by the attribute's name here and by its column's there; null when for none. */
    public @Nullable String findAmong(List<String> keys, String path) {
        if (keys.contains(path)) {
            return path;
        }
        Attribute attribute = find(path);
        for (String key : keys) {
            if (attribute != null && find(key) == attribute) {
                return key;
            }
        }
        return null;
    }

    /** An attribute, and the keys that lead on into its value. */
    public record Place(Attribute attribute, List<String> rest) {}

    /**
     * Answers what a path leads to.
     *
     * @throws ConversionException when it leads nowhere
     */
    public Place locate(String path) {
        Attribute whole = find(path);
        return whole == null ? locate(JsonPath.split(path)) : place(whole, List.of());
    }

    /**
     * Answers the attribute that a path leads to or through, wherever the rest of the path leads, and whether or not that is one; null when
     * there is none.
     *
     * @throws ConversionException when it begins with a quote and is no path
     */
    public @Nullable Attribute first(String path) {
        Attribute whole = find(path);
        return whole == null ? find(JsonPath.first(path)) : whole;
    }

    /**
     * Answers what a path leads to, given as its keys.
     *
     * @throws ConversionException when it leads nowhere
     */
    public Place locate(List<String> keys) {
        Attribute attribute = find(keys.get(0));
        if (attribute == null) {
            throw new ConversionException(
                    "there is no such attribute" + Names.suggestion(keys.get(0), byName.keySet()));
        }
        return place(attribute, keys.subList(1, keys.size()));
    }

    private Place place(Attribute attribute, List<String> rest) {
        if (ambiguous.contains(attribute.name())) {
            throw new ConversionException("there are several of this name below " + name()
                    + ", each in a place of its own: use the model of one of their classes");
        }
        return new Place(attribute, rest);
    }

    /**
     * Answers the attribute of this class, not of one below, that a caller's key names.
     *
     * @throws ConversionException when there is none
     */
    public Attribute own(@Nullable Object key) {
        Attribute attribute = key instanceof String name ? find(name) : null;
        if (attribute == null) {
            throw noAttribute(String.valueOf(key));
        }
        checkOwn(attribute);
        return attribute;
    }

    private ConversionException noAttribute(String key) {
        Attribute outer = find(key.substring(0, Math.max(0, key.indexOf('.'))));
        return new ConversionException(
                outer == null
                        ? "there is no such attribute" + Names.suggestion(key, byName.keySet())
                        : "is a path, which changes take: give '" + outer.name() + "' as a map to a new row");
    }

    /**
     * Refuses an attribute that only rows of a class below have.
     *
     * @throws ConversionException when it is one
     */
    public void checkOwn(Attribute attribute) {
        for (Attribute own : attributes) {
            if (own == attribute) {
                return;
            }
        }
        throw new ConversionException("is not an attribute of every " + name() + ": use the model of the subclass");
    }

    /**
     * Answers the name of the attribute that the named column stores; the column's own name when no attribute does. A table of another name
     * may be a partition.
     */
    public String attributeOf(String tableName, String columnName) {
        return nameOf(tableName, columnName, attribute -> true, columnName);
    }

    /** Answers what {@link #attributeOf} does, the association where the column is also a part of the id. */
    public String referenceOf(String tableName, String columnName) {
        String otherwise = attributeOf(tableName, columnName);
        return nameOf(tableName, columnName, ToOneAttribute.class::isInstance, otherwise);
    }

    private String nameOf(String tableName, String columnName, Predicate<Attribute> kind, String otherwise) {
        String byColumn = null;
        for (EntityMapping type : classes) {
            for (Attribute attribute : type.attributes) {
                for (Column column : kind.test(attribute) ? attribute.columns() : List.<Column>of()) {
                    boolean named = column.name().equals(columnName);
                    if (named && column.tableName().equals(tableName)) {
                        return attribute.name();
                    }
                    byColumn = named && byColumn == null ? attribute.name() : byColumn;
                }
            }
        }
        return byColumn == null ? otherwise : byColumn;
    }

    /**
     * Refuses to write rows whose history Hibernate keeps.
     *
     * @throws UnsupportedOperationException when it does
     */
    public void checkWritable() {
        if (historian != null) {
            throw new UnsupportedOperationException(name() + " is audited by " + historian
                    + ", which would not hear of it: write through an EntityManager, or audit by triggers");
        }
    }

    /** How rows are marked as deleted; null when they are gone then. */
    public @Nullable SoftDeletion softDeletion() {
        SoftDeleteMapping mapping = persister.getSoftDeleteMapping();
        return mapping == null ? null : SoftDeletion.of(mapping);
    }

    /**
     * Whether a row is deleted through Hibernate's entity: other tables hold a part of it, or it is not to go at all. A row that is only
     * marked keeps the rows of its collections.
     */
    public boolean deletesThroughEntity() {
        return deletesOtherwise
                || source.soleTable() == null
                || (persister.getSoftDeleteMapping() == null
                        && classes.stream()
                                .flatMap(type -> type.attributes.stream())
                                .anyMatch(CollectionAttribute.class::isInstance));
    }

    /** Whether an insert is a single statement whose values are known without a look at the stored row. */
    public boolean insertsOneStatement() {
        return !rereadsInserted()
                && source.soleTable() != null
                && attributes.stream().noneMatch(CollectionAttribute.class::isInstance);
    }

    /** Whether the database makes values that an insert does not answer. */
    public boolean rereadsInserted() {
        return classes.stream().anyMatch(type -> type.persister.hasInsertGeneratedProperties())
                || classes.stream()
                        .flatMap(type -> type.attributes.stream())
                        .flatMap(attribute -> attribute.columns().stream())
                        .anyMatch(column -> !column.insertable());
    }

    /** Whether rows are read and written inside a transaction only. */
    public boolean hasLargeObjects() {
        return classes.stream()
                .flatMap(type -> type.attributes.stream())
                .flatMap(attribute -> attribute.columns().stream())
                .anyMatch(Column::largeObject);
    }

    public boolean hasCallbacks(CallbackType... types) {
        var registry = persister.getFactory().getEventEngine().getCallbackRegistry();
        for (CallbackType type : types) {
            if (classes.stream()
                    .anyMatch(each -> registry.hasRegisteredCallbacks(each.persister.getMappedClass(), type))) {
                return true;
            }
        }
        return false;
    }

    /** The expressions that {@link #read} finds in a result set, in their order. */
    public List<String> selection() {
        return reader.expressions();
    }

    /** Reads the current row of a result set. */
    public StoredRow read(ResultSet results, WrapperOptions options) throws SQLException {
        return reader.read(results, options);
    }

    /** Answers what a row shows of an entity. */
    public StoredRow rowOf(Object entity) {
        return classOf(entity).instances.rowOf(entity);
    }

    /**
     * Makes an entity of a caller's values; what they leave out keeps its initial value.
     *
     * @throws InvalidInputException with every problem of the map
     * @throws IllegalStateException when the class is abstract
     */
    public Object newEntity(Map<?, ?> values) {
        checkNotAbstract();
        return instances.of(values);
    }

    private void checkNotAbstract() {
        if (persister.isAbstract()) {
            throw new IllegalStateException(name() + " is abstract: create rows through the model of one of "
                    + classes.stream().map(EntityMapping::name).toList());
        }
    }

    /**
     * An entity made of a caller's values, which may lack some.
     *
     * @param missing the required attributes that it has no value for
     */
    public record Draft(Object entity, List<Problem> missing) {}

    /**
     * Makes an entity as {@link #newEntity} does, but allows required values to be missing.
     *
     * @throws InvalidInputException with every other problem of the map
     */
    public Draft draft(Map<?, ?> values) {
        checkNotAbstract();
        return instances.draft(values);
    }

    /** Makes an entity of what can be used of a caller's values, and adds what is wrong with all others. */
    public Draft draft(Map<?, ?> values, List<Problem> problems) {
        checkNotAbstract();
        return instances.draft(values, problems);
    }

    /** Answers how a statement of ours inserts an entity; null when Hibernate must. */
    public @Nullable Insertion insertion() {
        return Insertions.of(this);
    }

    /** Answers the required attributes that the entity has no value for, and the associations whose entity has no id. */
    public List<Problem> missing(Object entity) {
        Instances instances = classOf(entity).instances;
        List<Problem> missing = instances.missing(entity, List.of());
        missing.addAll(instances.unstored(entity));
        return missing;
    }

    /** Prepares an entity that the caller made for an insert. */
    public void fillCollections(Object entity) {
        classOf(entity).instances.fillCollections(entity);
    }

    /** Prepares an entity that was loaded for an update. */
    public void completeReferences(Object entity, StoredRow row) {
        classOf(entity).instances.completeReferences(entity, row);
    }

    /** Prepares an entity for a delete. */
    public void emptyCollections(Object entity) {
        classOf(entity).instances.emptyCollections(entity);
    }
}
