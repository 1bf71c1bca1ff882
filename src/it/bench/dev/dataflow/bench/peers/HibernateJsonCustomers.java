package dev.dataflow.bench.peers;

import dev.dataflow.bench.JsonCustomers;
import dev.dataflow.bench.jpa.JsonCustomer;
import org.hibernate.SessionFactory;

/** The JSON functions of HQL, which no GIN index serves. */
public record HibernateJsonCustomers(SessionFactory factory) implements JsonCustomers {
    /** Opens a pool and Hibernate. */
    public static HibernateJsonCustomers open() {
        return new HibernateJsonCustomers(Hibernates.open(JsonCustomer.class));
    }

    @Override
    public Object withRef(String ref) {
        try (var session = factory.openStatelessSession()) {
            return session.createSelectionQuery(
                            "from JsonCustomer c where json_value(c.profile, '$.ref') = :ref order by c.id",
                            JsonCustomer.class)
                    .setParameter("ref", ref)
                    .getResultList();
        }
    }

    @Override
    public Object setLanguage(long id, String language) {
        return factory.fromStatelessTransaction(session -> session.createMutationQuery(
                        "update JsonCustomer c set c.profile = json_set(c.profile, '$.preferences.language', :language)"
                                + " where c.id = :id")
                .setParameter("language", language)
                .setParameter("id", id)
                .executeUpdate());
    }
}
