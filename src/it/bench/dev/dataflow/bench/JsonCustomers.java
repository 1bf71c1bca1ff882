package dev.dataflow.bench;

/** A contender's way to what is inside of a JSON column. Thread-safe. */
public interface JsonCustomers {
    /** Answers the rows in whose profile {@code ref} is this: about ten. */
    Object withRef(String ref) throws Exception;

    /** Changes {@code preferences.language} in the profile of one row and leaves the rest as it is. */
    Object setLanguage(long id, String language) throws Exception;

    /** Answers the contender's object, one for the whole JVM. */
    static JsonCustomers of(String contender) {
        return Contenders.of(contender, JsonCustomers.class);
    }
}
