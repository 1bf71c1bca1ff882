package dev.dataflow.internal.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows in the text format of COPY: tabs between columns, {@code \N} for null.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY, file formats</a>
 */
final class CopyRows {
    private static final int BUFFER = 64 * 1024;

    private CopyRows() {}

    /**
     * Stores rows.
     *
     * @param sql {@code copy … from stdin}
     * @param columns for each column the values of all rows
     */
    static void store(Connection connection, String sql, List<@Nullable Object[]> columns) throws SQLException {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
        try {
            CopyText text = new CopyText(BUFFER);
            int rows = columns.get(0).length;
            int last = columns.size() - 1;
            for (int row = 0; row < rows; row++) {
                for (int i = 0; i <= last; i++) {
                    Object value = columns.get(i)[row];
                    if (value == null) {
                        text.nothing();
                    } else {
                        text.value(value.toString());
                    }
                    text.end(i == last ? '\n' : '\t');
                }
                if (text.size() >= BUFFER) {
                    copy.writeToCopy(text.bytes(), 0, text.size());
                    text.clear();
                }
            }
            copy.writeToCopy(text.bytes(), 0, text.size());
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }
}
