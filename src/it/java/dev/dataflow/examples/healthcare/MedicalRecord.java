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
import jakarta.validation.constraints.NotBlank;
import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was found out or done. Staff read and amend it through a {@link Clinician}, who sees no more than allowed. */
@Entity
@Table(indexes = @Index(name = "medical_record_patient", columnList = "patient_id"))
public class MedicalRecord extends Identified {

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    Patient patient;

    @Column(
            nullable = false,
            check =
                    @CheckConstraint(
                            constraint = "record_type in ('visit', 'lab', 'imaging', 'prescription', 'diagnosis')"))
    String recordType;

    @Column(nullable = false)
    LocalDate recordDate;

    /** A number and no association, because providers are kept in another system. */
    @Column(nullable = false)
    Long providerId;

    @NotBlank
    @Column(nullable = false, length = 100)
    String department;

    @Column(length = 500)
    @Nullable
    String chiefComplaint;

    @Column(length = 500)
    @Nullable
    String diagnosis;

    @Column(length = 2000)
    @Nullable
    String treatment;

    /** Documents, because every laboratory and every device measures other things. */
    @Json
    @Nullable
    Map<String, Object> medications;

    @Json
    @Nullable
    Map<String, Object> labResults;

    @Json
    @Nullable
    Map<String, Object> vitalSigns;

    @Column(length = 4000)
    @Nullable
    String notes;

    @Column(nullable = false, length = 20)
    String status = "active";

    @Column(
            nullable = false,
            check = @CheckConstraint(constraint = "confidentiality_level in ('normal', 'restricted', 'confidential')"))
    String confidentialityLevel = "normal";
}
