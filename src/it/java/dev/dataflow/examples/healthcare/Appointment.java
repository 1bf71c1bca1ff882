package dev.dataflow.examples.healthcare;

import dev.dataflow.Identified;
import jakarta.persistence.CheckConstraint;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Index;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import java.time.LocalDate;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/** When a patient comes to see whom. */
@Entity
@Table(indexes = @Index(name = "appointment_patient", columnList = "patient_id"))
public class Appointment extends Identified {

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    Patient patient;

    @Column(nullable = false)
    Long providerId;

    /** A date and a time on the practice's clock, not an instant: ten o'clock stays ten o'clock when the law moves the clock. */
    @Column(nullable = false)
    LocalDate appointmentDate;

    @Column(nullable = false)
    LocalTime appointmentTime;

    @Positive
    @Column(nullable = false)
    Integer durationMinutes;

    @Column(
            nullable = false,
            check =
                    @CheckConstraint(
                            constraint = "appointment_type in ('consultation', 'follow-up', 'procedure', 'emergency')"))
    String appointmentType;

    @Column(
            nullable = false,
            check =
                    @CheckConstraint(
                            constraint = "status in ('scheduled', 'confirmed', 'in-progress', 'completed',"
                                    + " 'cancelled', 'no-show')"))
    String status = "scheduled";

    @NotBlank
    @Column(nullable = false, length = 100)
    String location;

    @NotBlank
    @Column(nullable = false, length = 500)
    String reason;

    @Column(length = 2000)
    @Nullable
    String notes;

    boolean reminderSent;

    boolean insuranceVerified;
}
