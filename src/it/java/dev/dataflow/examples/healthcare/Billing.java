package dev.dataflow.examples.healthcare;

import dev.dataflow.Identified;
import dev.dataflow.Json;
import jakarta.persistence.CheckConstraint;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Index;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import jakarta.validation.constraints.PositiveOrZero;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A bill. What the insurance pays and what the patient pays is the whole, or the database refuses it. */
@Entity
@Table(
        indexes = @Index(name = "billing_patient", columnList = "patient_id"),
        check =
                @CheckConstraint(
                        name = "billing_adds_up",
                        constraint = "total_amount = insurance_amount + patient_amount"))
public class Billing extends Identified {

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    Patient patient;

    @ManyToOne(fetch = FetchType.LAZY)
    @Nullable
    Appointment appointment;

    @ManyToOne(fetch = FetchType.LAZY)
    @Nullable
    MedicalRecord medicalRecord;

    @Column(nullable = false, unique = true, length = 20)
    String invoiceNumber;

    @Column(nullable = false)
    LocalDate serviceDate;

    /** The services with their codes, as they were billed. */
    @Json
    @Column(nullable = false)
    Map<String, Object> services;

    @PositiveOrZero
    @Column(nullable = false, precision = 12, scale = 2)
    BigDecimal totalAmount;

    @PositiveOrZero
    @Column(nullable = false, precision = 12, scale = 2)
    BigDecimal insuranceAmount = BigDecimal.ZERO;

    @PositiveOrZero
    @Column(nullable = false, precision = 12, scale = 2)
    BigDecimal patientAmount;

    @Column(
            nullable = false,
            check = @CheckConstraint(constraint = "payment_status in ('pending', 'paid', 'partial', 'overdue')"))
    String paymentStatus = "pending";

    @Column(length = 40)
    @Nullable
    String insuranceClaimId;

    @Nullable
    LocalDate paymentDate;

    @Column(length = 20)
    @Nullable
    String paymentMethod;
}
