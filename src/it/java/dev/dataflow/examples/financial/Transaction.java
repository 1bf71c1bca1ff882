package dev.dataflow.examples.financial;

import dev.dataflow.Identified;
import dev.dataflow.Json;
import jakarta.persistence.CheckConstraint;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Index;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happened, or was to happen, on an account. A transfer is two of these, one on either side, with the same reference. */
@Entity
@Table(
        uniqueConstraints =
                @UniqueConstraint(
                        name = "transaction_booked_once", // a request that arrives twice is not paid twice
                        columnNames = {"account_id", "reference_number"}),
        indexes = @Index(name = "transaction_from_account", columnList = "from_account_id"))
public class Transaction extends Identified {

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    Account account;

    @Column(
            nullable = false,
            check =
                    @CheckConstraint(
                            constraint =
                                    "transaction_type in ('deposit', 'withdrawal', 'transfer_in', 'transfer_out')"))
    String transactionType;

    /** Always positive: the type says which way the money goes. */
    @Positive
    @Column(nullable = false, precision = 15, scale = 2)
    BigDecimal amount;

    @Pattern(regexp = "[A-Z]{3}", message = "must be a currency code of three letters, such as USD")
    @Column(nullable = false, length = 3)
    String currency = "USD";

    @NotBlank
    @Column(nullable = false, length = 200)
    String description;

    @NotBlank
    @Column(nullable = false, length = 40)
    String referenceNumber;

    @Column(
            nullable = false,
            check = @CheckConstraint(constraint = "status in ('pending', 'completed', 'failed', 'reversed')"))
    String status = "pending";

    @Column(nullable = false)
    LocalDate transactionDate;

    @Nullable
    LocalDate processedDate;

    /** Where the money of an incoming transfer is from. */
    @ManyToOne(fetch = FetchType.LAZY)
    @Nullable
    Account fromAccount;

    /** Where the money of an outgoing transfer goes. */
    @ManyToOne(fetch = FetchType.LAZY)
    @Nullable
    Account toAccount;

    @PositiveOrZero
    @Column(nullable = false, precision = 15, scale = 2)
    BigDecimal fees = BigDecimal.ZERO;

    @Positive
    @Column(nullable = false, precision = 15, scale = 6)
    BigDecimal exchangeRate = BigDecimal.ONE;

    @Json
    @Nullable
    Map<String, Object> metadata;
}
