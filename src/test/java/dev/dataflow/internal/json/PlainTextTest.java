package dev.dataflow.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dataflow.internal.convert.ConversionException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlainTextTest {
    record Point(int x, double y, @Nullable String label) {}

    private static Map<Object, @Nullable Object> ofEachKind() {
        Map<Object, @Nullable Object> value = new LinkedHashMap<>();
        value.put("text", "quote \" backslash \\ newline \n tab \t bell \u0007 ü € \uD83D\uDE00");
        value.put("key \" \\ \n", true);
        value.put("null", null);
        value.put(
                "numbers",
                Arrays.asList(
                        1,
                        -7L,
                        (short) 3,
                        1.5f,
                        0.1,
                        1e-7,
                        1e300,
                        new BigDecimal("12.50"),
                        new BigDecimal("1E+3"),
                        new BigDecimal("0.12345678901234567890123"),
                        new BigInteger("123456789012345678901")));
        value.put("empty", List.of(Map.of(), List.of(), ""));
        value.put(DayOfWeek.MONDAY, DayOfWeek.TUESDAY);
        value.put(17, 'c');
        value.put("id", new UUID(1, 2));
        value.put("record", new Point(1, 2.5, null));
        return value;
    }

    @Test
    void isWhatJacksonWritesOfThePlainCopy() {
        Object value = ofEachKind();

        assertThat(PlainJson.document(value)).isEqualTo(PlainJson.write(PlainJson.plain(value)));
        assertThat(PlainJson.document(null)).isEqualTo("null");
    }

    @Test
    void refusesWhatHasNoForm() {
        Map<Object, Object> twice = new LinkedHashMap<>();
        twice.put("1", "a");
        twice.put(1, "b");
        List<Object> itself = new ArrayList<>();
        itself.add(itself);

        assertRefused(twice, "the same as texts");
        assertRefused(itself, "contains itself");
        assertRefused(Map.of("a", Double.NaN), "not finite");
        assertRefused(Map.of("a\0", 1), "NUL");
        assertRefused(List.of("\uD83D"), "surrogate");
        assertRefused(new Object(), "no JSON form");
        assertRefused(new Point(1, Double.POSITIVE_INFINITY, null), "not finite");
        assertRefused(new Point(1, 2, "a\0"), "NUL");
        assertRefused(new Point(1, 2, "\uD83D"), "surrogate");
        assertRefused(new Cell().in(new Cell()), "no JSON form");
    }

    static class Cell {
        public Cell next = this;

        Cell in(Cell other) {
            next = other;
            other.next = this;
            return this;
        }
    }

    private static void assertRefused(Object value, String message) {
        assertThatThrownBy(() -> PlainJson.document(value))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aValueThatFitsIsACopyThatMayBeChanged() {
        Map<String, Object> given = Map.of("tags", List.of("a"));

        Map<?, ?> fitted = (Map<?, ?>) PlainJson.fit(given, Map.class);

        assertThat(fitted).isEqualTo(given).isNotSameAs(given);
        fitted.clear();
        assertThat(given).containsKey("tags");
        assertThat(PlainJson.document(fitted)).isEqualTo("{}");
    }

    @Test
    @SuppressWarnings("unchecked") // its keys are texts
    void aValueThatFitsIsWhatItsPlainCopyIs() {
        Map<String, Object> fitted = (Map<String, Object>) PlainJson.fit(ofEachKind(), Map.class);
        String untouched = PlainJson.document(fitted);

        assertThat(fitted).isEqualTo(PlainJson.plain(ofEachKind()));
        assertThat(PlainJson.document(fitted)).isEqualTo(untouched);
        ((List<Object>) fitted.get("numbers")).clear();
        fitted.remove("text");
        assertThat(PlainJson.document(fitted)).contains("\"numbers\":[]").doesNotContain("\"text\"");
    }
}
