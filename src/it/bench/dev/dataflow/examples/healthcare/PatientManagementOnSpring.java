package dev.dataflow.examples.healthcare;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.boot.jpa.test.autoconfigure.TestEntityManager;

/** The steps of {@link PatientManagementIT}'s example on Spring Data JPA. */
@DataJpaTest(showSql = false, properties = "spring.jpa.hibernate.ddl-auto=create")
@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
class PatientManagementOnSpring {
    @Autowired
    private PatientRepository patients;

    @Autowired
    private AppointmentRepository appointments;

    @Autowired
    private MedicalRecordRepository records;

    @Autowired
    private BillingRepository bills;

    @Autowired
    private TestEntityManager em;

    @Test
    @Tag("figure")
    void patient_record_management() {
        // 1. Patient registration
        Patient sarah = patients.save(sarah());
        assertThat(sarah.getId()).isNotNull();

        // 2. Schedule the initial appointment
        Appointment initial = appointment(sarah, "2024-01-20", 30, "consultation", "Annual physical examination");
        initial.insuranceVerified = true;
        assertThat(appointments.save(initial).getId()).isNotNull();

        // 3. Update the appointment's status (the patient has arrived)
        initial.status = "in-progress";
        appointments.saveAndFlush(initial);

        // 4. Create the medical record of the visit
        MedicalRecord visit = record(sarah, "visit", "2024-01-20", "Internal Medicine");
        visit.chiefComplaint = "Annual physical examination";
        visit.diagnosis = "Z00.00 - Encounter for general adult medical examination without abnormal findings";
        visit.treatment = "Routine physical examination completed";
        visit.vitalSigns = Map.ofEntries(
                entry("blood_pressure", "120/80"),
                entry("heart_rate", 72),
                entry("temperature", 98.6),
                entry("weight", 140),
                entry("height", 65),
                entry("bmi", 23.3));
        visit.notes = "Patient in good general health. All vital signs within normal limits. "
                + "Recommended annual mammogram and colonoscopy screening.";
        assertThat(records.save(visit).getId()).isNotNull();

        // 5. Complete the appointment
        initial.status = "completed";
        initial.notes = "Physical examination completed successfully";
        appointments.saveAndFlush(initial);

        // 6. Create the billing record
        Billing billed = bills.save(bill(sarah, initial, visit));
        assertThat(billed.getId()).isNotNull();

        // 7. Add lab results
        MedicalRecord laboratory = record(sarah, "lab", "2024-01-22", "Laboratory");
        laboratory.labResults = Map.of("complete_blood_count", bloodCount(), "basic_metabolic_panel", metabolicPanel());
        laboratory.notes = "All lab values within normal limits.";
        assertThat(records.save(laboratory).getId()).isNotNull();

        // 8. Schedule a follow-up appointment
        Appointment followUp = appointment(sarah, "2025-01-20", 20, "follow-up", "Annual physical follow-up");
        followUp.notes = "One year follow-up for annual physical";
        assertThat(appointments.save(followUp).getId()).isNotNull();

        // 9. Process the payment
        billed.paymentStatus = "paid";
        billed.paymentDate = LocalDate.parse("2024-01-25");
        billed.paymentMethod = "credit_card";
        bills.saveAndFlush(billed);
        em.clear();

        // 10. Query the patient's medical history
        List<MedicalRecord> history = records.findByPatient(sarah);
        assertThat(history).hasSize(2);
        MedicalRecord labRecord = history.stream()
                .filter(record -> record.recordType.equals("lab"))
                .findFirst()
                .orElseThrow();
        assertThat(at(labRecord, "complete_blood_count", "hemoglobin", "value")).isEqualTo(14.2);
        assertThat(at(labRecord, "basic_metabolic_panel", "glucose", "status")).isEqualTo("normal");

        // 11. Query the patient's appointments
        List<Appointment> visits = appointments.findByPatient(sarah);
        assertThat(visits).hasSize(2);
        assertThat(visits.stream().filter(one -> one.status.equals("completed")).count())
                .isEqualTo(1);
        assertThat(visits.stream().filter(one -> one.status.equals("scheduled")).count())
                .isEqualTo(1);

        // 12. Billing summary
        List<Billing> billing = bills.findByPatient(sarah);
        assertThat(billing).hasSize(1);
        assertThat(billing.get(0).paymentStatus).isEqualTo("paid");
        assertThat(billing.get(0).totalAmount).isEqualTo(new BigDecimal("225.00"));
        assertThat(billing.get(0).patientAmount).isEqualTo(new BigDecimal("45.00"));

        // 13. Privacy compliance check (of the row, and not of the proxy that the bill refers to: its fields are empty)
        em.clear();
        Patient patient = patients.findById(sarah.getId()).orElseThrow();
        assertThat(patient.privacyPreferences.get("allow_email")).isEqualTo(true);
        assertThat(patient.privacyPreferences.get("allow_sms")).isEqualTo(false);
        assertThat(patient.privacyPreferences.get("directory_listing")).isEqualTo(false);
        assertThat(patient.hipaaConsent).isTrue();

        // 14. Generate the patient's summary report, and verify that it is complete
        Summary summary = new Summary(patient, history, visits, billing);
        assertThat(summary.patient().patientId).isEqualTo("PAT-2024-001");
        assertThat(summary.medicalRecords()).hasSize(2);
        assertThat(summary.appointments()).hasSize(2);
        assertThat(summary.billing()).hasSize(1);
    }

    private record Summary(
            Patient patient,
            List<MedicalRecord> medicalRecords,
            List<Appointment> appointments,
            List<Billing> billing) {}

    private static Patient sarah() {
        Patient patient = new Patient();
        patient.patientId = "PAT-2024-001";
        patient.firstName = "Sarah";
        patient.lastName = "Johnson";
        patient.dateOfBirth = LocalDate.parse("1985-03-15");
        patient.gender = "Female";
        patient.phone = "555-0123";
        patient.email = "sarah.johnson@email.com";
        patient.address = Map.of("street", "123 Maple St", "city", "Healthcare City", "state", "HC", "zip", "12345");
        patient.emergencyContact = Map.of("name", "John Johnson", "relationship", "Spouse", "phone", "555-0124");
        patient.insuranceInfo = Map.ofEntries(
                entry("provider", "Health Insurance Co"),
                entry("policy_number", "HIC-123456789"),
                entry("group_number", "GRP-001"),
                entry("coverage_type", "Family"));
        patient.medicalRecordNumber = "MRN-2024-001";
        patient.registrationDate = LocalDate.parse("2024-01-15");
        patient.hipaaConsent = true;
        patient.privacyPreferences =
                Map.of("allow_email", true, "allow_sms", false, "allow_phone", true, "directory_listing", false);
        return patient;
    }

    private static Appointment appointment(Patient patient, String date, int minutes, String type, String reason) {
        Appointment appointment = new Appointment();
        appointment.patient = patient;
        appointment.providerId = 101L;
        appointment.appointmentDate = LocalDate.parse(date);
        appointment.appointmentTime = LocalTime.parse("10:00");
        appointment.durationMinutes = minutes;
        appointment.appointmentType = type;
        appointment.location = "Room 201";
        appointment.reason = reason;
        return appointment;
    }

    private static MedicalRecord record(Patient patient, String type, String date, String department) {
        MedicalRecord record = new MedicalRecord();
        record.patient = patient;
        record.recordType = type;
        record.recordDate = LocalDate.parse(date);
        record.providerId = 101L;
        record.department = department;
        return record;
    }

    private static Billing bill(Patient patient, Appointment appointment, MedicalRecord record) {
        Billing bill = new Billing();
        bill.patient = patient;
        bill.appointment = appointment;
        bill.medicalRecord = record;
        bill.invoiceNumber = "INV-1A2B3C4D";
        bill.serviceDate = LocalDate.parse("2024-01-20");
        bill.services = Map.of(
                "procedures",
                List.of(
                        Map.of(
                                "code", "99385",
                                "description", "Preventive visit, new patient",
                                "amount", new BigDecimal("200.00")),
                        Map.of("code", "36415", "description", "Blood draw", "amount", new BigDecimal("25.00"))));
        bill.totalAmount = new BigDecimal("225.00");
        bill.insuranceAmount = new BigDecimal("180.00");
        bill.patientAmount = new BigDecimal("45.00");
        bill.insuranceClaimId = "CLM-5E6F7A8B";
        return bill;
    }

    private static Map<String, Object> bloodCount() {
        return Map.ofEntries(
                entry("white_blood_cells", measured(7.2, "K/uL", "4.0-11.0")),
                entry("red_blood_cells", measured(4.5, "M/uL", "4.2-5.4")),
                entry("hemoglobin", measured(14.2, "g/dL", "12.0-16.0")),
                entry("hematocrit", measured(42.1, "%", "36.0-46.0")));
    }

    private static Map<String, Object> metabolicPanel() {
        return Map.ofEntries(
                entry("glucose", measured(95, "mg/dL", "70-100")),
                entry("sodium", measured(140, "mEq/L", "136-145")),
                entry("potassium", measured(4.1, "mEq/L", "3.5-5.1")),
                entry("chloride", measured(102, "mEq/L", "98-107")));
    }

    private static Map<String, Object> measured(Number value, String unit, String range) {
        return Map.of("value", value, "unit", unit, "range", range, "status", "normal");
    }

    private static Object at(MedicalRecord record, String panel, String measured, String key) {
        return ((Map<?, ?>) ((Map<?, ?>) record.labResults.get(panel)).get(measured)).get(key);
    }
}
