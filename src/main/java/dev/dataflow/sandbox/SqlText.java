package dev.dataflow.sandbox;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the sandbox has to know of one SQL statement before it goes to the server.
 *
 * @param kind what the statement does to transactions and settings
 * @param keyword its first words in upper case, for messages; never a value
 * @param name the savepoint, setting or prepared statement it names, folded to lower case unless quoted; null when it names none
 * @param text the statement as the application wrote it
 * @param pure whether nothing can have changed for sure; a query may call a function that writes
 */
record SqlText(Kind kind, String keyword, @Nullable String name, String text, boolean pure) {

    /** Functions that change nothing, and words that may stand before a parenthesis. */
    private static final Set<String> HARMLESS = Set.of(
            "COUNT",
            "SUM",
            "MIN",
            "MAX",
            "AVG",
            "COALESCE",
            "NULLIF",
            "LOWER",
            "UPPER",
            "CAST",
            "IN",
            "EXISTS",
            "ANY",
            "ALL",
            "AND",
            "OR",
            "NOT",
            "WHERE",
            "ON",
            "FROM",
            "JOIN",
            "VALUES",
            "AS",
            "OVER",
            "USING",
            "");

    enum Kind {
        EMPTY,
        READ,
        WRITE,
        SCHEMA,
        BEGIN,
        COMMIT,
        ROLLBACK,
        TWO_PHASE,
        SAVEPOINT,
        RELEASE,
        ROLLBACK_TO,
        SET_CONSTRAINTS,
        SET_TRANSACTION,
        SET_LOCAL,
        SESSION_CHARACTERISTICS,
        SHOW_ISOLATION,
        DEALLOCATE_ALL,
        SEVERAL
    }

    SqlText(Kind kind, String keyword, @Nullable String name, String text) {
        this(kind, keyword, name, text, reads(kind) && new SqlTokens(text).callsOnly(HARMLESS));
    }

    static final SqlText DESCRIPTION = new SqlText(Kind.READ, "DESCRIBE", null, "");
    static final SqlText FUNCTION_CALL = new SqlText(Kind.WRITE, "FUNCTION CALL", null, "");

    /** Reads a text; several statements of which one controls a transaction are of the kind {@link Kind#SEVERAL}. */
    static SqlText of(String text) {
        SqlTokens tokens = new SqlTokens(text);
        SqlText first = statement(tokens, text);
        if (!tokens.skipToNextStatement()) {
            return first;
        }
        boolean several = first.kind != Kind.EMPTY;
        SqlText heaviest = first;
        do {
            SqlText next = statement(tokens, text);
            if (next.kind != Kind.EMPTY) {
                several |= heaviest.kind != Kind.EMPTY;
                heaviest = heavier(heaviest, next);
            }
        } while (tokens.skipToNextStatement());
        return several && heaviest.isControl()
                ? new SqlText(Kind.SEVERAL, heaviest.keyword, heaviest.name, text)
                : heaviest;
    }

    /** The one statement of several that decides what becomes of them: one that controls a transaction, if any. */
    static SqlText heaviest(List<SqlText> statements) {
        SqlText heaviest = statements.get(0);
        for (SqlText each : statements) {
            heaviest = heavier(heaviest, each);
        }
        return heaviest;
    }

    private static SqlText heavier(SqlText one, SqlText other) {
        if (one.isControl() || other.isControl()) {
            return one.isControl() ? one : other;
        }
        return one.kind.compareTo(other.kind) >= 0 ? one : other;
    }

    /** The statement for messages: its text without values, or what it is when it has none. */
    String shown() {
        return text.isBlank() ? keyword : '"' + SqlTokens.withoutValues(text) + '"';
    }

    /** Whether it is allowed in a transaction that failed. */
    boolean undoes() {
        return kind == Kind.ROLLBACK || kind == Kind.COMMIT || kind == Kind.ROLLBACK_TO;
    }

    /** Whether the server would only warn when it is used outside a transaction. */
    boolean needsTransaction() {
        return kind == Kind.SET_CONSTRAINTS || kind == Kind.SET_LOCAL && keyword.equals("SET LOCAL");
    }

    /** Whether the sandbox answers the statement itself instead of passing it on. */
    boolean isControl() {
        return switch (kind) {
            case EMPTY, READ, WRITE, SCHEMA, SET_CONSTRAINTS, SET_LOCAL -> false;
            default -> true;
        };
    }

    boolean reads() {
        return reads(kind);
    }

    private static boolean reads(Kind kind) {
        return kind == Kind.READ || kind == Kind.EMPTY;
    }

    private static SqlText statement(SqlTokens tokens, String text) {
        String first = tokens.word();
        return switch (first) {
            case "" -> new SqlText(tokens.atEnd() ? Kind.EMPTY : Kind.WRITE, "", null, text);
            case "SELECT" -> select(tokens, text);
            case "SHOW" -> show(tokens, text);
            case "VALUES", "TABLE", "FETCH" -> new SqlText(Kind.READ, first, null, text);
            case "CREATE", "ALTER", "DROP", "DO", "CALL", "IMPORT", "REASSIGN" ->
                new SqlText(Kind.SCHEMA, first, null, text);
            case "BEGIN" -> new SqlText(Kind.BEGIN, first, null, text);
            case "START" -> new SqlText(Kind.BEGIN, "START TRANSACTION", null, text);
            case "END" -> new SqlText(Kind.COMMIT, first, null, text);
            case "ABORT" -> new SqlText(Kind.ROLLBACK, first, null, text);
            case "COMMIT" ->
                tokens.word().equals("PREPARED")
                        ? new SqlText(Kind.TWO_PHASE, "COMMIT PREPARED", null, text)
                        : new SqlText(Kind.COMMIT, first, null, text);
            case "PREPARE" -> prepare(tokens, text);
            case "DEALLOCATE" ->
                "all".equals(tokens.identifierAfter("PREPARE"))
                        ? new SqlText(Kind.DEALLOCATE_ALL, "DEALLOCATE ALL", null, text)
                        : new SqlText(Kind.READ, first, null, text);
            case "ROLLBACK" -> rollback(tokens, text);
            case "SAVEPOINT" -> new SqlText(Kind.SAVEPOINT, first, tokens.identifier(), text);
            case "RELEASE" -> new SqlText(Kind.RELEASE, first, tokens.identifierAfter("SAVEPOINT"), text);
            case "SET" -> set(tokens, text);
            default -> new SqlText(Kind.WRITE, first, null, text);
        };
    }

    private static SqlText select(SqlTokens tokens, String text) {
        if (text.toLowerCase(Locale.ROOT).contains("set_config")) {
            String setting = tokens.configuredSetting();
            boolean local = setting != null && tokens.lastArgument().equals("TRUE");
            return new SqlText(local ? Kind.SET_LOCAL : Kind.WRITE, "SELECT set_config", setting, text);
        }
        return new SqlText(Kind.READ, "SELECT", null, text);
    }

    private static SqlText prepare(SqlTokens tokens, String text) {
        String name = tokens.identifier();
        return "transaction".equals(name)
                ? new SqlText(Kind.TWO_PHASE, "PREPARE TRANSACTION", null, text)
                : new SqlText(Kind.READ, "PREPARE", name, text);
    }

    private static SqlText show(SqlTokens tokens, String text) {
        String what = tokens.word();
        boolean isolation = what.equals("TRANSACTION_ISOLATION")
                || what.equals("TRANSACTION") && tokens.word().equals("ISOLATION");
        return new SqlText(isolation ? Kind.SHOW_ISOLATION : Kind.READ, "SHOW", null, text);
    }

    private static SqlText rollback(SqlTokens tokens, String text) {
        String second = tokens.word();
        if (second.equals("PREPARED")) {
            return new SqlText(Kind.TWO_PHASE, "ROLLBACK PREPARED", null, text);
        }
        if (second.equals("WORK") || second.equals("TRANSACTION")) {
            second = tokens.word();
        }
        return second.equals("TO")
                ? new SqlText(Kind.ROLLBACK_TO, "ROLLBACK TO SAVEPOINT", tokens.identifierAfter("SAVEPOINT"), text)
                : new SqlText(Kind.ROLLBACK, "ROLLBACK", null, text);
    }

    private static SqlText set(SqlTokens tokens, String text) {
        String second = tokens.word();
        boolean local = second.equals("LOCAL");
        String name = second;
        if (local || second.equals("SESSION")) {
            String third = tokens.word();
            name = third;
            if (third.equals("TRANSACTION")) {
                return new SqlText(Kind.SET_TRANSACTION, "SET TRANSACTION", null, text);
            }
            if (!local && third.equals("CHARACTERISTICS")) {
                return new SqlText(Kind.SESSION_CHARACTERISTICS, "SET SESSION CHARACTERISTICS", null, text);
            }
            if (local) {
                String setting = tokens.settingNamed(third);
                return new SqlText(Kind.SET_LOCAL, "SET LOCAL", setting, text);
            }
        }
        return switch (second) {
            case "TRANSACTION" -> new SqlText(Kind.SET_TRANSACTION, "SET TRANSACTION", null, text);
            case "CONSTRAINTS" -> new SqlText(Kind.SET_CONSTRAINTS, "SET CONSTRAINTS", null, text);
            default -> new SqlText(Kind.WRITE, "SET", tokens.settingNamed(name), text);
        };
    }

    /** The isolation level that the text asks for, in lower case, or null. */
    @Nullable
    String isolationLevel() {
        String upper = text.toUpperCase(Locale.ROOT).replaceAll("\\s+", " ");
        for (String level : new String[] {"SERIALIZABLE", "REPEATABLE READ", "READ COMMITTED", "READ UNCOMMITTED"}) {
            if (upper.contains("ISOLATION LEVEL " + level)) {
                return level.toLowerCase(Locale.ROOT);
            }
        }
        return null;
    }

    /** Whether the text asks for read-only (true) or read-write (false) transactions; null when it says neither. */
    @Nullable
    Boolean readOnly() {
        String upper = text.toUpperCase(Locale.ROOT).replaceAll("\\s+", " ");
        if (upper.contains("READ ONLY")) {
            return true;
        }
        return upper.contains("READ WRITE") ? false : null;
    }
}
