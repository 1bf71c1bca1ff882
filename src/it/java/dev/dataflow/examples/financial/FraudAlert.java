package dev.dataflow.examples.financial;

import dev.dataflow.Identified;
import jakarta.persistence.CheckConstraint;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Index;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import jakarta.validation.constraints.NotBlank;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Something that looks like fraud, for a person to look at. */
@Entity
@Table(indexes = @Index(name = "fraud_alert_account", columnList = "account_id"))
public class FraudAlert extends Identified {

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    Account account;

    /** Optional, because an alert may come before the transaction that it blocks is on record. */
    @ManyToOne(fetch = FetchType.LAZY)
    @Nullable
    Transaction transaction;

    @Column(
            nullable = false,
            check = @CheckConstraint(constraint = "alert_type in ('velocity', 'amount', 'location', 'pattern')"))
    String alertType;

    @Column(
            nullable = false,
            check = @CheckConstraint(constraint = "severity in ('low', 'medium', 'high', 'critical')"))
    String severity;

    @NotBlank
    @Column(nullable = false, length = 500)
    String description;

    @Column(nullable = false)
    LocalDate triggeredDate;

    @Nullable
    LocalDate resolvedDate;

    @Column(length = 500)
    @Nullable
    String resolution;

    boolean isFalsePositive;
}
