package dev.dataflow.postgres;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of a PostgreSQL server, such as 18.6.
 *
 * @param major the number that changes once a year
 * @param minor the number of the bug-fix release; 0 for a development version or a beta
 */
public record PostgresVersion(int major, int minor) {

    private static final Pattern NUMBERS = Pattern.compile("(\\d+)(?:\\.(\\d+))?");

    /**
     * Finds the version in what a server or {@code postgres --version} says, such as {@code 16.4 (Debian 16.4-1)} or
     * {@code 19beta1}.
     */
    static PostgresVersion parse(String text) {
        Matcher numbers = NUMBERS.matcher(text);
        if (!numbers.find()) {
            throw new IllegalArgumentException("No PostgreSQL version in: " + text);
        }
        int minor = numbers.group(2) == null ? 0 : Integer.parseInt(numbers.group(2));
        return new PostgresVersion(Integer.parseInt(numbers.group(1)), minor);
    }

    /** Returns the version as PostgreSQL writes it, such as {@code 18.6}. */
    @Override
    public String toString() {
        return major + "." + minor;
    }
}
