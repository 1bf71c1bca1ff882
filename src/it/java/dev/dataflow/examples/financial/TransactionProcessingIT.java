package dev.dataflow.examples.financial;

import static dev.dataflow.Change.increment;
import static dev.dataflow.Filter.eq;
import static dev.dataflow.Filter.or;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dataflow.DataFlow;
import dev.dataflow.DataFlowException;
import dev.dataflow.ErrorCode;
import dev.dataflow.Model;
import dev.dataflow.Result;
import dev.dataflow.Row;
import dev.dataflow.junit.DataFlowTest;
import dev.dataflow.junit.Isolation;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A bank's accounts: money comes in, goes out, moves from one to another, and is held when something looks wrong. */
@DataFlowTest(models = {Account.class, Transaction.class, FraudAlert.class})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TransactionProcessingIT {

    @Test
    @Order(1)
    @Tag("example")
    void financial_transaction_processing(DataFlow df) {
        df.createTables();
        Model<Account> accounts = df.model(Account.class);
        Model<Transaction> transactions = df.model(Transaction.class);
        Model<FraudAlert> alerts = df.model(FraudAlert.class);

        // 1. Create customer accounts
        Result<Row> checkingOpened = accounts.create(Map.ofEntries(
                entry("accountNumber", "CHK-001-123456"),
                entry("accountType", "checking"),
                entry("customerId", 1001),
                entry("balance", money("5000.00")),
                entry("openedDate", "2024-01-01"),
                entry("dailyLimit", money("2000.00")),
                entry("monthlyLimit", money("20000.00"))));
        assertThat(checkingOpened.success()).isTrue();
        Result<Row> savingsOpened = accounts.create(Map.ofEntries(
                entry("accountNumber", "SAV-001-123457"),
                entry("accountType", "savings"),
                entry("customerId", 1001),
                entry("balance", money("15000.00")),
                entry("openedDate", "2024-01-01"),
                entry("dailyLimit", money("1000.00")),
                entry("monthlyLimit", money("10000.00"))));
        assertThat(savingsOpened.success()).isTrue();
        Result<Row> otherOpened = accounts.create(Map.ofEntries(
                entry("accountNumber", "CHK-002-123458"),
                entry("accountType", "checking"),
                entry("customerId", 1002),
                entry("balance", money("3000.00")),
                entry("openedDate", "2024-01-01")));
        assertThat(otherOpened.success()).isTrue();
        Object checking = checkingOpened.data().id();
        Object savings = savingsOpened.data().id();

        // 2. Process regular transactions
        List<Map<String, Object>> regular = List.of(
                Map.ofEntries(
                        entry("account", checking),
                        entry("transactionType", "deposit"),
                        entry("amount", money("1500.00")),
                        entry("description", "Payroll deposit"),
                        entry("referenceNumber", "PAY-20240115-001"),
                        entry("transactionDate", "2024-01-15"),
                        entry("metadata", Map.of("source", "employer", "payroll_id", "PR-001"))),
                Map.ofEntries(
                        entry("account", checking),
                        entry("transactionType", "withdrawal"),
                        entry("amount", money("200.00")),
                        entry("description", "ATM withdrawal"),
                        entry("referenceNumber", "ATM-20240116-001"),
                        entry("transactionDate", "2024-01-16"),
                        entry("fees", money("2.50")),
                        entry("metadata", Map.of("atm_id", "ATM-12345", "location", "Main St"))));
        for (Map<String, Object> request : regular) {
            Result<Row> created = transactions.create(request);
            assertThat(created.success()).isTrue();
            Row transaction = created.data();

            // Update the account's balance
            BigDecimal balance = accounts.findOne(Map.of("id", checking)).data().getDecimal("balance");
            BigDecimal amount = transaction.getDecimal("amount");
            BigDecimal newBalance = transaction.get("transactionType").equals("deposit")
                    ? balance.add(amount)
                    : balance.subtract(amount).subtract(transaction.getDecimal("fees"));
            Object date = transaction.get("transactionDate");
            Map<String, Object> booking = Map.of("balance", newBalance, "lastActivity", date);
            accounts.update(Map.of("id", checking), booking).orThrow();

            // Update the transaction's status
            Map<String, Object> completion = Map.of("status", "completed", "processedDate", date);
            transactions.update(Map.of("id", transaction.id()), completion).orThrow();
        }

        // 3. Verify account balances: 5000.00 + 1500.00 - 200.00 - 2.50 = 6297.50
        assertThat(balance(df, checking)).isEqualTo(money("6297.50"));

        // 4. Process an inter-account transfer: one transaction, all of it or nothing (the document commits six times)
        BigDecimal amount = money("1000.00");
        BigDecimal fee = money("5.00");
        Map<String, Object> transferOut = Map.ofEntries(
                entry("account", checking),
                entry("transactionType", "transfer_out"),
                entry("amount", amount),
                entry("description", "Transfer to savings"),
                entry("referenceNumber", "TXF-9C0D1E2F"),
                entry("transactionDate", "2024-01-17"),
                entry("toAccount", savings),
                entry("fees", fee));
        Map<String, Object> transferIn = Map.ofEntries(
                entry("account", savings),
                entry("transactionType", "transfer_in"),
                entry("amount", amount),
                entry("description", "Transfer from checking"),
                entry("referenceNumber", "TXF-9C0D1E2F"),
                entry("transactionDate", "2024-01-17"),
                entry("fromAccount", checking));
        df.transaction(tx -> {
            // Both sides; the database computes the new balance, so that what others book meanwhile is not lost
            for (Map<String, Object> side : List.of(transferOut, transferIn)) {
                Result<Row> created = transactions.create(side);
                assertThat(created.success()).isTrue();
                Row transaction = created.data();

                BigDecimal change = side == transferOut ? amount.add(fee).negate() : amount;
                Map<String, Object> booking = Map.of("balance", increment(change), "lastActivity", "2024-01-17");
                accounts.update(Map.of("id", side.get("account")), booking).orThrow();
                Map<String, Object> completion = Map.of("status", "completed", "processedDate", "2024-01-17");
                transactions.update(Map.of("id", transaction.id()), completion).orThrow();
            }
        });

        // 5. Verify the transfer's results
        // Checking: 6297.50 - 1000.00 - 5.00 = 5292.50
        Row finalChecking = accounts.findOne(Map.of("id", checking)).data();
        assertThat(finalChecking.getDecimal("balance")).isEqualTo(money("5292.50"));
        // Savings: 15000.00 + 1000.00 = 16000.00
        Row finalSavings = accounts.findOne(Map.of("id", savings)).data();
        assertThat(finalSavings.getDecimal("balance")).isEqualTo(money("16000.00"));

        // 6. Fraud detection scenario: a suspicious large withdrawal
        BigDecimal suspicious = money("3000.00");
        BigDecimal dailyLimit = finalChecking.getDecimal("dailyLimit");
        assertThat(suspicious).isGreaterThan(dailyLimit);
        // Create a fraud alert, as yet without a transaction
        String description = "Large withdrawal attempt: $" + suspicious + " exceeds daily limit $" + dailyLimit;
        Result<Row> alert = alerts.create(Map.ofEntries(
                entry("account", checking),
                entry("alertType", "amount"),
                entry("severity", "high"),
                entry("description", description),
                entry("triggeredDate", "2024-01-18")));
        assertThat(alert.success()).isTrue();
        // Block the transaction
        Result<Row> blocked = transactions.create(Map.ofEntries(
                entry("account", checking),
                entry("transactionType", "withdrawal"),
                entry("amount", suspicious),
                entry("description", "ATM withdrawal"),
                entry("referenceNumber", "ATM-20240118-001"),
                entry("transactionDate", "2024-01-18"),
                entry("metadata", Map.of("atm_id", "ATM-99999", "location", "Unknown City")),
                entry("status", "failed")));
        assertThat(blocked.success()).isTrue();
        // Update the fraud alert with the transaction
        Map<String, Object> withTransaction =
                Map.of("transaction", blocked.data().id());
        alerts.update(Map.of("id", alert.data().id()), withTransaction).orThrow();
        // The balance is unchanged
        assertThat(balance(df, checking)).isEqualTo(money("5292.50"));

        // 7. Transaction history analysis (the document expects 4 completed where its own filter finds 3)
        List<Row> ofAccount = transactions.findMany(Map.of("account", checking)).data();
        assertThat(withStatus("completed", ofAccount)).hasSize(3); // deposit, withdrawal, transfer_out
        assertThat(withStatus("failed", ofAccount)).hasSize(1); // the blocked one
        // With the other side of its transfers there are 4
        List<Row> withTransfers = transactions
                .findMany(or(eq("account", checking), eq("fromAccount", checking)))
                .data();
        assertThat(withStatus("completed", withTransfers)).hasSize(4);
        assertThat(withStatus("failed", withTransfers)).hasSize(1);

        // 8. Monthly summary calculation, the same for both
        for (List<Row> history : List.of(ofAccount, withTransfers)) {
            List<Row> completed = withStatus("completed", history);
            BigDecimal totalDeposits = sum("amount", ofType(List.of("deposit"), completed));
            BigDecimal totalWithdrawals = sum("amount", ofType(List.of("withdrawal", "transfer_out"), completed));
            BigDecimal totalFees = sum("fees", completed);
            assertThat(totalDeposits).isEqualTo(money("1500.00"));
            assertThat(totalWithdrawals).isEqualTo(money("1200.00")); // 200 + 1000
            assertThat(totalFees).isEqualTo(money("7.50")); // 2.50 + 5.00
        }
    }

    @Test
    void a_transfer_to_an_account_that_does_not_exist_leaves_both_sides_as_they_were(DataFlow df) {
        Object alice = open(df, "CHK-1", "100.00");

        assertThatExceptionOfType(DataFlowException.class)
                .isThrownBy(() -> transfer(df, alice, 4711, "60.00"))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));

        assertThat(balance(df, alice)).isEqualTo(money("100.00"));
    }

    @Test
    void a_transfer_that_fails_half_way_leaves_both_balances_as_they_were(DataFlow df) {
        Object alice = open(df, "CHK-1", "100.00");
        Object bob = open(df, "CHK-2", "100.00");

        // Bob has his money already when it turns out that Alice has not that much.
        assertThatExceptionOfType(DataFlowException.class)
                .isThrownBy(() -> df.transaction(tx -> {
                    book(df, bob, "100.01");
                    assertThat(balance(df, bob)).isEqualTo(money("200.01"));
                    book(df, alice, "-100.01");
                }))
                .satisfies(e -> assertThat(e.failure().constraint()).isEqualTo("account_not_overdrawn"))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CHECK_VIOLATION));

        assertThat(balance(df, alice)).isEqualTo(money("100.00"));
        assertThat(balance(df, bob)).isEqualTo(money("100.00"));
    }

    @Test
    void only_a_credit_account_may_be_overdrawn(DataFlow df) {
        Model<Account> accounts = df.model(Account.class);

        Result<Row> credit = accounts.create(account("accountType", "credit", "balance", money("-50.00")));
        Result<Row> savings = accounts.create(account("accountType", "savings", "balance", money("-50.00")));

        assertThat(credit.success()).isTrue();
        assertThat(savings.error().code()).isEqualTo(ErrorCode.CHECK_VIOLATION);
    }

    @Test
    void a_request_that_arrives_twice_is_booked_once(DataFlow df) {
        Model<Transaction> transactions = df.model(Transaction.class);
        Object alice = open(df, "CHK-1", "100.00");
        transactions.create(deposit(alice, "description", "Payroll")).orThrow();

        Result<Row> again = transactions.create(deposit(alice, "description", "Payroll"));

        assertThat(again.error().code()).isEqualTo(ErrorCode.UNIQUE_VIOLATION);
        assertThat(again.error().attributes()).containsExactly("account", "referenceNumber");
    }

    @Test
    void a_transaction_is_refused_with_the_attribute_to_blame(DataFlow df) {
        Object alice = open(df, "CHK-1", "100.00");

        assertRefused(df, deposit(alice, "amount", money("-1.00")), ErrorCode.VALIDATION, "amount");
        assertRefused(df, deposit(alice, "amount", money("0.001")), ErrorCode.INVALID_INPUT, "amount");
        assertRefused(df, deposit(alice, "amount", "ten dollars"), ErrorCode.INVALID_INPUT, "amount");
        assertRefused(df, deposit(alice, "currency", "dollars"), ErrorCode.INVALID_INPUT, "currency");
        assertRefused(df, deposit(alice, "currency", "usd"), ErrorCode.VALIDATION, "currency");
        assertRefused(df, deposit(alice, "status", "maybe"), ErrorCode.CHECK_VIOLATION, "status");
        assertRefused(df, deposit(alice, "transactionDate", "17.01.2024"), ErrorCode.INVALID_INPUT, "transactionDate");
        assertRefused(df, deposit(alice, "account", 4711), ErrorCode.FOREIGN_KEY_VIOLATION, "account");
        assertRefused(df, deposit(alice, "ammount", 1), ErrorCode.INVALID_INPUT, "ammount");
        assertRefused(df, Map.of("account", alice, "amount", 1), ErrorCode.NOT_NULL_VIOLATION, "transactionType");
        assertThat(df.model(Transaction.class).count().data()).isZero();
    }

    private static void assertRefused(DataFlow df, Map<String, ?> transaction, ErrorCode code, String attribute) {
        Result<Row> refused = df.model(Transaction.class).create(transaction);

        assertThat(refused.success()).isFalse();
        assertThat(refused.error().code()).isEqualTo(code);
        assertThat(refused.error().attributes()).contains(attribute);
    }

    /** With a database of its own for each test, and real connections, so that the threads truly meet. */
    @Nested
    @DataFlowTest(
            models = {Account.class, Transaction.class, FraudAlert.class},
            isolation = Isolation.DATABASE)
    class AtTheSameTime {

        /** Each holds the row that the other waits for: PostgreSQL ends one of the two, which then runs again by itself. */
        @Test
        void two_opposite_transfers_both_arrive(DataFlow df) throws Exception {
            Object alice = open(df, "CHK-1", "100.00");
            Object bob = open(df, "CHK-2", "100.00");
            CountDownLatch bothHaveWithdrawn = new CountDownLatch(2);
            AtomicInteger attempts = new AtomicInteger();

            inParallel(
                    () -> df.transaction(tx -> {
                        attempts.incrementAndGet();
                        book(df, alice, "-30.00");
                        meet(bothHaveWithdrawn);
                        return book(df, bob, "30.00");
                    }),
                    () -> df.transaction(tx -> {
                        attempts.incrementAndGet();
                        book(df, bob, "-50.00");
                        meet(bothHaveWithdrawn);
                        return book(df, alice, "50.00");
                    }));

            assertThat(attempts.get()).isGreaterThan(2); // the two transfers, and what had to run again
            assertThat(balance(df, alice)).isEqualTo(money("120.00"));
            assertThat(balance(df, bob)).isEqualTo(money("80.00"));
        }

        private void meet(CountDownLatch all) throws InterruptedException {
            all.countDown();
            all.await(10, TimeUnit.SECONDS);
        }
    }

    private static void inParallel(Callable<Row> one, Callable<Row> other) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (Future<Row> answer : threads.invokeAll(List.of(one, other))) {
                answer.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    private static void transfer(DataFlow df, Object from, Object to, String amount) {
        df.transaction(tx -> {
            book(df, from, "-" + amount);
            book(df, to, amount);
        });
    }

    /** The database adds to the balance of that moment; who fails leaves the transaction by an exception, which undoes the rest. */
    private static Row book(DataFlow df, Object account, String amount) {
        return df.model(Account.class)
                .update(Map.of("id", account), Map.of("balance", increment(money(amount))))
                .orThrow();
    }

    private static Object open(DataFlow df, String accountNumber, String balance) {
        Map<String, Object> account = account("accountNumber", accountNumber, "balance", money(balance));
        return df.model(Account.class).create(account).data().id();
    }

    /** A good account, but for two attributes. */
    private static Map<String, Object> account(String attribute, Object value, String other, Object otherValue) {
        Map<String, Object> account = new HashMap<>(Map.ofEntries(
                entry("accountNumber", "CHK-1"),
                entry("accountType", "checking"),
                entry("customerId", 1001),
                entry("balance", money("100.00")),
                entry("openedDate", "2024-01-01")));
        account.put(attribute, value);
        account.put(other, otherValue);
        return account;
    }

    /** A good deposit on this account, but for one attribute. */
    private static Map<String, Object> deposit(Object account, String attribute, Object value) {
        Map<String, Object> deposit = new HashMap<>(Map.ofEntries(
                entry("account", account),
                entry("transactionType", "deposit"),
                entry("amount", money("10.00")),
                entry("description", "Payroll deposit"),
                entry("referenceNumber", "PAY-1"),
                entry("transactionDate", "2024-01-17")));
        deposit.put(attribute, value);
        return deposit;
    }

    private static BigDecimal balance(DataFlow df, Object account) {
        return df.model(Account.class).findById(account).data().getDecimal("balance");
    }

    private static List<Row> withStatus(String status, List<Row> rows) {
        return rows.stream().filter(row -> row.get("status").equals(status)).toList();
    }

    private static List<Row> ofType(List<String> types, List<Row> rows) {
        return rows.stream()
                .filter(row -> types.contains(row.getString("transactionType")))
                .toList();
    }

    private static BigDecimal sum(String attribute, List<Row> rows) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Row row : rows) {
            sum = sum.add(row.getDecimal(attribute));
        }
        return sum;
    }

    private static BigDecimal money(String amount) {
        return new BigDecimal(amount);
    }
}
