package dev.dataflow.examples.healthcare;

import dev.dataflow.Identified;
import dev.dataflow.Json;
import jakarta.persistence.CheckConstraint;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.PastOrPresent;
import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Someone who is treated here. */
@Entity
public class Patient extends Identified {

    /** The number on the patient's card. Associations go by the generated id, which means nothing to anybody and never changes. */
    @NotBlank
    @Column(nullable = false, unique = true, length = 20)
    String patientId;

    @NotBlank
    @Column(nullable = false, length = 100)
    String firstName;

    @NotBlank
    @Column(nullable = false, length = 100)
    String lastName;

    @PastOrPresent
    @Column(nullable = false)
    LocalDate dateOfBirth;

    @Column(nullable = false, length = 20)
    String gender;

    @Column(nullable = false, length = 30)
    String phone;

    @Email
    @Column(nullable = false, length = 254)
    String email;

    @Json
    @Column(nullable = false)
    Map<String, Object> address;

    @Json
    @Column(nullable = false)
    Map<String, Object> emergencyContact;

    @Json
    @Column(nullable = false)
    Map<String, Object> insuranceInfo;

    @NotBlank
    @Column(nullable = false, unique = true, length = 20)
    String medicalRecordNumber;

    @Column(nullable = false)
    LocalDate registrationDate;

    @Column(nullable = false, check = @CheckConstraint(constraint = "status in ('active', 'inactive', 'deceased')"))
    String status = "active";

    /** No, until the patient has signed. */
    boolean hipaaConsent;

    @Json
    @Nullable
    Map<String, Object> privacyPreferences;
}
