package dev.dataflow.internal.mapping;

import dev.dataflow.internal.convert.ConversionException;
import jakarta.persistence.MapsId;
import java.lang.reflect.AnnotatedElement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.type.descriptor.WrapperOptions;
import org.jspecify.annotations.Nullable;

/**
 * An association to one entity, shown in rows as that entity's id.
 *
 * @param targetId the target's id, over the columns of this side's foreign key
 * @param columns empty for the inverse side of a one-to-one, whose key the other table holds, and for a key to another column than the id
 * @param link from this side's columns to the target's: by the foreign key, whichever side has it
 * @param inverse whether the other side has the foreign key
 */
public record ToOneAttribute(
        Traits traits, EntityPersister target, Attribute targetId, List<Column> columns, Link link, boolean inverse)
        implements Attribute {

    @Override
    public Attribute over(List<Column> others) {
        return new ToOneAttribute(traits, target, targetId, others, new Link(others, link.to()), inverse);
    }

    @Override
    public Object toEntity(Object input) {
        Object id = idIn(input);
        return target.getMappedClass().isInstance(input) ? input : reference(targetId.toEntity(id));
    }

    /**
     * Refuses to set an association that is not to the other's id, or that the other side has.
     *
     * @throws ConversionException when it is one, with what to set instead
     */
    public void checkOwnsKey() {
        if (inverse) {
            throw new ConversionException("has its key in the other table: give it through the other model");
        }
        if (columns.isEmpty()) {
            throw new ConversionException(
                    "is not by the id of the " + simpleName() + ": give the attribute of its column "
                            + Names.quoted(
                                    link.from().stream().map(Column::name).toList())
                            + " instead; where there is none, declare it, and the association insertable = false, updatable = false");
        }
    }

    /** Answers which part of the owner's id is the id of this association, empty for the whole id; null when it is no part of it. */
    @SuppressWarnings("removal") // Hibernate will replace its accessors and names no successor yet
    @Nullable
    String partOfId() {
        MapsId maps = traits.access().getGetter().getMember() instanceof AnnotatedElement member
                ? member.getAnnotation(MapsId.class)
                : null;
        return maps == null ? null : maps.value();
    }

    /** Answers the id in an id, in {@code {"id": …}}, in a row or in an entity. */
    public Object idIn(Object input) {
        if (target.getMappedClass().isInstance(input)) {
            Object id = identifier(input);
            if (id == null) {
                throw new ConversionException(withoutId());
            }
            return id;
        }
        Object id = input instanceof Map<?, ?> map ? idIn(map, targetId) : input;
        if (id == null) {
            throw new ConversionException("expected the id of a " + simpleName() + ", a map with its '"
                    + targetId.name() + "', or the entity");
        }
        return id;
    }

    /** Answers the id in {@code {"id": …}}, in a row, or, where it has several columns, in an id; null when there is none. */
    public static @Nullable Object idIn(Map<?, ?> map, Attribute id) {
        Object named = map.get(id.name());
        if (named == null && id instanceof IdClassAttribute idClass) {
            return idClass.idIn(map);
        }
        return named == null && id.embedded() != null ? map : named;
    }

    String withoutId() {
        return "the given " + simpleName() + " has no id: store it first";
    }

    private Object reference(Object id) {
        return target.hasProxy() ? target.createProxy(id, null) : stub(id);
    }

    private Object stub(Object id) {
        Object stub = target.getRepresentationStrategy().getInstantiator().instantiate();
        targetId.set(stub, id);
        return stub;
    }

    @Nullable
    Object identifier(Object entity) {
        return entity instanceof HibernateProxy proxy
                ? proxy.getHibernateLazyInitializer().getInternalIdentifier()
                : targetId.get(entity);
    }

    private String simpleName() {
        return target.getMappedClass().getSimpleName();
    }

    @Override
    public @Nullable Object toRow(@Nullable Object value) {
        return value == null ? null : targetId.toRow(identifier(value));
    }

    @Override
    public @Nullable Object read(ResultSet results, int first, WrapperOptions options) throws SQLException {
        return targetId.read(results, first, options);
    }
}
