package dev.dataflow;

import dev.dataflow.postgres.Database;
import dev.dataflow.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import net.ttddyy.dsproxy.QueryCountHolder;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A database for one test class, with a DataFlow on it; every test finds the tables empty and the ids at 1. */
final class FacadeDatabase implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
    private static final String TRUNCATE = """
            do $$
            declare tables text := (select string_agg(oid::regclass::text, ', ') from pg_class
                where relkind = 'r' and relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
                    and relnamespace::regnamespace::text not like 'pg_toast%');
            begin
                if tables is not null then execute 'truncate ' || tables || ' restart identity cascade'; end if;
            end $$""";

    private final UnaryOperator<DataFlowBuilder> settings;
    private Database database;
    private DataFlow df;

    private FacadeDatabase(UnaryOperator<DataFlowBuilder> settings) {
        this.settings = settings;
    }

    static FacadeDatabase of(Class<?>... models) {
        return of(builder -> builder.models(models));
    }

    static FacadeDatabase of(UnaryOperator<DataFlowBuilder> settings) {
        return new FacadeDatabase(settings);
    }

    DataFlow df() {
        return df;
    }

    <T> Model<T> model(Class<T> entityClass) {
        return df.model(entityClass);
    }

    Database database() {
        return database;
    }

    /** Answers a builder for another DataFlow on the same database. */
    DataFlowBuilder builder() {
        return connected(DataFlow.builder(), database);
    }

    /** Answers a builder of a DataFlow whose {@link #statements} are counted. */
    DataFlowBuilder counting() {
        var counting = ProxyDataSourceBuilder.create(database.dataSource())
                .countQuery()
                .build();
        return builder().property("jakarta.persistence.nonJtaDataSource", counting);
    }

    /** Answers how many statements this thread sends meanwhile. */
    static long statements(Runnable work) {
        QueryCountHolder.clear();
        work.run();
        return QueryCountHolder.getGrandTotal().getTotal();
    }

    static DataFlowBuilder connected(DataFlowBuilder builder, Database database) {
        builder.jdbcUrl(database.url());
        if (database.username() != null) {
            builder.username(database.username());
        }
        if (database.password() != null) {
            builder.password(database.password());
        }
        return builder;
    }

    void execute(String sql) {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Answers the first column of all rows, past the facade. */
    List<Object> query(String sql) {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            List<Object> values = new ArrayList<>();
            while (results.next()) {
                values.add(results.getObject(1));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        database = PostgresServer.shared().newDatabase();
        df = settings.apply(builder()).build();
        df.createTables();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        execute(TRUNCATE);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (df != null) {
            df.close();
        }
        if (database != null) {
            database.close();
        }
    }
}
