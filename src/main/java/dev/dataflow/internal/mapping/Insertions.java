package dev.dataflow.internal.mapping;

import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hibernate.annotations.DynamicInsert;
import org.hibernate.annotations.IdGeneratorType;
import org.hibernate.annotations.ValueGenerationType;
import org.hibernate.boot.beanvalidation.BeanValidationEventListener;
import org.hibernate.dialect.Dialect;
import org.hibernate.event.service.spi.EventListenerGroup;
import org.hibernate.generator.Assigned;
import org.hibernate.generator.BeforeExecutionGenerator;
import org.hibernate.generator.EventType;
import org.hibernate.generator.Generator;
import org.hibernate.generator.OnExecutionGenerator;
import org.hibernate.generator.internal.CurrentTimestampGeneration;
import org.hibernate.internal.EmptyInterceptor;
import org.hibernate.jpa.event.spi.CallbackType;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.internal.EmbeddedAttributeMapping;
import org.hibernate.persister.entity.AbstractEntityPersister;
import org.hibernate.sql.ast.spi.StringBuilderSqlAppender;
import org.hibernate.type.CustomType;
import org.hibernate.type.descriptor.jdbc.JdbcType;
import org.jspecify.annotations.Nullable;

/** Finds out whether a statement of ours stores an entity as Hibernate would. Whatever is in doubt is left to Hibernate. */
final class Insertions {
    private final EntityMapping mapping;
    private final AbstractEntityPersister persister;
    private final Dialect dialect;
    private final List<Insertion.Generated> generated = new ArrayList<>();
    private final Map<String, String> literals = new LinkedHashMap<>();
    private final List<Attribute> omitted = new ArrayList<>();

    private Insertions(EntityMapping mapping) {
        this.mapping = mapping;
        this.persister = (AbstractEntityPersister) mapping.persister();
        this.dialect = persister.getFactory().getJdbcServices().getDialect();
    }

    /** Answers null when Hibernate must do it. */
    static @Nullable Insertion of(EntityMapping mapping) {
        Insertions insertions = new Insertions(mapping);
        return insertions.hasNothingOfItsOwn() && insertions.takesGenerators() && insertions.takesDiscriminator()
                ? new Insertion(mapping, insertions.generated, insertions.slots(), insertions.literals)
                : null;
    }

    /** Whether neither the application nor the mapping takes part in an insert. */
    private boolean hasNothingOfItsOwn() {
        return !persister.isAbstract()
                && mapping.source().soleTable() != null
                && !mapping.hasCallbacks(CallbackType.PRE_PERSIST, CallbackType.POST_PERSIST)
                && persister.getFactory().getSessionFactoryOptions().getInterceptor() instanceof EmptyInterceptor
                && !hasListeners()
                && !persister.getMappedClass().isAnnotationPresent(DynamicInsert.class)
                && persister.getSoftDeleteMapping() == null
                && persister.getTableMappings()[0].getInsertDetails().getCustomSql() == null
                && !mapping.hasLargeObjects()
                && knowsAllAttributes()
                && knowsAllTypes();
    }

    private boolean hasListeners() {
        var groups = persister.getFactory().getEventListenerGroups();
        return isForeign(groups.eventListenerGroup_PRE_INSERT)
                || isForeign(groups.eventListenerGroup_POST_INSERT)
                || isForeign(groups.eventListenerGroup_POST_COMMIT_INSERT);
    }

    /** Callbacks are looked at by themselves, and validation is ours to do. */
    private static boolean isForeign(EventListenerGroup<?> group) {
        AtomicBoolean foreign = new AtomicBoolean();
        group.fireEventOnEachListener(foreign, (listener, found) -> {
            boolean known = listener instanceof BeanValidationEventListener
                    || listener.getClass().getPackageName().equals("org.hibernate.event.internal");
            found.compareAndSet(false, !known);
        });
        return foreign.get();
    }

    private boolean knowsAllAttributes() {
        int idParts = mapping.id() instanceof IdClassAttribute id ? id.parts().size() : 1;
        int shadows = mapping.id() instanceof IdClassAttribute ? 1 : 0;
        return persister.getNumberOfAttributeMappings() - shadows
                == mapping.attributes().size() - idParts;
    }

    private boolean knowsAllTypes() {
        boolean[] known = {true};
        persister.forEachSelectable(0, (index, selectable) -> {
            String write = selectable.getCustomWriteExpression();
            boolean userType = selectable.getJdbcMapping() instanceof CustomType<?>
                    && !Column.of(selectable, Column.Limits.NONE).json();
            known[0] &= (write == null || write.equals("?")) && !userType;
        });
        return known[0];
    }

    private boolean takesGenerators() {
        return takesId() && takesAttributes();
    }

    private boolean takesId() {
        Generator generator = persister.getGenerator();
        if (mapping.id().embedded() != null) {
            return !generatesParts(
                    mapping.id().embedded().type().getMappedJavaType().getJavaTypeClass());
        }
        return generator instanceof Assigned || takes(mapping.id(), generator);
    }

    private static boolean generatesParts(Class<?> embeddable) {
        for (Field field : embeddable.getDeclaredFields()) {
            for (Annotation annotation : field.getAnnotations()) {
                Class<? extends Annotation> type = annotation.annotationType();
                if (type == jakarta.persistence.GeneratedValue.class
                        || type.isAnnotationPresent(IdGeneratorType.class)
                        || type.isAnnotationPresent(ValueGenerationType.class)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean takesAttributes() {
        boolean[] all = {true};
        persister.forEachAttributeMapping(attribute -> all[0] &= takes(attribute));
        return all[0];
    }

    private boolean takes(AttributeMapping mapped) {
        Generator generator = mapped.getGenerator();
        if (generator == null || !generator.generatesOnInsert()) {
            return true;
        }
        Attribute attribute = mapping.find(mapped.getAttributeName());
        boolean embedded = mapped instanceof EmbeddedAttributeMapping;
        return attribute == mapping.version() || (!embedded && attribute != null && takes(attribute, generator));
    }

    private boolean takes(Attribute attribute, Generator generator) {
        // A generator that can do both may decide anew for each entity; Hibernate's own for timestamps does not.
        boolean undecided = generator instanceof BeforeExecutionGenerator
                && generator instanceof OnExecutionGenerator
                && !(generator instanceof CurrentTimestampGeneration);
        if (generator instanceof BeforeExecutionGenerator before && !generator.generatedOnExecution() && !undecided) {
            generated.add(new Insertion.Generated(attribute, before));
            return true;
        }
        if (!(generator instanceof OnExecutionGenerator on)
                || undecided
                || !(attribute instanceof BasicAttribute basic)) {
            return false;
        }
        if (on.referenceColumnsInSql(dialect, EventType.INSERT) && !on.writePropertyValue(EventType.INSERT)) {
            String[] values = on.getReferencedColumnValues(dialect, EventType.INSERT);
            if (values == null || values.length != 1 || values[0].contains("?")) {
                return false;
            }
            literals.put(basic.column().expression(), values[0]);
        }
        omitted.add(attribute);
        return !on.writePropertyValue(EventType.INSERT);
    }

    private boolean takesDiscriminator() {
        var discriminator = persister.getDiscriminatorMapping();
        if (discriminator == null || !discriminator.hasPhysicalColumn()) {
            return true;
        }
        Column column = Column.of(discriminator, Column.Limits.NONE);
        boolean mapped = mapping.attributes().stream()
                .flatMap(attribute -> attribute.columns().stream())
                .anyMatch(other -> other.isSameAs(column) && other.insertable());
        if (column.formula() || mapped) {
            return false;
        }
        if (column.insertable() && !"not null".equals(persister.getDiscriminatorSQLValue())) {
            literals.put(column.expression(), persister.getDiscriminatorSQLValue());
        }
        return true;
    }

    private List<Insertion.Slot> slots() {
        List<Insertion.Slot> slots = new ArrayList<>();
        for (Attribute attribute : mapping.attributes()) {
            if (!omitted.contains(attribute)) {
                for (BasicAttribute part : Insertion.parts(attribute)) {
                    boolean repeated =
                            slots.stream().anyMatch(slot -> slot.column().isSameAs(part.column()));
                    if (part.column().insertable() && !part.column().formula() && !repeated) {
                        slots.add(new Insertion.Slot(attribute, part, placeholder(part)));
                    }
                }
            }
        }
        return slots;
    }

    private String placeholder(BasicAttribute part) {
        if (part.json()) {
            return "cast(? as jsonb)";
        }
        JdbcType type = part.column().type().getJdbcType();
        StringBuilderSqlAppender expression = new StringBuilderSqlAppender();
        type.appendWriteExpression("?", null, expression, dialect);
        return expression.toString();
    }
}
