package dev.dataflow.bench.peers;

import dev.dataflow.bench.OwnDatabase;
import org.hibernate.SessionFactory;
import org.hibernate.boot.model.naming.PhysicalNamingStrategySnakeCaseImpl;
import org.hibernate.cfg.Configuration;

/** Hibernate as an application without a framework sets it up. */
final class Hibernates {
    private Hibernates() {}

    static SessionFactory open(Class<?> entity) {
        Configuration configuration = new Configuration().addAnnotatedClass(entity);
        configuration.setPhysicalNamingStrategy(new PhysicalNamingStrategySnakeCaseImpl());
        configuration.getProperties().put("hibernate.connection.datasource", OwnDatabase.newPool());
        configuration.setProperty("hibernate.jdbc.batch_size", "50");
        configuration.setProperty("hibernate.order_updates", "true");
        configuration.setProperty("hibernate.query.hql.json_functions_enabled", "true");
        return configuration.buildSessionFactory();
    }
}
