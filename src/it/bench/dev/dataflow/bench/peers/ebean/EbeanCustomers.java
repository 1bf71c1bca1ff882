package dev.dataflow.bench.peers.ebean;

import dev.dataflow.bench.Customers;
import dev.dataflow.bench.NewCustomer;
import dev.dataflow.bench.OwnDatabase;
import dev.dataflow.bench.Profile;
import io.ebean.Database;
import io.ebean.InsertOptions;
import io.ebean.SqlRow;
import io.ebean.Transaction;
import java.math.BigDecimal;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Ebean with enhanced entities; its transaction is the thread's. */
public record EbeanCustomers(Database database) implements Customers {
    private static final InsertOptions ON_CONFLICT = InsertOptions.builder()
            .onConflictUpdate()
            .uniqueColumns("email")
            .updateSet(
                    "name = excluded.name, city = excluded.city, active = excluded.active, balance = excluded.balance,"
                            + " created_at = excluded.created_at, profile = excluded.profile")
            .getGeneratedKeys(false)
            .build();

    /** Opens a pool and Ebean. */
    public static EbeanCustomers open() {
        return new EbeanCustomers(Database.builder()
                .name("bench")
                .dataSource(OwnDatabase.newPool())
                .addClass(EbeanCustomer.class)
                .defaultDatabase(true)
                .build());
    }

    @Override
    public Object create(NewCustomer values) {
        EbeanCustomer customer = new EbeanCustomer(values);
        database.insert(customer);
        return customer;
    }

    @Override
    public Object findById(long id) {
        return database.find(EbeanCustomer.class, id).withProfile();
    }

    @Override
    public Object findOne(String email) {
        return database.find(EbeanCustomer.class)
                .where()
                .eq("email", email)
                .findOne()
                .withProfile();
    }

    @Override
    public Object update(long id, BigDecimal balance) {
        return database.update(EbeanCustomer.class)
                .set("balance", balance)
                .where()
                .idEq(id)
                .update();
    }

    /** A bean that knows its id and what has changed is updated without a look at the row. */
    @Override
    public void updateEach(Map<Long, BigDecimal> balances) {
        List<EbeanCustomer> changed = new ArrayList<>(balances.size());
        balances.forEach((id, balance) -> changed.add(new EbeanCustomer(id, balance)));
        try (Transaction transaction = database.beginTransaction()) {
            transaction.setBatchMode(true);
            transaction.setBatchSize(1_000);
            database.updateAll(changed);
            transaction.commit();
        }
    }

    @Override
    public Object delete(long id) {
        return database.delete(EbeanCustomer.class, id);
    }

    @Override
    public void inTransaction(Work work) throws Exception {
        try (Transaction transaction = database.beginTransaction()) {
            work.on(this);
            transaction.commit();
        }
    }

    @Override
    public Connection connection() {
        return database.currentTransaction().connection();
    }

    @Override
    public Customers atOnce() {
        database.currentTransaction().setBatchMode(false);
        return this;
    }

    /** Ebean's maps leave JSON to their user. */
    @Override
    public List<SqlRow> readAsMaps(int rows) {
        List<SqlRow> maps = database.sqlQuery(
                        "select id, email, name, city, active, balance, created_at, profile from customer order by id limit :limit")
                .setParameter("limit", rows)
                .findList();
        maps.forEach(map -> map.put("profile", Profile.parse(map.get("profile").toString())));
        return maps;
    }

    @Override
    public void insertAll(List<NewCustomer> rows) {
        try (Transaction transaction = database.beginTransaction()) {
            batching(transaction);
            database.insertAll(rows.stream().map(EbeanCustomer::new).toList());
            transaction.commit();
        }
    }

    @Override
    public void upsertAll(List<NewCustomer> rows) {
        try (Transaction transaction = database.beginTransaction()) {
            batching(transaction);
            database.insertAll(rows.stream().map(EbeanCustomer::new).toList(), ON_CONFLICT);
            transaction.commit();
        }
    }

    private static void batching(Transaction transaction) {
        transaction.setBatchMode(true);
        transaction.setBatchSize(1_000);
        transaction.setGetGeneratedKeys(false);
    }
}
