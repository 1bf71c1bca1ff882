package dev.dataflow;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.convert.Texts;
import dev.dataflow.internal.sql.Operator;
import dev.dataflow.internal.sql.Where;
import java.util.Objects;

record TextMatch(String path, Kind kind, String text, boolean anyCase) implements FilterNode {
    enum Kind {
        WHOLE,
        PATTERN,
        CONTAINS,
        STARTS_WITH,
        ENDS_WITH;

        String pattern(String text) {
            String literal = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
            return switch (this) {
                case WHOLE -> literal;
                case PATTERN -> text;
                case CONTAINS -> '%' + literal + '%';
                case STARTS_WITH -> literal + '%';
                case ENDS_WITH -> '%' + literal;
            };
        }
    }

    TextMatch {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(text, "text");
    }

    @Override
    public Filter ignoringCase() {
        return new TextMatch(path, kind, text, true);
    }

    @Override
    public void render(Where where) {
        where.on(path, operand -> {
            if (kind == Kind.WHOLE && !operand.text()) {
                operand.compare(Operator.EQ, text, where.sql());
                return;
            }
            Texts.storable(text);
            if (kind == Kind.PATTERN && endsInEscape()) {
                throw new ConversionException("the pattern ends in a backslash that escapes nothing: double it");
            }
            operand.asText(where.sql());
            where.sql().text(anyCase ? " ilike " : " like ").string(kind.pattern(text));
        });
    }

    @Override
    public long values() {
        return 1;
    }

    /** PostgreSQL refuses such a pattern. */
    private boolean endsInEscape() {
        int backslashes = 0;
        while (backslashes < text.length() && text.charAt(text.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    @Override
    public String toString() {
        return kind + "(" + path + ")";
    }
}
