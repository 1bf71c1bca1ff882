package dev.dataflow.bench.peers.spring;

import dev.dataflow.bench.Customers;
import dev.dataflow.bench.NewCustomer;
import dev.dataflow.bench.OwnDatabase;
import dev.dataflow.bench.jpa.Customer;
import jakarta.persistence.EntityManager;
import java.math.BigDecimal;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.domain.Limit;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A repository and, where an operation is more than one call, a transaction around them, as a service would have it.
 *
 * @param flushes whether a write is flushed before it answers
 */
public record SpringDataCustomers(
        CustomerRepository repository, TransactionTemplate transactions, EntityManager manager, boolean flushes)
        implements Customers {
    private static final int CHUNK = 1_000;

    /** Starts the application. */
    public static SpringDataCustomers open() {
        ConfigurableApplicationContext context = new SpringApplicationBuilder(SpringDataApplication.class)
                .web(WebApplicationType.NONE)
                .properties(Map.of(
                        "spring.main.banner-mode",
                        "off",
                        "spring.datasource.url",
                        OwnDatabase.url(),
                        "spring.datasource.username",
                        OwnDatabase.username(),
                        "spring.datasource.password",
                        OwnDatabase.password(),
                        "spring.datasource.hikari.maximum-pool-size",
                        OwnDatabase.CONNECTIONS,
                        "spring.jpa.hibernate.ddl-auto",
                        "none",
                        "spring.jpa.properties.hibernate.jdbc.batch_size",
                        50,
                        "spring.jpa.properties.hibernate.order_updates",
                        true))
                .run();
        return new SpringDataCustomers(
                context.getBean(CustomerRepository.class),
                context.getBean(TransactionTemplate.class),
                context.getBean(EntityManager.class),
                false);
    }

    @Override
    public Object create(NewCustomer values) {
        Customer customer = repository.save(new Customer(values));
        flush();
        return customer;
    }

    @Override
    public Object findById(long id) {
        return repository.findById(id).orElseThrow();
    }

    @Override
    public Object findOne(String email) {
        return repository.findByEmail(email).orElseThrow();
    }

    @Override
    public Object update(long id, BigDecimal balance) {
        return transactions.execute(status -> {
            Customer customer = repository.findById(id).orElseThrow();
            customer.balance = balance;
            flush();
            return customer;
        });
    }

    @Override
    public void updateEach(Map<Long, BigDecimal> balances) {
        transactions.executeWithoutResult(status -> repository
                .findAllById(balances.keySet())
                .forEach(customer -> customer.balance = balances.get(customer.id)));
    }

    @Override
    public Object delete(long id) {
        repository.deleteById(id);
        flush();
        return id;
    }

    private void flush() {
        if (flushes) {
            repository.flush();
        }
    }

    @Override
    public void inTransaction(Work work) {
        transactions.executeWithoutResult(status -> {
            try {
                work.on(this);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Override
    public Connection connection() {
        return manager.unwrap(Session.class).doReturningWork(connection -> connection);
    }

    @Override
    public Customers atOnce() {
        return new SpringDataCustomers(repository, transactions, manager, true);
    }

    @Override
    public List<Map<String, Object>> readAsMaps(int rows) {
        return repository.findMaps(Limit.of(rows));
    }

    @Override
    public void insertAll(List<NewCustomer> rows) {
        inChunks(rows, chunk -> chunk.stream().map(Customer::new).toList());
    }

    /** There is no upsert: what is there is loaded and changed, the rest is new. */
    @Override
    public void upsertAll(List<NewCustomer> rows) {
        inChunks(rows, chunk -> {
            Map<String, Customer> known =
                    repository
                            .findByEmailIn(
                                    chunk.stream().map(NewCustomer::email).toList())
                            .stream()
                            .collect(Collectors.toMap(customer -> customer.email, Function.identity()));
            List<Customer> stored = new ArrayList<>();
            for (NewCustomer row : chunk) {
                Customer customer = known.get(row.email());
                if (customer == null) {
                    stored.add(new Customer(row));
                } else {
                    customer.take(row);
                }
            }
            return stored;
        });
    }

    private void inChunks(List<NewCustomer> rows, Function<List<NewCustomer>, List<Customer>> toStore) {
        transactions.executeWithoutResult(status -> {
            for (int from = 0; from < rows.size(); from += CHUNK) {
                repository.saveAll(toStore.apply(rows.subList(from, Math.min(rows.size(), from + CHUNK))));
                repository.flush();
                manager.clear();
            }
        });
    }
}
