package dev.dataflow.internal.json;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.convert.Texts;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/** One document, written in one pass over a value: the text of what {@link PlainCopy} would answer. Not thread-safe. */
final class PlainText {
    private static final JsonStringEncoder ENCODER = JsonStringEncoder.getInstance();

    /** How many characters most scalars, and most documents, have at most. */
    private static final int SCALAR = 32;

    private static final int DOCUMENT = 256;

    private final JavaForms forms;
    private final JsonBounds bounds = new JsonBounds();
    private final StringBuilder text;

    private PlainText(JavaForms forms, int capacity) {
        this.forms = forms;
        this.text = new StringBuilder(capacity);
    }

    static String of(@Nullable Object value, JavaForms forms) {
        PlainText document = new PlainText(forms, value == null || PlainScalars.isOne(value) ? SCALAR : DOCUMENT);
        document.append(value, 0);
        return document.text.toString();
    }

    private void append(@Nullable Object value, int depth) {
        bounds.count(depth);
        if (value instanceof String string) {
            quoted(string);
        } else if (value == null || PlainScalars.isOne(value)) {
            scalar(PlainScalars.plain(value));
        } else if (value instanceof Map<?, ?> map) {
            object(map, depth);
        } else if (value instanceof Iterable<?> iterable && PlainScalars.isArray(value)) {
            char separator = '[';
            for (Object element : iterable) {
                text.append(separator);
                append(element, depth + 1);
                separator = ',';
            }
            text.append(separator == '[' ? "[]" : "]");
        } else {
            append(forms.of(value), depth + 1);
        }
    }

    private void scalar(@Nullable Object plain) {
        if (plain instanceof String string) {
            quoted(string);
        } else if (plain instanceof Integer number) {
            text.append(number.intValue());
        } else {
            text.append(plain);
        }
    }

    private void object(Map<?, ?> map, int depth) {
        Set<String> written = null;
        char separator = '{';
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (written == null && !(entry.getKey() instanceof String)) {
                written = new HashSet<>();
                for (Object other : map.keySet()) {
                    if (!written.add(forms.key(other))) {
                        throw new ConversionException("two keys of a JSON object are the same as texts");
                    }
                }
            }
            text.append(separator);
            quoted(entry.getKey() instanceof String key ? key : forms.key(entry.getKey()));
            text.append(':');
            append(entry.getValue(), depth + 1);
            separator = ',';
        }
        text.append(separator == '{' ? "{}" : "}");
    }

    private void quoted(String string) {
        text.append('"');
        if (isPlain(string)) {
            text.append(string);
        } else {
            ENCODER.quoteAsString(Texts.storable(string), text);
        }
        text.append('"');
    }

    /** Whether any text may have these characters, and JSON writes them as they are. */
    private static boolean isPlain(String string) {
        for (int at = 0; at < string.length(); at++) {
            char c = string.charAt(at);
            if (c < ' ' || c == '"' || c == '\\' || !Texts.isPlain(c)) {
                return false;
            }
        }
        return true;
    }
}
