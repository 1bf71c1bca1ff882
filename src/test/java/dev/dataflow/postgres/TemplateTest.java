package dev.dataflow.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class TemplateTest {

    @Test
    void clonesHaveWhatTheBuilderMadeAndNothingOfEachOther() throws SQLException {
        Template template = PostgresServer.shared()
                .template("clones", empty -> execute(empty, "create table users (id int primary key)"));

        try (Database one = template.newDatabase();
                Database other = template.newDatabase()) {
            execute(one, "insert into users values (1)");
            execute(other, "insert into users values (1)");

            assertThat(one.url()).isNotEqualTo(other.url());
        }
    }

    private static void execute(Database database, String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
