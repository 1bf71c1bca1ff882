package dev.dataflow.bench.peers;

import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.using;
import static org.jooq.impl.DSL.val;

import dev.dataflow.bench.Customers;
import dev.dataflow.bench.JsonCustomers;
import dev.dataflow.bench.NewCustomer;
import dev.dataflow.bench.OwnDatabase;
import dev.dataflow.bench.Profile;
import java.math.BigDecimal;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jooq.BatchBindStep;
import org.jooq.Converter;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.Row7;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.conf.Settings;
import org.jooq.impl.SQLDataType;

/** jOOQ, with the fields that its generator would write and a converter for JSON. */
public record JooqCustomers(DSLContext sql) implements Customers, JsonCustomers {
    private static final Table<Record> CUSTOMER = table(name("customer"));
    private static final Field<Long> ID = field(name("id"), SQLDataType.BIGINT);
    private static final Field<String> EMAIL = field(name("email"), SQLDataType.VARCHAR);
    private static final Field<String> NAME = field(name("name"), SQLDataType.VARCHAR);
    private static final Field<String> CITY = field(name("city"), SQLDataType.VARCHAR);
    private static final Field<Boolean> ACTIVE = field(name("active"), SQLDataType.BOOLEAN);
    private static final Field<BigDecimal> BALANCE = field(name("balance"), SQLDataType.NUMERIC(12, 2));
    private static final Field<Instant> CREATED_AT = field(name("created_at"), SQLDataType.INSTANT);

    @SuppressWarnings("unchecked") // the class of a map says nothing of what is in it
    private static final Field<Map<String, Object>> PROFILE = field(
            name("profile"),
            SQLDataType.JSONB.asConvertedDataType(Converter.ofNullable(
                    JSONB.class,
                    (Class<Map<String, Object>>) (Class<?>) Map.class,
                    json -> Profile.parse(json.data()),
                    map -> JSONB.valueOf(Profile.text(map)))));

    private static final Field<?>[] ALL = {ID, EMAIL, NAME, CITY, ACTIVE, BALANCE, CREATED_AT, PROFILE};
    private static final int CHUNK = 1_000;

    /** Opens a pool and jOOQ. */
    public static JooqCustomers open() {
        return new JooqCustomers(
                using(OwnDatabase.newPool(), SQLDialect.POSTGRES, new Settings().withExecuteLogging(false)));
    }

    @Override
    public Object create(NewCustomer values) {
        return sql.insertInto(CUSTOMER, EMAIL, NAME, CITY, ACTIVE, BALANCE, CREATED_AT, PROFILE)
                .values(
                        values.email(),
                        values.name(),
                        values.city(),
                        values.active(),
                        values.balance(),
                        values.createdAt(),
                        values.profile())
                .returningResult(ID)
                .fetchOne();
    }

    @Override
    public Object findById(long id) {
        return sql.select(ALL).from(CUSTOMER).where(ID.eq(id)).fetchOne();
    }

    @Override
    public Object findOne(String email) {
        return sql.select(ALL).from(CUSTOMER).where(EMAIL.eq(email)).fetchOne();
    }

    @Override
    public Object update(long id, BigDecimal balance) {
        return sql.update(CUSTOMER).set(BALANCE, balance).where(ID.eq(id)).execute();
    }

    @Override
    public void updateEach(Map<Long, BigDecimal> balances) {
        sql.transaction(transaction -> {
            BatchBindStep batch = transaction
                    .dsl()
                    .batch(transaction
                            .dsl()
                            .update(CUSTOMER)
                            .set(BALANCE, (BigDecimal) null)
                            .where(ID.eq((Long) null)));
            balances.forEach((id, balance) -> batch.bind(balance, id));
            batch.execute();
        });
    }

    @Override
    public Object delete(long id) {
        return sql.deleteFrom(CUSTOMER).where(ID.eq(id)).execute();
    }

    @Override
    public void inTransaction(Work work) {
        sql.transaction(transaction -> work.on(new JooqCustomers(transaction.dsl())));
    }

    @Override
    public Connection connection() {
        return sql.connectionResult(connection -> connection);
    }

    @Override
    public List<Map<String, Object>> readAsMaps(int rows) {
        return sql.select(ALL).from(CUSTOMER).orderBy(ID).limit(rows).fetchMaps();
    }

    @Override
    public void insertAll(List<NewCustomer> rows) {
        sql.transaction(transaction -> {
            for (int from = 0; from < rows.size(); from += CHUNK) {
                transaction
                        .dsl()
                        .insertInto(CUSTOMER, EMAIL, NAME, CITY, ACTIVE, BALANCE, CREATED_AT, PROFILE)
                        .valuesOfRows(chunk(rows, from))
                        .execute();
            }
        });
    }

    @Override
    public void upsertAll(List<NewCustomer> rows) {
        sql.transaction(transaction -> {
            for (int from = 0; from < rows.size(); from += CHUNK) {
                transaction
                        .dsl()
                        .insertInto(CUSTOMER, EMAIL, NAME, CITY, ACTIVE, BALANCE, CREATED_AT, PROFILE)
                        .valuesOfRows(chunk(rows, from))
                        .onConflict(EMAIL)
                        .doUpdate()
                        .set(NAME, excluded(NAME))
                        .set(CITY, excluded(CITY))
                        .set(ACTIVE, excluded(ACTIVE))
                        .set(BALANCE, excluded(BALANCE))
                        .set(CREATED_AT, excluded(CREATED_AT))
                        .set(PROFILE, excluded(PROFILE))
                        .execute();
            }
        });
    }

    private static List<Row7<String, String, String, Boolean, BigDecimal, Instant, Map<String, Object>>> chunk(
            List<NewCustomer> rows, int from) {
        return rows.subList(from, Math.min(rows.size(), from + CHUNK)).stream()
                .map(values -> row(
                        values.email(),
                        values.name(),
                        values.city(),
                        values.active(),
                        values.balance(),
                        values.createdAt(),
                        values.profile()))
                .toList();
    }

    @Override
    public Object withRef(String ref) {
        return sql.select(ALL)
                .from(CUSTOMER)
                .where(condition("{0} @> jsonb_build_object('ref', {1})", PROFILE, val(ref).cast(SQLDataType.CLOB)))
                .orderBy(ID)
                .fetch();
    }

    @Override
    public Object setLanguage(long id, String language) {
        return sql.update(CUSTOMER)
                .set(
                        PROFILE,
                        field(
                                "jsonb_set({0}, '{preferences,language}', to_jsonb({1}))",
                                PROFILE.getDataType(), PROFILE, val(language).cast(SQLDataType.CLOB)))
                .where(ID.eq(id))
                .execute();
    }
}
