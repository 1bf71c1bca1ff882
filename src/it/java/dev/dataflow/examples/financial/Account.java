package dev.dataflow.examples.financial;

import dev.dataflow.Identified;
import jakarta.persistence.CheckConstraint;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** A customer's account. The database itself refuses to overdraw it, unless it is a credit account. */
@Entity
@Table(check = @CheckConstraint(name = "account_not_overdrawn", constraint = "balance >= 0 or account_type = 'credit'"))
public class Account extends Identified {

    @NotBlank
    @Column(nullable = false, unique = true, length = 34)
    String accountNumber;

    @Column(
            nullable = false,
            check = @CheckConstraint(constraint = "account_type in ('checking', 'savings', 'credit')"))
    String accountType;

    /** A number and no association, because customers are kept in another system. */
    @Column(nullable = false)
    Long customerId;

    /** Money is {@code numeric}: a binary fraction cannot hold a cent. */
    @Column(nullable = false, precision = 15, scale = 2)
    BigDecimal balance;

    @Pattern(regexp = "[A-Z]{3}", message = "must be a currency code of three letters, such as USD")
    @Column(nullable = false, length = 3)
    String currency = "USD";

    @Column(nullable = false, check = @CheckConstraint(constraint = "status in ('active', 'frozen', 'closed')"))
    String status = "active";

    @Column(nullable = false)
    LocalDate openedDate;

    @Nullable
    LocalDate lastActivity;

    @PositiveOrZero
    @Column(nullable = false, precision = 15, scale = 2)
    BigDecimal dailyLimit = new BigDecimal("1000.00");

    @PositiveOrZero
    @Column(nullable = false, precision = 15, scale = 2)
    BigDecimal monthlyLimit = new BigDecimal("10000.00");

    /** Counts the changes. Who gives the version they read when they write is told when someone else was faster. */
    @Version
    int version;
}
