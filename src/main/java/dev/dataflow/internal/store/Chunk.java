package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.InvalidInputException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rows of a caller's input that are stored together. Belongs to one operation. */
final class Chunk {
    /** A row that is not stored yet. */
    record Row(long index, Map<?, ?> values) {}

    private final List<Row> rows = new ArrayList<>();
    private final List<Object> entities = new ArrayList<>();
    private final List<RowFailedException> refused = new ArrayList<>();
    private final List<Row> given = new ArrayList<>();
    private @Nullable Row withOthers;
    private boolean prepared;

    /** Takes chunks from a caller's input. */
    static final class Source {
        private final Iterator<? extends Map<?, ?>> input;
        private final Nested nested;
        private final int size;
        private @Nullable Chunk ahead;
        private long index;

        Source(Iterator<? extends Map<?, ?>> input, Nested nested, int size) {
            this.input = input;
            this.nested = nested;
            this.size = size;
        }

        /** Answers all rows, which stay the next chunk, if they are one chunk; null if they are more, or none. */
        @Nullable
        Chunk all() {
            ahead = next();
            return input.hasNext() ? null : ahead;
        }

        /** Takes the next chunk, which ends with a row that has others inside it; null when there are no rows left. */
        @Nullable
        Chunk next() {
            if (ahead != null) {
                Chunk chunk = ahead;
                ahead = null;
                return chunk;
            }
            Chunk chunk = new Chunk();
            boolean any = input.hasNext();
            while (chunk.withOthers == null && chunk.given.size() < size && input.hasNext()) {
                Row row = new Row(index++, Objects.requireNonNull(input.next(), "a row is null"));
                if (nested.concerns(row.values())) {
                    chunk.withOthers = row;
                } else {
                    chunk.given.add(row);
                }
            }
            return any ? chunk : null;
        }
    }

    /** Makes the entities, unless they are made. */
    void prepare(EntityMapping mapping) {
        if (prepared) {
            return;
        }
        prepared = true;
        for (Row row : given) {
            try {
                entities.add(mapping.newEntity(row.values()));
                rows.add(row);
            } catch (InvalidInputException e) {
                refused.add(new RowFailedException(row.index(), e));
            }
        }
    }

    /** Forgets the entities, of which it is not known any more what has been done to them. */
    void discard() {
        prepared = false;
        rows.clear();
        entities.clear();
        refused.clear();
    }

    /** How many rows there are, but for one that has others inside it. */
    int size() {
        return given.size();
    }

    /** The rows that entities could be made of. */
    List<Row> rows() {
        return rows;
    }

    /** The entities of {@link #rows}. */
    List<Object> entities() {
        return entities;
    }

    /** The rows that no entities could be made of. */
    List<RowFailedException> refused() {
        return refused;
    }

    /** The last row, when it has others inside it. */
    @Nullable
    Row withOthers() {
        return withOthers;
    }
}
