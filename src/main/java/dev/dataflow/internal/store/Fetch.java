package dev.dataflow.internal.store;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.json.JsonPath;
import dev.dataflow.internal.mapping.Attribute;
import dev.dataflow.internal.mapping.CollectionAttribute;
import dev.dataflow.internal.mapping.EntityMapping;
import dev.dataflow.internal.mapping.InvalidInputException;
import dev.dataflow.internal.mapping.Problem;
import dev.dataflow.internal.mapping.RowShape;
import dev.dataflow.internal.mapping.SoftDeletion;
import dev.dataflow.internal.mapping.StoredRow;
import dev.dataflow.internal.mapping.ToOneAttribute;
import dev.dataflow.internal.session.Unit;
import dev.dataflow.internal.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.hibernate.type.descriptor.WrapperOptions;
import org.jspecify.annotations.Nullable;

/**
 * What is read of an entity's rows, and which other rows with them: one statement for each association, however many rows there are. While
 * they are read, rows carry the keys by which others belong to them behind the values that they show. Belongs to one
 * operation, unless it reads attributes alone.
 */
final class Fetch {
    /** What rows show of a soft delete when they are read with those that are deleted. */
    private static final String DELETED = "deleted";

    /**
     * A path that the caller wrote.
     *
     * @param keys what of it is left from here on
     */
    private record Path(String whole, List<String> keys) {
        Path from(List<String> rest) {
            return new Path(whole, rest);
        }
    }

    /** What the caller wants of an association's rows: all attributes, when nothing is selected. */
    private static final class Wish {
        private boolean whole;
        private final List<Path> selected = new ArrayList<>();
        private final List<Path> included = new ArrayList<>();
    }

    private final EntityMapping mapping;
    private final @Nullable Projection projection;
    private final List<Branch> branches = new ArrayList<>();
    private final Map<RowShape, RowShape> shapes = new HashMap<>();
    private @Nullable SoftDeletion shown;

    private Fetch(EntityMapping mapping, @Nullable Projection projection) {
        this.mapping = mapping;
        this.projection = projection;
    }

    /** Answers what a query reads that asks for nothing in particular; of use to any number of operations. */
    static Fetch attributesOf(EntityMapping mapping) {
        return new Fetch(mapping, null);
    }

    /**
     * Answers what a query reads.
     *
     * @throws InvalidInputException when a path leads nowhere
     */
    static Fetch of(EntityMapping mapping, Selection selection, Supplier<@Nullable Object> tenant) {
        if (selection.paths().isEmpty() && selection.includes().isEmpty()) {
            return new Fetch(mapping, null).showing(selection.deleted());
        }
        List<Problem> problems = new ArrayList<>();
        Wish wish = new Wish();
        wish.whole = selection.paths().isEmpty();
        selection.paths().forEach(path -> parse(path, wish.selected, problems));
        selection.includes().forEach(path -> parse(path, wish.included, problems));
        Fetch fetch = of(mapping, wish, tenant, problems);
        InvalidInputException.throwIfAny(problems);
        return fetch.showing(selection.deleted());
    }

    private Fetch showing(Selection.Deleted deleted) {
        if (deleted != Selection.Deleted.HIDDEN && mapping.find(DELETED) == null) {
            shown = mapping.softDeletion();
        }
        return this;
    }

    private static void parse(String path, List<Path> paths, List<Problem> problems) {
        try {
            paths.add(new Path(path, JsonPath.split(path)));
        } catch (ConversionException e) {
            problems.add(Problem.of(path, e));
        }
    }

    private static Fetch of(
            EntityMapping mapping, Wish wish, Supplier<@Nullable Object> tenant, List<Problem> problems) {
        Fetch fetch = new Fetch(mapping, wish.whole ? null : new Projection(mapping));
        Map<Attribute, Wish> related = new LinkedHashMap<>();
        Map<Path, EntityMapping.Place> places = new LinkedHashMap<>();
        for (Path path : wish.selected) {
            check(path, problems, () -> places.put(path, place(mapping, path, wish.selected)));
        }
        places.forEach((path, place) -> {
            if (leads(place)) {
                related.computeIfAbsent(place.attribute(), absent -> new Wish());
            }
        });
        places.forEach((path, place) -> check(path, problems, () -> fetch.select(path, place, related)));
        for (Path path : wish.included) {
            check(path, problems, () -> include(mapping, path, related));
        }
        related.forEach((attribute, wanted) -> fetch.branch(attribute, wanted, tenant, problems));
        return fetch;
    }

    private static void check(Path path, List<Problem> problems, Runnable step) {
        try {
            step.run();
        } catch (ConversionException e) {
            problems.add(Problem.of(path.whole(), e));
        }
    }

    private static EntityMapping.Place place(EntityMapping mapping, Path path, List<Path> all) {
        for (Path other : all) {
            if (other.keys().size() < path.keys().size()
                    && path.keys().subList(0, other.keys().size()).equals(other.keys())) {
                throw new ConversionException("is a part of '" + other.whole() + "', which is selected as a whole");
            }
        }
        return mapping.locate(path.keys());
    }

    /** Whether what is selected lies in other rows; the id of an association does not. */
    private static boolean leads(EntityMapping.Place place) {
        if (place.attribute() instanceof ToOneAttribute toOne
                && !toOne.columns().isEmpty()) {
            return !place.rest().isEmpty()
                    && !place.rest().get(0).equals(toOne.targetId().name());
        }
        return place.attribute() instanceof ToOneAttribute || place.attribute() instanceof CollectionAttribute;
    }

    private void select(Path path, EntityMapping.Place place, Map<Attribute, Wish> related) {
        Wish wish = related.get(place.attribute());
        if (wish == null) {
            Objects.requireNonNull(projection).add(place);
            return;
        }
        wish.whole |= place.rest().isEmpty();
        if (!place.rest().isEmpty()) {
            wish.selected.add(path.from(place.rest()));
        }
    }

    private static void include(EntityMapping mapping, Path path, Map<Attribute, Wish> related) {
        EntityMapping.Place place = mapping.locate(path.keys());
        if (!(place.attribute() instanceof ToOneAttribute) && !(place.attribute() instanceof CollectionAttribute)) {
            throw new ConversionException("'" + place.attribute().name()
                    + "' is neither an association nor a collection of the entity itself; rows show it as it is");
        }
        Wish wish = related.computeIfAbsent(place.attribute(), absent -> new Wish());
        wish.whole = true;
        if (!place.rest().isEmpty()) {
            wish.included.add(path.from(place.rest()));
        }
    }

    private void branch(Attribute attribute, Wish wish, Supplier<@Nullable Object> tenant, List<Problem> problems) {
        Branch branch = Branch.of(mapping, attribute, tenant);
        if (branch.target() == null) {
            List<Path> beyond = new ArrayList<>(wish.selected);
            beyond.addAll(wish.included);
            beyond.forEach(path -> problems.add(Problem.invalid(
                    path.whole(), "'" + attribute.name() + "' is a collection of values, which is shown as a whole")));
        } else {
            branch.fetch(of(branch.target(), wish, tenant, problems));
        }
        branches.add(branch);
    }

    EntityMapping mapping() {
        return mapping;
    }

    /** Appends the expressions that {@link #read} finds. */
    void select(Sql sql) {
        if (projection == null) {
            sql.text(String.join(", ", mapping.selection()));
        } else {
            projection.select(sql);
        }
        branches.forEach(branch -> branch.selectKeys(mapping.source(), sql));
        if (shown != null) {
            sql.text(", ").text(mapping.source().shown(shown));
        }
    }

    /** How many columns are selected. */
    int columns() {
        int columns = own() + (shown == null ? 0 : 1);
        for (Branch branch : branches) {
            columns += branch.width();
        }
        return columns;
    }

    private int own() {
        return projection == null ? mapping.selection().size() : projection.columns();
    }

    /** Reads a row, which is not what it is to show before {@link #complete}. */
    StoredRow read(ResultSet results, WrapperOptions options) throws SQLException {
        StoredRow row = projection == null ? mapping.read(results, options) : projection.read(results, options);
        if (isPlain()) {
            return row;
        }
        int size = row.shape().size();
        @Nullable Object[] values = Arrays.copyOf(row.values(), size + branches.size() + 1);
        int column = own() + 1;
        for (int i = 0; i < branches.size(); i++) {
            values[size + i] = Branch.key(results, column, branches.get(i).width());
            column += branches.get(i).width();
        }
        if (shown != null) {
            values[values.length - 1] = shown.timed() ? instant(results, column) : (Object) results.getBoolean(column);
        }
        return new StoredRow(row.shape(), values);
    }

    private boolean isPlain() {
        return branches.isEmpty() && shown == null;
    }

    private static @Nullable Instant instant(ResultSet results, int column) throws SQLException {
        OffsetDateTime time = results.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** Reads the rows of all associations, and answers the rows with them. */
    List<StoredRow> complete(Unit unit, List<StoredRow> rows) throws SQLException {
        if (isPlain() || rows.isEmpty()) {
            return rows;
        }
        List<Map<List<String>, Object>> related = new ArrayList<>();
        for (int i = 0; i < branches.size(); i++) {
            Set<List<String>> keys = new HashSet<>();
            for (StoredRow row : rows) {
                Object key = row.values()[row.shape().size() + i];
                if (key != null) {
                    keys.add(key(key));
                }
            }
            related.add(keys.isEmpty() ? Map.of() : branches.get(i).load(unit, keys));
        }
        List<StoredRow> completed = new ArrayList<>(rows.size());
        rows.forEach(row -> completed.add(complete(row, related)));
        return completed;
    }

    @SuppressWarnings("unchecked") // read() put it there
    private static List<String> key(Object key) {
        return (List<String>) key;
    }

    private StoredRow complete(StoredRow row, List<Map<List<String>, Object>> related) {
        RowShape shape = shapes.computeIfAbsent(row.shape(), this::completed);
        int size = row.shape().size();
        @Nullable Object[] values = Arrays.copyOf(Arrays.copyOf(row.values(), size), shape.size());
        for (int i = 0; i < branches.size(); i++) {
            Branch branch = branches.get(i);
            int position = shape.position(branch.name());
            if (position >= 0) {
                Object key = row.values()[size + i];
                Object found = key == null ? null : related.get(i).get(key(key));
                values[position] = found == null ? branch.nothing() : found;
            }
        }
        if (shown != null) {
            values[shape.position(DELETED)] = row.values()[row.values().length - 1];
        }
        return new StoredRow(shape, values);
    }

    /** Rows of a class without the attribute do not show it. */
    private RowShape completed(RowShape shape) {
        List<String> others = new ArrayList<>();
        for (Branch branch : branches) {
            if (mapping.classes().stream()
                    .filter(type -> type.shape().entityClass() == shape.entityClass())
                    .anyMatch(type -> type.attributes().stream()
                            .anyMatch(own -> own.name().equals(branch.name())))) {
                others.add(branch.name());
            }
        }
        if (shown != null) {
            others.add(DELETED);
        }
        return shape.with(others);
    }
}
