package dev.dataflow.bench.peers;

import dev.dataflow.CreateOptions;
import dev.dataflow.DataFlow;
import dev.dataflow.Filter;
import dev.dataflow.Model;
import dev.dataflow.Query;
import dev.dataflow.Row;
import dev.dataflow.bench.Customers;
import dev.dataflow.bench.JsonCustomers;
import dev.dataflow.bench.NewCustomer;
import dev.dataflow.bench.OwnDatabase;
import dev.dataflow.bench.jpa.Customer;
import java.math.BigDecimal;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** DataFlow, with the pool it brings. */
public class DataFlowCustomers implements Customers, JsonCustomers {
    final DataFlow dataFlow = DataFlow.builder()
            .jdbcUrl(OwnDatabase.url())
            .username(OwnDatabase.username())
            .password(OwnDatabase.password())
            .maximumPoolSize(OwnDatabase.CONNECTIONS)
            .models(Customer.class)
            .build();
    final Model<Customer> customers = dataFlow.model(Customer.class);

    static Map<String, Object> values(NewCustomer customer) {
        return Map.of(
                "email", customer.email(),
                "name", customer.name(),
                "city", customer.city(),
                "active", customer.active(),
                "balance", customer.balance(),
                "createdAt", customer.createdAt(),
                "profile", customer.profile());
    }

    @Override
    public Object create(NewCustomer values) {
        return customers.create(values(values)).data();
    }

    @Override
    public Object findById(long id) {
        return customers.findById(id).data();
    }

    @Override
    public Object findOne(String email) {
        return customers.findOne(Map.of("email", email)).data();
    }

    @Override
    public Object update(long id, BigDecimal balance) {
        return customers.update(Map.of("id", id), Map.of("balance", balance)).data();
    }

    @Override
    public void updateEach(Map<Long, BigDecimal> balances) {
        List<Map<String, Object>> rows = new ArrayList<>(balances.size());
        balances.forEach((id, balance) -> rows.add(Map.of("id", id, "balance", balance)));
        customers.updateEach(rows).orThrow();
    }

    @Override
    public Object delete(long id) {
        return customers.delete(Map.of("id", id)).data();
    }

    @Override
    public void inTransaction(Work work) throws Exception {
        dataFlow.transaction(transaction -> {
            work.on(this);
        });
    }

    /** As every transaction does. */
    @Override
    public void inTransactionThatGoesOn(Work work) throws Exception {
        inTransaction(work);
    }

    @Override
    public Connection connection() {
        throw new UnsupportedOperationException("DataFlow keeps it for itself");
    }

    @Override
    public List<Row> readAsMaps(int rows) {
        return customers.findMany(Query.all().limit(rows)).data();
    }

    @Override
    public void insertAll(List<NewCustomer> rows) {
        customers
                .createMany(rows.stream().map(DataFlowCustomers::values).toList())
                .orThrow();
    }

    /** Stores rows without answering them. */
    public void insertAll(List<NewCustomer> rows, CreateOptions options) {
        customers
                .createMany(rows.stream().map(DataFlowCustomers::values), options)
                .orThrow();
    }

    @Override
    public void upsertAll(List<NewCustomer> rows) {
        customers
                .upsertMany(rows.stream().map(DataFlowCustomers::values).toList(), "email")
                .orThrow();
    }

    @Override
    public Object withRef(String ref) {
        return customers.findMany(Filter.eq("profile.ref", ref)).data();
    }

    @Override
    public Object setLanguage(long id, String language) {
        return customers
                .update(Map.of("id", id), Map.of("profile.preferences.language", language))
                .data();
    }
}
