package dev.dataflow.internal.mapping;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.engine.internal.Versioning;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.generator.BeforeExecutionGenerator;
import org.hibernate.generator.EventType;
import org.jspecify.annotations.Nullable;

/**
 * How an entity of one table fills the columns of an INSERT, when nothing about it is left to Hibernate. Immutable and thread-safe.
 *
 * @see Insertions
 */
public final class Insertion {
    /** A column, and the part of which attribute it stores. */
    public record Slot(Attribute attribute, BasicAttribute part, String placeholder) {
        public Column column() {
            return part.column();
        }

        /** Answers what the column stores for the part's value, through its converter; a JSON document as its text. */
        public @Nullable Object stored(@Nullable Object value) {
            if (value == null) {
                return attribute == part && !part.json() ? column().storedForNull() : null;
            }
            return part.json() ? part.document(value) : column().stored(value);
        }
    }

    /** A value that Hibernate generates before an insert. */
    record Generated(Attribute attribute, BeforeExecutionGenerator generator) {}

    private final EntityMapping mapping;
    private final List<Generated> generated;
    private final Map<String, String> literals;
    private final Map<Attribute, boolean[]> written = new LinkedHashMap<>();
    private final List<Slot> slots = new ArrayList<>();
    private final List<Attribute> elsewhere;

    /**
     * @param slots the columns that are written, in the order in which the attributes have them
     * @param literals columns whose value is an expression of SQL
     */
    Insertion(EntityMapping mapping, List<Generated> generated, List<Slot> slots, Map<String, String> literals) {
        this.mapping = mapping;
        this.generated = List.copyOf(generated);
        this.literals = literals;
        for (Attribute attribute : mapping.attributes()) {
            List<BasicAttribute> parts = parts(attribute);
            boolean[] kept = new boolean[parts.size()];
            for (int i = 0; i < kept.length; i++) {
                for (Slot slot : slots) {
                    if (slot.attribute() == attribute
                            && slot.column().equals(parts.get(i).column())) {
                        kept[i] = true;
                        this.slots.add(slot);
                    }
                }
            }
            written.put(attribute, kept);
        }
        this.elsewhere = mapping.attributes().stream()
                .filter(attribute -> attribute.columns().isEmpty())
                .toList();
    }

    public List<Slot> slots() {
        return slots;
    }

    /** The columns whose value is an expression of SQL, such as the database's clock, with that expression. */
    public Map<String, String> literals() {
        return literals;
    }

    /** Whether this entity has what lies in other tables, which Hibernate is to store. */
    public boolean leavesOut(Object entity) {
        for (Attribute attribute : elsewhere) {
            Object value = attribute.get(entity);
            boolean empty = value == null
                    || (value instanceof Collection<?> collection && collection.isEmpty())
                    || (value instanceof Map<?, ?> map && map.isEmpty());
            if (!empty) {
                return true;
            }
        }
        return false;
    }

    /** Whether {@link #generate} needs a session. */
    public boolean generates() {
        return !generated.isEmpty() || mapping.version() != null;
    }

    /** Sets what Hibernate would generate for the insert: ids, timestamps, the tenant and the first version. */
    public void generate(Object entity, SharedSessionContractImplementor session) {
        for (Generated each : generated) {
            Object current = each.attribute().get(entity);
            Object value = each.generator().generate(session, entity, current, EventType.INSERT);
            each.attribute().set(entity, value);
        }
        BasicAttribute version = mapping.version();
        if (version != null && Versioning.isNullInitialVersion(version.get(entity))) {
            version.set(entity, Versioning.seed(mapping.persister().getVersionMapping(), session));
        }
    }

    /** Answers what each slot takes from the entity: the parts' values, not yet converted. */
    public @Nullable Object[] values(Object entity) {
        @Nullable Object[] values = new @Nullable Object[slots.size()];
        int next = 0;
        for (Map.Entry<Attribute, boolean[]> entry : written.entrySet()) {
            boolean[] kept = entry.getValue();
            if (kept.length == 1 && kept[0] && entry.getKey() instanceof BasicAttribute basic) {
                values[next++] = basic.get(entity);
            } else if (kept.length > 0) {
                List<@Nullable Object> all = new ArrayList<>(kept.length);
                collect(entry.getKey(), entry.getKey().get(entity), all);
                for (int i = 0; i < kept.length; i++) {
                    if (kept[i]) {
                        values[next++] = all.get(i);
                    }
                }
            }
        }
        return values;
    }

    /** Answers the attribute's columns as attributes of their own. */
    static List<BasicAttribute> parts(Attribute attribute) {
        if (attribute instanceof BasicAttribute basic) {
            return List.of(basic);
        }
        if (attribute instanceof ToOneAttribute toOne) {
            return toOne.columns().isEmpty()
                    ? List.of()
                    : parts(toOne.targetId().over(toOne.columns()));
        }
        EmbeddedAttribute embedded = attribute.embedded();
        List<BasicAttribute> parts = new ArrayList<>();
        if (embedded != null) {
            embedded.attributes().forEach(part -> parts.addAll(parts(part)));
        }
        return parts;
    }

    /** Adds a value's parts, in the order of {@link #parts}. */
    private static void collect(Attribute attribute, @Nullable Object value, List<@Nullable Object> values) {
        if (attribute instanceof BasicAttribute) {
            values.add(value);
        } else if (attribute instanceof ToOneAttribute toOne) {
            collect(toOne.targetId(), value == null ? null : toOne.identifier(value), values);
        } else {
            EmbeddedAttribute embedded = attribute.embedded();
            if (embedded != null) {
                for (Attribute part : embedded.attributes()) {
                    collect(part, value == null ? null : part.get(value), values);
                }
            }
        }
    }
}
