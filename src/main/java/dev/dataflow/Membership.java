package dev.dataflow;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.convert.Texts;
import dev.dataflow.internal.sql.Operand;
import dev.dataflow.internal.sql.Sql;
import dev.dataflow.internal.sql.Where;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** @param anyCase whether texts among the values are met in upper and lower case, where the path leads to a text */
record Membership(String path, Collection<? extends @Nullable Object> among, boolean anyCase) implements FilterNode {
    Membership {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(among, "values");
        among = Collections.unmodifiableList(new ArrayList<@Nullable Object>(among));
    }

    @Override
    public Filter ignoringCase() {
        return new Membership(path, among, true);
    }

    @Override
    public Extent extent() {
        return among.isEmpty() ? Extent.NO_ROW : Extent.SOME_ROWS;
    }

    @Override
    public void render(Where where) {
        where.on(path, operand -> {
            if (among.stream().anyMatch(AttributeRef.class::isInstance)) {
                throw new ConversionException("is compared with another attribute by eq, not among values");
            }
            if (anyCase && operand.text() && among.stream().anyMatch(CharSequence.class::isInstance)) {
                renderAnyCase(operand, where.sql());
            } else {
                operand.in(among, where.sql());
            }
        });
    }

    private void renderAnyCase(Operand operand, Sql sql) {
        List<@Nullable Object> others = new ArrayList<>(among);
        others.removeIf(CharSequence.class::isInstance);
        Object[] patterns = among.stream()
                .filter(CharSequence.class::isInstance)
                .map(text -> TextMatch.Kind.WHOLE.pattern(Texts.storable(text.toString())))
                .toArray();
        sql.text("(");
        operand.asText(sql);
        sql.text(" ilike any(").array("text", patterns).text(")");
        if (!others.isEmpty()) {
            sql.text(" or ");
            operand.in(others, sql);
        }
        sql.text(")");
    }

    @Override
    public long values() {
        return FilterLimits.valuesIn(among, 0);
    }

    @Override
    public String toString() {
        return "IN(" + path + ")";
    }
}
