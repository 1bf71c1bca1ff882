package dev.dataflow.bench;

import com.zaxxer.hikari.HikariDataSource;
import dev.dataflow.DataFlow;
import dev.dataflow.Filter;
import dev.dataflow.Json;
import dev.dataflow.JsonIndex;
import dev.dataflow.Model;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Some ten of 100,000 rows by what is in their documents, with the indexes that the entity declares. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
public class JsonFilter {
    private static final int ROWS = Settings.fromProperties().size(100_000, 20_000);
    private static final int GROUPS = ROWS / 10;
    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    private static final String CONTENT = """
            insert into json_document (id, body)
            select i, jsonb_build_object('group', i %% %2$d, 'name', 'n' || i %% 1000, 'deep', jsonb_build_object('code', 'c' || i %% %2$d),
                'tags', jsonb_build_array('a' || i %% %2$d, 'b' || i %% 7), 'rank', i)
            from generate_series(1, %1$d) i
            """;

    /** The entity with its indexes. */
    @Entity
    @Table(name = "json_document")
    public static class Document {
        @Id
        public Long id;

        @Json
        @JsonIndex
        @JsonIndex(path = "rank")
        public Map<String, Object> body;
    }

    @Param({"JDBC", "DataFlow"})
    public String contender;

    private DataFlow dataFlow;
    private HikariDataSource pool;
    private Model<Document> documents;

    @Setup
    public void open() throws SQLException {
        dataFlow = DataFlow.builder()
                .jdbcUrl(OwnDatabase.url())
                .username(OwnDatabase.username())
                .password(OwnDatabase.password())
                .models(Document.class)
                .build();
        dataFlow.createTables();
        documents = dataFlow.model(Document.class);
        pool = OwnDatabase.newPool();
        if (documents.count().data() == 0) {
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(CONTENT.formatted(ROWS, GROUPS));
                statement.execute("vacuum analyze json_document");
            }
        }
    }

    @TearDown
    public void close() {
        dataFlow.close();
        pool.close();
    }

    @Benchmark
    public Object equality() throws SQLException {
        String code = "c" + ThreadLocalRandom.current().nextInt(GROUPS);
        return contender.equals("JDBC")
                ? byHand("body @> cast(? as jsonb)", "{\"deep\":{\"code\":\"" + code + "\"}}")
                : documents.findMany(Filter.eq("body.deep.code", code)).data();
    }

    @Benchmark
    public Object element_of_an_array() throws SQLException {
        String tag = "a" + ThreadLocalRandom.current().nextInt(GROUPS);
        return contender.equals("JDBC")
                ? byHand(
                        "body @> cast(? as jsonb) and body #> '{tags,0}' = cast(? as jsonb)",
                        "{\"tags\":[\"" + tag + "\"]}",
                        '"' + tag + '"')
                : documents.findMany(Filter.eq("body.tags.0", tag)).data();
    }

    @Benchmark
    public Object range() throws SQLException {
        int low = ThreadLocalRandom.current().nextInt(ROWS);
        return contender.equals("JDBC")
                ? byHand(
                        "nullif((body #> '{\"rank\"}'), 'null') between cast(? as jsonb) and cast(? as jsonb)",
                        String.valueOf(low),
                        String.valueOf(low + 9))
                : documents.findMany(Filter.between("body.rank", low, low + 9)).data();
    }

    private List<Map<String, Object>> byHand(String condition, String... values) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "select id, body from json_document where " + condition + " order by id")) {
            for (int i = 0; i < values.length; i++) {
                select.setString(i + 1, values[i]);
            }
            try (ResultSet results = select.executeQuery()) {
                List<Map<String, Object>> rows = new ArrayList<>();
                while (results.next()) {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("id", results.getLong(1));
                    row.put("body", JsonMapper.shared().readValue(results.getString(2), MAP));
                    rows.add(row);
                }
                return rows;
            }
        }
    }
}
