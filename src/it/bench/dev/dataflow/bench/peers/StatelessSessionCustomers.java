package dev.dataflow.bench.peers;

import dev.dataflow.bench.Customers;
import dev.dataflow.bench.NewCustomer;
import dev.dataflow.bench.jpa.Customer;
import java.math.BigDecimal;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.hibernate.SessionFactory;
import org.hibernate.SharedSessionContract;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;

/**
 * Hibernate without a persistence context: every operation is a statement, and so is a change.
 *
 * @param bound the session of the transaction, inside of one
 */
public record StatelessSessionCustomers(
        SessionFactory factory, @Nullable StatelessSession bound) implements Customers {
    private static final int CHUNK = 1_000;

    /** Opens a pool and Hibernate. */
    public static StatelessSessionCustomers open() {
        return new StatelessSessionCustomers(Hibernates.open(Customer.class), null);
    }

    private <R> R run(Function<StatelessSession, R> work) {
        return bound == null ? factory.fromStatelessTransaction(work) : work.apply(bound);
    }

    private <R> R read(Function<StatelessSession, R> work) {
        if (bound != null) {
            return work.apply(bound);
        }
        try (StatelessSession session = factory.openStatelessSession()) {
            return work.apply(session);
        }
    }

    @Override
    public Object create(NewCustomer values) {
        return run(session -> {
            Customer customer = new Customer(values);
            session.insert(customer);
            return customer;
        });
    }

    @Override
    public Object findById(long id) {
        return read(session -> session.get(Customer.class, id));
    }

    @Override
    public Object findOne(String email) {
        return read(session -> session.createSelectionQuery("from Customer where email = :email", Customer.class)
                .setParameter("email", email)
                .getSingleResult());
    }

    @Override
    public Object update(long id, BigDecimal balance) {
        return run(session -> session.createMutationQuery("update Customer set balance = :balance where id = :id")
                .setParameter("balance", balance)
                .setParameter("id", id)
                .executeUpdate());
    }

    @Override
    public void updateEach(Map<Long, BigDecimal> balances) {
        run(session -> {
            List<Customer> found = session.getMultiple(Customer.class, List.copyOf(balances.keySet()));
            found.forEach(customer -> customer.balance = balances.get(customer.id));
            session.updateMultiple(found);
            return found.size();
        });
    }

    @Override
    public Object delete(long id) {
        return run(session -> {
            Customer customer = Customer.withId(id);
            session.delete(customer);
            return customer;
        });
    }

    @Override
    public void inTransaction(Work work) throws Exception {
        try (StatelessSession session = factory.openStatelessSession()) {
            session.beginTransaction();
            work.on(new StatelessSessionCustomers(factory, session));
            session.getTransaction().commit();
        }
    }

    @Override
    public Connection connection() {
        return ((SharedSessionContract) bound).doReturningWork(connection -> connection);
    }

    @Override
    @SuppressWarnings("unchecked") // Hibernate makes the map of the aliases
    public List<Map<String, Object>> readAsMaps(int rows) {
        return read(session -> (List<Map<String, Object>>)
                (List<?>) session.createSelectionQuery(EntityManagerCustomers.MAPS, Map.class)
                        .setMaxResults(rows)
                        .getResultList());
    }

    @Override
    public void insertAll(List<NewCustomer> rows) {
        run(session -> {
            session.insertMultiple(rows.stream().map(Customer::new).toList());
            return rows.size();
        });
    }

    /** {@code StatelessSession.upsert} knows the id only: what is there is looked up first. */
    @Override
    public void upsertAll(List<NewCustomer> rows) {
        run(session -> {
            for (int from = 0; from < rows.size(); from += CHUNK) {
                upsert(session, rows.subList(from, Math.min(rows.size(), from + CHUNK)));
            }
            return rows.size();
        });
    }

    private static void upsert(StatelessSession session, List<NewCustomer> rows) {
        Map<String, Long> known = new HashMap<>();
        session.createSelectionQuery("select email, id from Customer where email in :emails", Object[].class)
                .setParameter("emails", rows.stream().map(NewCustomer::email).toList())
                .getResultList()
                .forEach(row -> known.put((String) row[0], (Long) row[1]));
        List<Customer> stored = new ArrayList<>();
        List<Customer> fresh = new ArrayList<>();
        for (NewCustomer row : rows) {
            Long id = known.get(row.email());
            if (id == null) {
                fresh.add(new Customer(row));
            } else {
                Customer customer = Customer.withId(id);
                customer.take(row);
                stored.add(customer);
            }
        }
        session.updateMultiple(stored);
        session.insertMultiple(fresh);
    }
}
