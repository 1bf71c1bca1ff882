package dev.dataflow.bench.peers;

import dev.dataflow.bench.Customers;
import dev.dataflow.bench.NewCustomer;
import dev.dataflow.bench.jpa.Customer;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.math.BigDecimal;
import java.sql.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/**
 * JPA: entities are loaded and changed, in a transaction, and flushed.
 *
 * @param bound the entity manager of the transaction, inside of one
 * @param flushes whether a write of the transaction is flushed before it answers
 */
public record EntityManagerCustomers(
        EntityManagerFactory factory, @Nullable EntityManager bound, boolean flushes) implements Customers {
    /** One statement reads a list of rows as maps. */
    static final String MAPS =
            "select c.id as id, c.email as email, c.name as name, c.city as city, c.active as active, c.balance as balance,"
                    + " c.createdAt as createdAt, c.profile as profile from Customer c order by c.id";

    private static final int CHUNK = 1_000;

    /** Opens a pool and Hibernate. */
    public static EntityManagerCustomers open() {
        return new EntityManagerCustomers(Hibernates.open(Customer.class), null, false);
    }

    private <R> R run(Function<EntityManager, R> work) {
        if (bound == null) {
            return factory.callInTransaction(work);
        }
        R result = work.apply(bound);
        if (flushes) {
            bound.flush();
        }
        return result;
    }

    /** Reads need no transaction. */
    private <R> R read(Function<EntityManager, R> work) {
        if (bound != null) {
            return work.apply(bound);
        }
        try (EntityManager manager = factory.createEntityManager()) {
            return work.apply(manager);
        }
    }

    @Override
    public Object create(NewCustomer values) {
        return run(manager -> {
            Customer customer = new Customer(values);
            manager.persist(customer);
            return customer;
        });
    }

    @Override
    public Object findById(long id) {
        return read(manager -> manager.find(Customer.class, id));
    }

    @Override
    public Object findOne(String email) {
        return read(manager -> manager.createQuery("from Customer where email = :email", Customer.class)
                .setParameter("email", email)
                .getSingleResult());
    }

    @Override
    public Object update(long id, BigDecimal balance) {
        return run(manager -> {
            Customer customer = manager.find(Customer.class, id);
            customer.balance = balance;
            return customer;
        });
    }

    @Override
    public void updateEach(Map<Long, BigDecimal> balances) {
        factory.runInTransaction(manager -> manager.createQuery("from Customer where id in :ids", Customer.class)
                .setParameter("ids", balances.keySet())
                .getResultList()
                .forEach(customer -> customer.balance = balances.get(customer.id)));
    }

    @Override
    public Object delete(long id) {
        return run(manager -> {
            Customer customer = manager.find(Customer.class, id);
            manager.remove(customer);
            return customer;
        });
    }

    @Override
    public void inTransaction(Work work) throws Exception {
        try (EntityManager manager = factory.createEntityManager()) {
            manager.getTransaction().begin();
            work.on(new EntityManagerCustomers(factory, manager, false));
            manager.getTransaction().commit();
        }
    }

    @Override
    public Connection connection() {
        return bound.unwrap(Session.class).doReturningWork(connection -> connection);
    }

    @Override
    public Customers atOnce() {
        return new EntityManagerCustomers(factory, bound, true);
    }

    @Override
    @SuppressWarnings("unchecked") // Hibernate makes the map of the aliases
    public List<Map<String, Object>> readAsMaps(int rows) {
        return read(manager -> (List<Map<String, Object>>) (List<?>)
                manager.createQuery(MAPS, Map.class).setMaxResults(rows).getResultList());
    }

    @Override
    public void insertAll(List<NewCustomer> rows) {
        factory.runInTransaction(manager -> {
            for (int i = 0; i < rows.size(); i++) {
                manager.persist(new Customer(rows.get(i)));
                if ((i + 1) % CHUNK == 0) {
                    manager.flush();
                    manager.clear();
                }
            }
        });
    }

    /** JPA has no upsert: what is there is loaded and changed, the rest is new. */
    @Override
    public void upsertAll(List<NewCustomer> rows) {
        factory.runInTransaction(manager -> {
            for (int from = 0; from < rows.size(); from += CHUNK) {
                List<NewCustomer> chunk = rows.subList(from, Math.min(rows.size(), from + CHUNK));
                Map<String, Customer> known = new HashMap<>();
                manager.createQuery("from Customer where email in :emails", Customer.class)
                        .setParameter(
                                "emails", chunk.stream().map(NewCustomer::email).toList())
                        .getResultList()
                        .forEach(customer -> known.put(customer.email, customer));
                for (NewCustomer row : chunk) {
                    Customer customer = known.get(row.email());
                    if (customer == null) {
                        manager.persist(new Customer(row));
                    } else {
                        customer.take(row);
                    }
                }
                manager.flush();
                manager.clear();
            }
        });
    }
}
