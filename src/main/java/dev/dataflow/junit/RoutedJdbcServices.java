package dev.dataflow.junit;

import org.hibernate.dialect.Dialect;
import org.hibernate.engine.jdbc.LobCreationContext;
import org.hibernate.engine.jdbc.LobCreator;
import org.hibernate.engine.jdbc.connections.spi.JdbcConnectionAccess;
import org.hibernate.engine.jdbc.env.spi.ExtractedDatabaseMetaData;
import org.hibernate.engine.jdbc.env.spi.JdbcEnvironment;
import org.hibernate.engine.jdbc.spi.JdbcServices;
import org.hibernate.engine.jdbc.spi.SqlExceptionHelper;
import org.hibernate.engine.jdbc.spi.SqlStatementLogger;
import org.hibernate.sql.ast.spi.ParameterMarkerStrategy;

/** Hibernate's JDBC services with connections of a test class. */
record RoutedJdbcServices(JdbcServices shared, JdbcConnectionAccess access) implements JdbcServices {
    @Override
    public JdbcConnectionAccess getBootstrapJdbcConnectionAccess() {
        return access;
    }

    @Override
    public JdbcEnvironment getJdbcEnvironment() {
        return shared.getJdbcEnvironment();
    }

    @Override
    public Dialect getDialect() {
        return shared.getDialect();
    }

    @Override
    public SqlStatementLogger getSqlStatementLogger() {
        return shared.getSqlStatementLogger();
    }

    @Override
    public ParameterMarkerStrategy getParameterMarkerStrategy() {
        return shared.getParameterMarkerStrategy();
    }

    @Override
    public SqlExceptionHelper getSqlExceptionHelper() {
        return shared.getSqlExceptionHelper();
    }

    @Override
    public ExtractedDatabaseMetaData getExtractedMetaDataSupport() {
        return shared.getExtractedMetaDataSupport();
    }

    @Override
    public LobCreator getLobCreator(LobCreationContext context) {
        return shared.getLobCreator(context);
    }
}
