package dev.dataflow.internal.json;

import dev.dataflow.internal.convert.ConversionException;
import dev.dataflow.internal.convert.Texts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The keys that lead into a JSON document, outermost first; a whole number also addresses an element of an array, from 0, or from the end
 * when negative.
 *
 * @param keys never empty
 */
public record JsonPath(List<String> keys) {
    private static final int MAX_KEYS = 500;

    /** As {@code strtol} reads a number. */
    private static final Pattern INDEX = Pattern.compile("[\\s\\x0B]*[+-]?\\d+");

    public JsonPath {
        keys = List.copyOf(keys);
        if (keys.isEmpty()) {
            throw new ConversionException("A JSON path needs at least one key");
        }
        if (keys.size() > MAX_KEYS) {
            throw new ConversionException("A JSON path has at most " + MAX_KEYS + " keys");
        }
    }

    /**
     * Splits {@code a.b."c.d"} at its dots; a key that itself contains a dot or a quote is put in double quotes, in which a double quote is
     * doubled.
     *
     * @throws ConversionException when a key is empty, a quote is not closed, or there is a character that no stored key can have
     */
    public static List<String> split(String path) {
        Texts.storable(path);
        List<String> keys = new ArrayList<>();
        int at = 0;
        while (true) {
            boolean quoted = path.startsWith("\"", at);
            int end = quoted ? endOfQuoted(path, at + 1) : endOfPlain(path, at);
            if (end == at) {
                throw new ConversionException("A path has no empty keys: write a.b, or \"\" for a key that is empty");
            }
            keys.add(quoted ? path.substring(at + 1, end - 1).replace("\"\"", "\"") : path.substring(at, end));
            if (end == path.length()) {
                return keys;
            }
            if (path.charAt(end) != '.') {
                throw new ConversionException("A quoted key ends at a dot or at the end of the path");
            }
            at = end + 1;
        }
    }

    /** Answers the first of the keys that {@link #split} answers; what follows it need be no path, unless it is quoted. */
    public static String first(String path) {
        return path.startsWith("\"") ? split(path).get(0) : path.substring(0, endOfPlain(path, 0));
    }

    private static int endOfPlain(String path, int from) {
        int dot = path.indexOf('.', from);
        return dot < 0 ? path.length() : dot;
    }

    /** Answers the place behind the quote that closes a key; two quotes are one of the key's own. */
    private static int endOfQuoted(String path, int from) {
        int quote = path.indexOf('"', from);
        while (path.startsWith("\"\"", quote)) {
            quote = path.indexOf('"', quote + 2);
        }
        if (quote < 0) {
            throw new ConversionException("A quoted key of a path is not closed");
        }
        return quote + 1;
    }

    /** Whether a key may address an element of an array, which {@code @>} cannot follow. */
    public boolean mayIndexArrays() {
        return keys.stream().anyMatch(JsonPath::mayBeIndex);
    }

    /** Whether PostgreSQL takes a key for the index of an element, where it finds an array. */
    public static boolean mayBeIndex(String key) {
        return INDEX.matcher(key).matches();
    }

    /** Answers how far from an end of its array the element is that a key may address; 0 for keys that address none, since no array is so long. */
    public static long distance(String key) {
        return mayBeIndex(key) && key.length() < 12 ? Math.abs(Long.parseLong(key.strip())) : 0;
    }

    /** Answers the path to a key of the object that this one leads to. */
    public JsonPath then(String key) {
        List<String> longer = new ArrayList<>(keys);
        longer.add(key);
        return new JsonPath(longer);
    }

    /** Answers the path as a {@code text[]} literal, for the operators {@code #>} and {@code #>>}. */
    public String toArrayLiteral() {
        return arrayLiteral(keys);
    }

    /** Answers texts, of any number, as a {@code text[]} literal. */
    public static String arrayLiteral(Collection<String> texts) {
        StringBuilder literal = new StringBuilder(texts.size() * 16).append('{');
        for (String text : texts) {
            literal.append(literal.length() == 1 ? "\"" : ",\"");
            literal.append(text.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
        }
        return literal.append('}').toString();
    }
}
