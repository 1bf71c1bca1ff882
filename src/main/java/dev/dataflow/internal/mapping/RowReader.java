package dev.dataflow.internal.mapping;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hibernate.type.descriptor.WrapperOptions;
import org.jspecify.annotations.Nullable;

/** Reads rows of an entity, each with the attributes of the class that it is of. Immutable and thread-safe. */
final class RowReader {
    /** A class that rows may be of, and where in a result set each of its attributes begins. */
    private static final class Reading {
        private final RowShape shape;
        private final Attribute[] attributes;
        private final int[] firsts;

        Reading(RowShape shape, List<Attribute> attributes) {
            this.shape = shape;
            this.attributes = attributes.toArray(Attribute[]::new);
            this.firsts = new int[attributes.size()];
        }

        StoredRow read(ResultSet results, WrapperOptions options) throws SQLException {
            @Nullable Object[] values = new @Nullable Object[firsts.length];
            for (int i = 0; i < firsts.length; i++) {
                values[i] = attributes[i].read(results, firsts[i], options);
            }
            return new StoredRow(shape, values);
        }
    }

    private final List<String> expressions = new ArrayList<>();
    private final Map<Integer, Reading> readings = new HashMap<>();
    private final @Nullable Reading only;

    /** @param classes the classes that rows may be of, none of them abstract */
    RowReader(EntitySource source, List<EntityMapping> classes) {
        Map<List<String>, Integer> firsts = new LinkedHashMap<>();
        for (EntityMapping type : classes) {
            readings.put(type.persister().getSubclassId(), reading(source, type, firsts));
        }
        this.only = source.type() == null ? readings.values().iterator().next() : null;
        if (source.type() != null) {
            expressions.add(source.type());
        }
    }

    private Reading reading(EntitySource source, EntityMapping type, Map<List<String>, Integer> firsts) {
        Reading reading = new Reading(type.shape(), type.stored());
        for (int i = 0; i < reading.firsts.length; i++) {
            List<String> columns = reading.attributes[i].columns().stream()
                    .map(source::expression)
                    .toList();
            reading.firsts[i] = firsts.computeIfAbsent(columns, absent -> {
                int first = expressions.size() + 1;
                expressions.addAll(columns);
                return first;
            });
        }
        return reading;
    }

    /** What a statement selects, or returns. */
    List<String> expressions() {
        return expressions;
    }

    StoredRow read(ResultSet results, WrapperOptions options) throws SQLException {
        Reading reading = only == null ? readings.get(results.getInt(expressions.size())) : only;
        return Objects.requireNonNull(reading, "A row of a class that is none of the entity's")
                .read(results, options);
    }
}
