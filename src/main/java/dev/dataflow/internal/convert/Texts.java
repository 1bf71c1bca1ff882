package dev.dataflow.internal.convert;

/** What PostgreSQL can keep of Java's texts. Stateless and thread-safe. */
public final class Texts {
    private Texts() {}

    /**
     * Answers {@code text} itself.
     *
     * @throws ConversionException when it has a NUL, which PostgreSQL refuses, or half of a surrogate pair, which UTF-8 cannot express and
     *     the driver would replace by a question mark
     */
    public static String storable(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (!isPlain(text.charAt(at))) {
                check(text, at);
                return text;
            }
        }
        return text;
    }

    /** Whether any text may have the character, alone. */
    public static boolean isPlain(char c) {
        return c != 0 && c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE;
    }

    private static void check(String text, int from) {
        for (int at = from; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == 0) {
                throw new ConversionException(
                        "a text has a NUL character, which PostgreSQL does not keep: take it out");
            }
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && at + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(at + 1));
                if (!pair) {
                    throw new ConversionException(
                            "a text has half of a surrogate pair, which is no character: it was cut in a wrong place");
                }
                at++;
            }
        }
    }
}
