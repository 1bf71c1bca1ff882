package dev.dataflow.internal.session;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the server's catalog says to a question, asked once for each key, unless there is no answer. Thread-safe. */
final class Lookups<K, V> {
    private static final Logger LOG = LoggerFactory.getLogger(Lookups.class);

    interface Question<K, V> {
        List<V> ask(Unit unit, K key) throws SQLException;
    }

    private final Sessions sessions;
    private final Question<K, V> question;
    private final Map<K, List<V>> known = new ConcurrentHashMap<>();

    Lookups(Sessions sessions, Question<K, V> question) {
        this.sessions = sessions;
        this.question = question;
    }

    /** Answers what there is; empty also when the server can no longer be asked. */
    List<V> of(K key) {
        List<V> answer = known.get(key);
        if (answer != null) {
            return answer;
        }
        try {
            List<V> found = List.copyOf(sessions.catalog(unit -> question.ask(unit, key)));
            if (!found.isEmpty()) {
                known.put(key, found);
            }
            return found;
        } catch (SQLException e) {
            LOG.debug("The catalog could not be asked about a violation: SQLSTATE {}", e.getSQLState());
            return List.of();
        }
    }
}
