package dev.dataflow.sandbox;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks through an SQL text word by word, past comments, strings and dollar quotes, after PostgreSQL's lexical rules.
 */
final class SqlTokens {

    private static final int SHOWN = 300;

    private final String text;
    private int position;

    SqlTokens(String text) {
        this.text = text;
    }

    /** The next word in upper case; empty when something else comes next. */
    String word() {
        skipBlank();
        int begin = position;
        while (position < text.length() && isWordPart(text.charAt(position), position > begin)) {
            position++;
        }
        return text.substring(begin, position).toUpperCase(Locale.ROOT);
    }

    /** The next identifier, folded as PostgreSQL folds it, or null. */
    @Nullable
    String identifier() {
        skipBlank();
        if (position < text.length() && text.charAt(position) == '"') {
            int begin = position;
            skipQuoted('"', false);
            return text.substring(begin + 1, Math.max(begin + 1, position - 1)).replace("\"\"", "\"");
        }
        String word = word();
        return word.isEmpty() ? null : word.toLowerCase(Locale.ROOT);
    }

    /** The next identifier; a word that may stand before it is skipped. */
    @Nullable
    String identifierAfter(String optional) {
        int before = position;
        if (!word().equals(optional)) {
            position = before;
        }
        return identifier();
    }

    /** The full name of a setting whose first word was read: {@code app.tenant}, or what {@code TIME ZONE} stands for. */
    String settingNamed(String first) {
        if (first.equals("TIME")) {
            return "timezone";
        }
        StringBuilder name = new StringBuilder(first.toLowerCase(Locale.ROOT));
        while (position < text.length() && text.charAt(position) == '.') {
            position++;
            name.append('.').append(word().toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }

    /** The setting that {@code set_config('name', value, local)} changes, or null; {@link #lastArgument()} says for how long. */
    @Nullable
    String configuredSetting() {
        while (!atEnd()) {
            if (word().equals("SET_CONFIG") && symbol('(')) {
                skipBlank();
                int begin = position;
                if (position < text.length() && text.charAt(position) == '\'') {
                    skipQuoted('\'', false);
                    return text.substring(begin + 1, position - 1).toLowerCase(Locale.ROOT);
                }
                return null;
            }
            advance();
        }
        return null;
    }

    String lastArgument() {
        String last = "";
        int depth = 1;
        while (!atEnd()) {
            String word = word();
            if (!word.isEmpty()) {
                last = word;
                continue;
            }
            char next = text.charAt(position);
            depth += next == '(' ? 1 : next == ')' ? -1 : 0;
            if (depth == 0) {
                return last;
            }
            advance();
        }
        return last;
    }

    /** Whether each opening parenthesis follows one of these words. */
    boolean callsOnly(Set<String> words) {
        if (text.indexOf('(') < 0) {
            return true;
        }
        String before = "";
        while (!atEnd()) {
            String word = word();
            if (!word.isEmpty()) {
                before = word;
                continue;
            }
            char next = text.charAt(position);
            if (next == '(' && !words.contains(before)) {
                return false;
            }
            before = next == '"' ? "\"" : "";
            advance();
        }
        return true;
    }

    /** A statement as it may be shown: without strings, numbers and comments. */
    static String withoutValues(String text) {
        SqlTokens tokens = new SqlTokens(text);
        StringBuilder shown = new StringBuilder();
        while (tokens.position < text.length() && shown.length() < SHOWN) {
            int begin = tokens.position;
            tokens.skipBlank();
            if (tokens.position > begin) {
                shown.append(' ');
                continue;
            }
            char next = text.charAt(begin);
            tokens.advance();
            boolean dollarQuoted = next == '$' && tokens.position > begin + 1;
            if (next == '\'' || dollarQuoted || Character.isDigit(next)) {
                shown.append('?');
            } else {
                shown.append(text, begin, tokens.position);
            }
        }
        return shown.toString().strip();
    }

    private boolean symbol(char expected) {
        if (!atEnd() && text.charAt(position) == expected) {
            position++;
            return true;
        }
        return false;
    }

    /** Goes behind the semicolon that ends the current statement; false when the text ends first. */
    boolean skipToNextStatement() {
        if (text.indexOf(';', position) < 0) {
            return false;
        }
        int parentheses = 0;
        while (!atEnd()) {
            char next = text.charAt(position);
            if (next == ';' && parentheses <= 0) {
                position++;
                return true;
            }
            parentheses += next == '(' ? 1 : next == ')' ? -1 : 0;
            String word = word();
            if (word.isEmpty()) {
                advance();
            } else if (word.equals("BEGIN") && word().equals("ATOMIC")) {
                skipBody();
            }
        }
        return false;
    }

    /** The semicolons of a function body that is written in SQL end no statement of this text. */
    private void skipBody() {
        int depth = 1;
        while (depth > 0 && !atEnd()) {
            String word = word();
            depth += word.equals("CASE") || word.equals("BEGIN") ? 1 : word.equals("END") ? -1 : 0;
            if (word.isEmpty()) {
                advance();
            }
        }
    }

    boolean atEnd() {
        skipBlank();
        return position >= text.length();
    }

    private void advance() {
        if (position >= text.length()) {
            return;
        }
        char next = text.charAt(position);
        if (next == '\'') {
            boolean escapes = position > 0 && (text.charAt(position - 1) == 'E' || text.charAt(position - 1) == 'e');
            skipQuoted('\'', escapes);
        } else if (next == '"') {
            skipQuoted('"', false);
        } else if (next == '$') {
            skipDollar();
        } else if (isWordPart(next, false)) {
            word();
        } else {
            position++;
        }
    }

    private void skipQuoted(char quote, boolean escapes) {
        position++;
        while (position < text.length()) {
            char next = text.charAt(position++);
            if (escapes && next == '\\') {
                position++;
            } else if (next == quote) {
                if (position >= text.length() || text.charAt(position) != quote) {
                    return;
                }
                position++;
            }
        }
        position = text.length();
    }

    private void skipDollar() {
        int end = position + 1;
        while (end < text.length() && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
            end++;
        }
        if (end >= text.length()
                || text.charAt(end) != '$'
                || end > position + 1 && Character.isDigit(text.charAt(position + 1))) {
            position++;
            return;
        }
        String tag = text.substring(position, end + 1);
        int close = text.indexOf(tag, end + 1);
        position = close < 0 ? text.length() : close + tag.length();
    }

    private void skipBlank() {
        while (position < text.length()) {
            char next = text.charAt(position);
            if (Character.isWhitespace(next)) {
                position++;
            } else if (text.startsWith("--", position)) {
                int end = text.indexOf('\n', position);
                position = end < 0 ? text.length() : end + 1;
            } else if (text.startsWith("/*", position)) {
                skipComment();
            } else {
                return;
            }
        }
    }

    /** PostgreSQL's comments nest. */
    private void skipComment() {
        int depth = 0;
        do {
            if (text.startsWith("/*", position)) {
                depth++;
                position += 2;
            } else if (text.startsWith("*/", position)) {
                depth--;
                position += 2;
            } else {
                position++;
            }
        } while (depth > 0 && position < text.length());
    }

    private static boolean isWordPart(char c, boolean inside) {
        return Character.isLetterOrDigit(c) || c == '_' || c > 127 || inside && c == '$';
    }
}
