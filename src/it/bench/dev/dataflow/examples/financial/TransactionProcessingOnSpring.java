package dev.dataflow.examples.financial;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.boot.jpa.test.autoconfigure.TestEntityManager;

/** The steps of {@link TransactionProcessingIT}'s example on Spring Data JPA. */
@DataJpaTest(showSql = false, properties = "spring.jpa.hibernate.ddl-auto=create")
@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
class TransactionProcessingOnSpring {
    @Autowired
    private AccountRepository accounts;

    @Autowired
    private TransactionRepository transactions;

    @Autowired
    private FraudAlertRepository alerts;

    @Autowired
    private TestEntityManager em;

    @Test
    @Tag("figure")
    void financial_transaction_processing() {
        // 1. Create customer accounts
        Account checkingOpened = account("CHK-001-123456", "checking", 1001L, "5000.00");
        checkingOpened.dailyLimit = new BigDecimal("2000.00");
        checkingOpened.monthlyLimit = new BigDecimal("20000.00");
        Long checking = accounts.save(checkingOpened).getId();
        assertThat(checking).isNotNull();
        Account savingsOpened = account("SAV-001-123457", "savings", 1001L, "15000.00");
        Long savings = accounts.save(savingsOpened).getId();
        assertThat(savings).isNotNull();
        assertThat(accounts.save(account("CHK-002-123458", "checking", 1002L, "3000.00"))
                        .getId())
                .isNotNull();

        // 2. Process regular transactions
        Transaction payroll =
                transaction(checking, "deposit", "1500.00", "Payroll deposit", "PAY-20240115-001", "2024-01-15");
        payroll.metadata = Map.of("source", "employer", "payroll_id", "PR-001");
        Transaction atm =
                transaction(checking, "withdrawal", "200.00", "ATM withdrawal", "ATM-20240116-001", "2024-01-16");
        atm.fees = new BigDecimal("2.50");
        atm.metadata = Map.of("atm_id", "ATM-12345", "location", "Main St");
        for (Transaction request : List.of(payroll, atm)) {
            Transaction created = transactions.save(request);
            assertThat(created.getId()).isNotNull();
            Account account = accounts.findById(checking).orElseThrow();
            account.balance = created.transactionType.equals("deposit")
                    ? account.balance.add(created.amount)
                    : account.balance.subtract(created.amount).subtract(created.fees);
            account.lastActivity = created.transactionDate;
            accounts.saveAndFlush(account);
            created.status = "completed";
            created.processedDate = created.transactionDate;
            transactions.saveAndFlush(created);
        }
        em.clear();

        // 3. Verify account balances
        assertThat(accounts.findById(checking).orElseThrow().balance).isEqualTo(new BigDecimal("6297.50"));

        // 4. Process an inter-account transfer
        BigDecimal amount = new BigDecimal("1000.00");
        BigDecimal fee = new BigDecimal("5.00");
        LocalDate day = LocalDate.parse("2024-01-17");
        Transaction transferOut =
                transaction(checking, "transfer_out", "1000.00", "Transfer to savings", "TXF-9C0D1E2F", "2024-01-17");
        transferOut.toAccount = accounts.getReferenceById(savings);
        transferOut.fees = fee;
        Transaction transferIn =
                transaction(savings, "transfer_in", "1000.00", "Transfer from checking", "TXF-9C0D1E2F", "2024-01-17");
        transferIn.fromAccount = accounts.getReferenceById(checking);
        for (Transaction side : List.of(transferOut, transferIn)) {
            Transaction created = transactions.save(side);
            assertThat(created.getId()).isNotNull();
            created.status = "completed";
            created.processedDate = day;
            BigDecimal change = side == transferOut ? amount.add(fee).negate() : amount;
            assertThat(accounts.book(side.account.getId(), change, day)).isEqualTo(1);
        }

        // 5. Verify the transfer's results
        Account finalChecking = accounts.findById(checking).orElseThrow();
        assertThat(finalChecking.balance).isEqualTo(new BigDecimal("5292.50"));
        assertThat(accounts.findById(savings).orElseThrow().balance).isEqualTo(new BigDecimal("16000.00"));

        // 6. Fraud detection scenario: a suspicious large withdrawal
        BigDecimal suspicious = new BigDecimal("3000.00");
        assertThat(suspicious).isGreaterThan(finalChecking.dailyLimit);
        FraudAlert alert = new FraudAlert();
        alert.account = finalChecking;
        alert.alertType = "amount";
        alert.severity = "high";
        alert.description =
                "Large withdrawal attempt: $" + suspicious + " exceeds daily limit $" + finalChecking.dailyLimit;
        alert.triggeredDate = LocalDate.parse("2024-01-18");
        assertThat(alerts.save(alert).getId()).isNotNull();
        Transaction blocked =
                transaction(checking, "withdrawal", "3000.00", "ATM withdrawal", "ATM-20240118-001", "2024-01-18");
        blocked.metadata = Map.of("atm_id", "ATM-99999", "location", "Unknown City");
        blocked.status = "failed";
        assertThat(transactions.save(blocked).getId()).isNotNull();
        alert.transaction = blocked;
        alerts.saveAndFlush(alert);
        em.clear();
        assertThat(accounts.findById(checking).orElseThrow().balance).isEqualTo(new BigDecimal("5292.50"));

        // 7. Transaction history analysis
        List<Transaction> ofAccount = transactions.findByAccountId(checking);
        assertThat(withStatus("completed", ofAccount)).hasSize(3);
        assertThat(withStatus("failed", ofAccount)).hasSize(1);
        List<Transaction> withTransfers = transactions.findByAccountIdOrFromAccountId(checking, checking);
        assertThat(withStatus("completed", withTransfers)).hasSize(4);
        assertThat(withStatus("failed", withTransfers)).hasSize(1);

        // 8. Monthly summary calculation, the same for both
        for (List<Transaction> history : List.of(ofAccount, withTransfers)) {
            List<Transaction> completed = withStatus("completed", history);
            assertThat(sum(t -> t.amount, ofType(List.of("deposit"), completed)))
                    .isEqualTo(new BigDecimal("1500.00"));
            assertThat(sum(t -> t.amount, ofType(List.of("withdrawal", "transfer_out"), completed)))
                    .isEqualTo(new BigDecimal("1200.00"));
            assertThat(sum(t -> t.fees, completed)).isEqualTo(new BigDecimal("7.50"));
        }
    }

    private static Account account(String number, String type, Long customerId, String balance) {
        Account account = new Account();
        account.accountNumber = number;
        account.accountType = type;
        account.customerId = customerId;
        account.balance = new BigDecimal(balance);
        account.openedDate = LocalDate.parse("2024-01-01");
        return account;
    }

    private Transaction transaction(
            Long account, String type, String amount, String description, String reference, String date) {
        Transaction transaction = new Transaction();
        transaction.account = accounts.getReferenceById(account);
        transaction.transactionType = type;
        transaction.amount = new BigDecimal(amount);
        transaction.description = description;
        transaction.referenceNumber = reference;
        transaction.transactionDate = LocalDate.parse(date);
        return transaction;
    }

    private static List<Transaction> withStatus(String status, List<Transaction> transactions) {
        return transactions.stream()
                .filter(transaction -> transaction.status.equals(status))
                .toList();
    }

    private static List<Transaction> ofType(List<String> types, List<Transaction> transactions) {
        return transactions.stream()
                .filter(transaction -> types.contains(transaction.transactionType))
                .toList();
    }

    private static BigDecimal sum(Function<Transaction, BigDecimal> value, List<Transaction> transactions) {
        return transactions.stream().map(value).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
