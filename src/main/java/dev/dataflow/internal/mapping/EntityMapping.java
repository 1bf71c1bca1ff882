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
import java.util.Set;
import org.hibernate.jpa.event.spi.CallbackType;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.descriptor.WrapperOptions;
import org.jspecify.annotations.Nullable;

/** An entity's attributes and tables. Immutable and thread-safe. */
public final class EntityMapping {
    private final EntityPersister persister;
    private final Attribute id;
    private final @Nullable BasicAttribute version;
    private final @Nullable BasicAttribute tenant;
    private final List<Attribute> attributes;
    private final Map<String, Attribute> byName = new LinkedHashMap<>();
    private final Map<String, Attribute> byColumn = new HashMap<>();
    private final RowShape shape;
    private final List<Column> columns;

    EntityMapping(
            EntityPersister persister,
            Attribute id,
            List<Attribute> others,
            @Nullable String versionName,
            @Nullable String tenantName) {
        this.persister = persister;
        this.id = id;
        List<Attribute> all = new ArrayList<>();
        all.add(id);
        all.addAll(others);
        this.attributes = List.copyOf(all);
        for (Attribute attribute : attributes) {
            byName.put(attribute.name(), attribute);
        }
        for (Attribute attribute : attributes) {
            if (attribute.columns().size() == 1) {
                byColumn.putIfAbsent(attribute.columns().get(0).name(), attribute);
            }
        }
        this.version = versionName == null ? null : (BasicAttribute) byName.get(versionName);
        this.tenant = tenantName == null ? null : (BasicAttribute) byName.get(tenantName);
        this.shape = new RowShape(stored().stream().map(Attribute::name).toList(), id.name());
        this.columns = stored().stream()
                .flatMap(attribute -> attribute.columns().stream())
                .toList();
    }

    /** The simple name that messages use. */
    public String name() {
        return persister.getMappedClass().getSimpleName();
    }

    public EntityPersister persister() {
        return persister;
    }

    public String table() {
        return persister.getTableName();
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

    /** All attributes, the id first. */
    public List<Attribute> attributes() {
        return attributes;
    }

    public RowShape shape() {
        return shape;
    }

    /** The columns that a row is read from, in the order in which {@link #read} expects them. */
    public List<Column> columns() {
        return columns;
    }

    /** The attributes that have columns, the id first. */
    private List<Attribute> stored() {
        return attributes.stream()
                .filter(attribute -> !attribute.columns().isEmpty())
                .toList();
    }

    /** Finds an attribute by its own name or, second, by its column's; null when there is none. */
    public @Nullable Attribute find(String key) {
        Attribute attribute = byName.get(key);
        return attribute == null ? byColumn.get(key) : attribute;
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
        if (whole != null) {
            return new Place(whole, List.of());
        }
        List<String> keys = JsonPath.split(path);
        Attribute attribute = find(keys.get(0));
        if (attribute == null) {
            throw new ConversionException("there is no such attribute" + suggestionFor(keys.get(0)));
        }
        return new Place(attribute, keys.subList(1, keys.size()));
    }

    /** Answers the text that follows "no attribute x": the nearest name, or all of them. */
    private String suggestionFor(String key) {
        return Names.suggestion(key, byName.keySet());
    }

    /** Answers the name of the attribute that the named column stores; the column's own name when no attribute does. */
    public String attributeOf(String columnName) {
        for (Attribute attribute : attributes) {
            if (attribute.columns().stream().anyMatch(column -> column.name().equals(columnName))) {
                return attribute.name();
            }
        }
        return columnName;
    }

    /** Whether other tables hold a part of the entity, which statements on its own table leave behind. */
    public boolean hasCollections() {
        return attributes.stream().anyMatch(CollectionAttribute.class::isInstance);
    }

    public boolean hasCallbacks(CallbackType... types) {
        var registry = persister.getFactory().getEventEngine().getCallbackRegistry();
        for (CallbackType type : types) {
            if (registry.hasRegisteredCallbacks(persister.getMappedClass(), type)) {
                return true;
            }
        }
        return false;
    }

    /** Reads the current row of a result set whose columns, from {@code first}, are {@link #columns()}. */
    public @Nullable Object[] read(ResultSet results, int first, WrapperOptions options) throws SQLException {
        @Nullable Object[] values = new @Nullable Object[shape.size()];
        int index = first;
        int position = 0;
        for (Attribute attribute : attributes) {
            int width = attribute.columns().size();
            if (width > 0) {
                values[position++] = attribute.read(results, index, options);
                index += width;
            }
        }
        return values;
    }

    /** Answers what a row shows of an entity. */
    public @Nullable Object[] rowOf(Object entity) {
        return stored().stream()
                .map(attribute -> attribute.toRow(attribute.get(entity)))
                .toArray();
    }

    /**
     * Makes an entity of a caller's values; what they leave out keeps its initial value.
     *
     * @throws InvalidInputException with every problem of the map
     */
    public Object newEntity(Map<?, ?> values) {
        Object entity = persister.getRepresentationStrategy().getInstantiator().instantiate();
        List<Problem> problems = new ArrayList<>();
        Set<String> assigned = new HashSet<>();
        values.forEach((key, value) -> {
            try {
                assign(entity, key, value, assigned);
            } catch (ConversionException e) {
                problems.add(Problem.of(key, e));
            }
        });
        if (!hasCallbacks(CallbackType.PRE_PERSIST)) {
            problems.addAll(missing(entity, problems));
        }
        InvalidInputException.throwIfAny(problems);
        fillCollections(entity);
        return entity;
    }

    private void assign(Object entity, @Nullable Object key, @Nullable Object value, Set<String> assigned) {
        Attribute attribute = key instanceof String name ? find(name) : null;
        if (attribute == null) {
            throw new ConversionException("there is no such attribute" + suggestionFor(String.valueOf(key)));
        }
        if (!assigned.add(attribute.name())) {
            throw new ConversionException("is given twice: by its attribute's name and by its column's");
        }
        Attribute.Traits traits = attribute.traits();
        if (traits.generated() != null) {
            throw new ConversionException("its value is " + traits.generated() + "; leave it out");
        }
        if (attribute.columns().stream().anyMatch(Column::formula)) {
            throw new ConversionException("is computed by the database and cannot be given");
        }
        if (attribute.columns().stream().anyMatch(column -> !column.insertable())) {
            throw new ConversionException("is declared as not insertable: leave it out");
        }
        if (attribute instanceof ToOneAttribute && attribute.columns().isEmpty()) {
            throw new ConversionException("has its key in the other table: give it through the other model");
        }
        if (value != null) {
            attribute.set(entity, attribute.toEntity(value));
        } else if (traits.nullable() && !traits.primitive()) {
            attribute.set(entity, null);
        } else {
            throw ConversionException.nullNotAllowed();
        }
    }

    /** Answers the required attributes that the entity has no value for, except those that have a problem already. */
    public List<Problem> missing(Object entity, List<Problem> known) {
        List<Problem> missing = new ArrayList<>();
        for (Attribute attribute : attributes) {
            Attribute.Traits traits = attribute.traits();
            boolean required = !traits.nullable() && traits.generated() == null;
            boolean reported = known.stream().anyMatch(problem -> find(problem.attribute()) == attribute);
            if (required && !reported && attribute.get(entity) == null) {
                missing.add(Problem.missing(attribute.name(), "a value is required"));
            }
        }
        return missing;
    }

    /** Prepares an entity for a delete: Hibernate's stateless session forgets the rows of collections that it has not loaded. */
    public void emptyCollections(Object entity) {
        for (Attribute attribute : attributes) {
            if (attribute instanceof CollectionAttribute collection) {
                collection.set(entity, collection.empty());
            }
        }
    }

    /** Prepares an entity that the caller made for an insert. */
    public void fillCollections(Object entity) {
        for (Attribute attribute : attributes) {
            if (attribute instanceof CollectionAttribute collection && collection.get(entity) == null) {
                collection.set(entity, collection.empty());
            }
        }
    }
}
