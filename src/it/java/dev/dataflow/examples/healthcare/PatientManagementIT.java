package dev.dataflow.examples.healthcare;

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
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A medical practice: patients come, are examined and billed, and nobody learns of it who should not. */
@DataFlowTest(models = {Patient.class, MedicalRecord.class, Appointment.class, Billing.class, AuditEntry.class})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PatientManagementIT {

    @Test
    @Order(1)
    @Tag("example")
    void patient_record_management(DataFlow df) {
        df.createTables();
        Model<Patient> patients = df.model(Patient.class);
        Model<Appointment> appointments = df.model(Appointment.class);
        Model<MedicalRecord> records = df.model(MedicalRecord.class);
        Model<Billing> bills = df.model(Billing.class);

        // 1. Patient registration
        Map<String, Object> address =
                Map.of("street", "123 Maple St", "city", "Healthcare City", "state", "HC", "zip", "12345");
        Map<String, Object> emergencyContact =
                Map.of("name", "John Johnson", "relationship", "Spouse", "phone", "555-0124");
        Map<String, Object> insuranceInfo = Map.ofEntries(
                entry("provider", "Health Insurance Co"),
                entry("policy_number", "HIC-123456789"),
                entry("group_number", "GRP-001"),
                entry("coverage_type", "Family"));
        Map<String, Object> privacyPreferences =
                Map.of("allow_email", true, "allow_sms", false, "allow_phone", true, "directory_listing", false);
        Result<Row> registered = patients.create(Map.ofEntries(
                entry("patientId", "PAT-2024-001"),
                entry("firstName", "Sarah"),
                entry("lastName", "Johnson"),
                entry("dateOfBirth", "1985-03-15"),
                entry("gender", "Female"),
                entry("phone", "555-0123"),
                entry("email", "sarah.johnson@email.com"),
                entry("address", address),
                entry("emergencyContact", emergencyContact),
                entry("insuranceInfo", insuranceInfo),
                entry("medicalRecordNumber", "MRN-2024-001"),
                entry("registrationDate", "2024-01-15"),
                entry("hipaaConsent", true),
                entry("privacyPreferences", privacyPreferences)));
        assertThat(registered.success()).isTrue();
        Object sarah = registered.data().id();

        // 2. Schedule the initial appointment
        Result<Row> scheduled = appointments.create(Map.ofEntries(
                entry("patient", sarah),
                entry("providerId", 101), // Dr. Smith
                entry("appointmentDate", "2024-01-20"),
                entry("appointmentTime", "10:00"),
                entry("durationMinutes", 30),
                entry("appointmentType", "consultation"),
                entry("location", "Room 201"),
                entry("reason", "Annual physical examination"),
                entry("insuranceVerified", true)));
        assertThat(scheduled.success()).isTrue();
        Object appointment = scheduled.data().id();

        // 3. Update the appointment's status (the patient has arrived)
        Map<String, Object> thisAppointment = Map.of("id", appointment);
        appointments.update(thisAppointment, Map.of("status", "in-progress")).orThrow();

        // 4. Create the medical record of the visit
        Map<String, Object> vitalSigns = Map.ofEntries(
                entry("blood_pressure", "120/80"),
                entry("heart_rate", 72),
                entry("temperature", 98.6),
                entry("weight", 140),
                entry("height", 65),
                entry("bmi", 23.3));
        String diagnosis = "Z00.00 - Encounter for general adult medical examination without abnormal findings";
        String notes = "Patient in good general health. All vital signs within normal limits. "
                + "Recommended annual mammogram and colonoscopy screening.";
        Result<Row> recorded = records.create(Map.ofEntries(
                entry("patient", sarah),
                entry("recordType", "visit"),
                entry("recordDate", "2024-01-20"),
                entry("providerId", 101),
                entry("department", "Internal Medicine"),
                entry("chiefComplaint", "Annual physical examination"),
                entry("diagnosis", diagnosis),
                entry("treatment", "Routine physical examination completed"),
                entry("vitalSigns", vitalSigns),
                entry("notes", notes),
                entry("confidentialityLevel", "normal")));
        assertThat(recorded.success()).isTrue();

        // 5. Complete the appointment
        Map<String, Object> completion =
                Map.of("status", "completed", "notes", "Physical examination completed successfully");
        appointments.update(thisAppointment, completion).orThrow();

        // 6. Create the billing record
        List<Map<String, Object>> procedures = List.of(
                service("99385", "Preventive visit, new patient", "200.00"), service("36415", "Blood draw", "25.00"));
        Result<Row> billed = bills.create(Map.ofEntries(
                entry("patient", sarah),
                entry("appointment", appointment),
                entry("medicalRecord", recorded.data().id()),
                entry("invoiceNumber", "INV-1A2B3C4D"),
                entry("serviceDate", "2024-01-20"),
                entry("services", Map.of("procedures", procedures)),
                entry("totalAmount", money("225.00")),
                entry("insuranceAmount", money("180.00")),
                entry("patientAmount", money("45.00")), // the patient's responsibility
                entry("insuranceClaimId", "CLM-5E6F7A8B")));
        assertThat(billed.success()).isTrue();

        // 7. Add lab results
        Map<String, Object> bloodCount = Map.ofEntries(
                entry("white_blood_cells", measured(7.2, "K/uL", "4.0-11.0")),
                entry("red_blood_cells", measured(4.5, "M/uL", "4.2-5.4")),
                entry("hemoglobin", measured(14.2, "g/dL", "12.0-16.0")),
                entry("hematocrit", measured(42.1, "%", "36.0-46.0")));
        Map<String, Object> metabolicPanel = Map.ofEntries(
                entry("glucose", measured(95, "mg/dL", "70-100")),
                entry("sodium", measured(140, "mEq/L", "136-145")),
                entry("potassium", measured(4.1, "mEq/L", "3.5-5.1")),
                entry("chloride", measured(102, "mEq/L", "98-107")));
        Result<Row> laboratory = records.create(Map.ofEntries(
                entry("patient", sarah),
                entry("recordType", "lab"),
                entry("recordDate", "2024-01-22"),
                entry("providerId", 101),
                entry("department", "Laboratory"),
                entry(
                        "labResults",
                        Map.of("complete_blood_count", bloodCount, "basic_metabolic_panel", metabolicPanel)),
                entry("notes", "All lab values within normal limits.")));
        assertThat(laboratory.success()).isTrue();

        // 8. Schedule a follow-up appointment
        Result<Row> followUp = appointments.create(Map.ofEntries(
                entry("patient", sarah),
                entry("providerId", 101),
                entry("appointmentDate", "2025-01-20"),
                entry("appointmentTime", "10:00"),
                entry("durationMinutes", 20),
                entry("appointmentType", "follow-up"),
                entry("location", "Room 201"),
                entry("reason", "Annual physical follow-up"),
                entry("notes", "One year follow-up for annual physical")));
        assertThat(followUp.success()).isTrue();

        // 9. Process the payment
        Map<String, Object> payment =
                Map.of("paymentStatus", "paid", "paymentDate", "2024-01-25", "paymentMethod", "credit_card");
        bills.update(Map.of("id", billed.data().id()), payment).orThrow();

        // 10. Query the patient's medical history: the visit and the laboratory's record
        List<Row> history = records.findMany(Map.of("patient", sarah)).data();
        assertThat(history).hasSize(2);
        // The lab results are properly stored
        Row labRecord = with("recordType", "lab", history).get(0);
        assertThat(labRecord.getDouble("labResults.complete_blood_count.hemoglobin.value"))
                .isEqualTo(14.2);
        assertThat(labRecord.getString("labResults.basic_metabolic_panel.glucose.status"))
                .isEqualTo("normal");

        // 11. Query the patient's appointments: the first one and the follow-up
        List<Row> visits = appointments.findMany(Map.of("patient", sarah)).data();
        assertThat(visits).hasSize(2);
        assertThat(with("status", "completed", visits)).hasSize(1);
        assertThat(with("status", "scheduled", visits)).hasSize(1);

        // 12. Billing summary
        List<Row> billing = bills.findMany(Map.of("patient", sarah)).data();
        assertThat(billing).hasSize(1);
        Row bill = billing.get(0);
        assertThat(bill.getString("paymentStatus")).isEqualTo("paid");
        assertThat(bill.getDecimal("totalAmount")).isEqualTo(money("225.00"));
        assertThat(bill.getDecimal("patientAmount")).isEqualTo(money("45.00"));

        // 13. Privacy compliance check
        Row patient = patients.findOne(Map.of("id", sarah)).data();
        assertThat(patient.getBoolean("privacyPreferences.allow_email")).isTrue();
        assertThat(patient.getBoolean("privacyPreferences.allow_sms")).isFalse();
        assertThat(patient.getBoolean("privacyPreferences.directory_listing")).isFalse();
        // HIPAA consent verification
        assertThat(patient.getBoolean("hipaaConsent")).isTrue();

        // 14. Generate the patient's summary report, and verify that it is complete
        Summary summary = new Summary(patient, history, visits, billing);
        assertThat(summary.patient().getString("patientId")).isEqualTo("PAT-2024-001");
        assertThat(summary.medicalRecords()).hasSize(2);
        assertThat(summary.appointments()).hasSize(2);
        assertThat(summary.billing()).hasSize(1);
    }

    private record Summary(Row patient, List<Row> medicalRecords, List<Row> appointments, List<Row> billing) {}

    @Test
    void a_patient_is_refused_with_the_attribute_to_blame(DataFlow df) {
        register(df, "PAT-1");

        assertRefused(df, patient("PAT-1", "medicalRecordNumber", "MRN-2"), ErrorCode.UNIQUE_VIOLATION, "patientId");
        assertRefused(df, patient("PAT-2", "dateOfBirth", "03/15/1985"), ErrorCode.INVALID_INPUT, "dateOfBirth");
        assertRefused(df, patient("PAT-2", "dateOfBirth", "2985-03-15"), ErrorCode.VALIDATION, "dateOfBirth");
        assertRefused(df, patient("PAT-2", "email", "not an address"), ErrorCode.VALIDATION, "email");
        assertRefused(df, patient("PAT-2", "status", "unwell"), ErrorCode.CHECK_VIOLATION, "status");
        assertRefused(df, patient("PAT-2", "birthday", "1985-03-15"), ErrorCode.INVALID_INPUT, "birthday");
        assertRefused(df, patient("PAT-2", "hipaaConsent", "perhaps"), ErrorCode.INVALID_INPUT, "hipaaConsent");
        assertRefused(df, Map.of("firstName", "Sarah"), ErrorCode.NOT_NULL_VIOLATION, "dateOfBirth");
        assertThat(df.model(Patient.class).count().data()).isEqualTo(1);
    }

    private static void assertRefused(DataFlow df, Map<String, ?> patient, ErrorCode code, String attribute) {
        Result<Row> refused = df.model(Patient.class).create(patient);

        assertThat(refused.success()).isFalse();
        assertThat(refused.error().code()).isEqualTo(code);
        assertThat(refused.error().attributes()).contains(attribute);
    }

    @Test
    void nothing_is_recorded_about_an_unknown_patient(DataFlow df) {
        Result<Row> recorded = df.model(MedicalRecord.class).create(record(4711, "notes", "A note"));

        assertThat(recorded.error().code()).isEqualTo(ErrorCode.FOREIGN_KEY_VIOLATION);
        assertThat(recorded.error().attributes()).containsExactly("patient");
    }

    @Test
    void a_bill_adds_up_to_the_cent(DataFlow df) {
        Result<Row> billed = df.model(Billing.class)
                .create(Map.ofEntries(
                        entry("patient", register(df, "PAT-1")),
                        entry("invoiceNumber", "INV-1"),
                        entry("serviceDate", "2024-01-20"),
                        entry("services", Map.of("procedures", List.of())),
                        entry("totalAmount", money("225.00")),
                        entry("insuranceAmount", money("180.00")),
                        entry("patientAmount", money("44.99"))));

        assertThat(billed.error().code()).isEqualTo(ErrorCode.CHECK_VIOLATION);
        assertThat(billed.error().constraint()).isEqualTo("billing_adds_up");
    }

    @Test
    void a_confidential_record_is_not_there_for_who_may_not_read_it(DataFlow df) {
        Object sarah = register(df, "PAT-1");
        Object visit = write(df, record(sarah, "confidentialityLevel", "normal"));
        Object therapy = write(df, record(sarah, "confidentialityLevel", "confidential"));

        assertThat(receptionist(df).recordsOf(sarah).data()).extracting(Row::id).containsExactly(visit);
        assertThat(physician(df).recordsOf(sarah).data()).extracting(Row::id).containsExactly(visit, therapy);
    }

    @Test
    void the_audit_trail_says_who_changed_what_and_not_to_what(DataFlow df) {
        Object visit = write(df, record(register(df, "PAT-1"), "diagnosis", "Influenza"));

        physician(df).amend(visit, Map.of("diagnosis", "Pneumonia"));
        receptionist(df).amend(visit, Map.of("department", "Pulmonology"));

        List<Row> trail =
                df.model(AuditEntry.class).findMany(Map.of("recordId", visit)).data();
        assertThat(trail).extracting(entry -> entry.get("actor")).containsExactly("dr.smith", "reception");
        assertThat(trail)
                .extracting(entry -> entry.getList("attributes"))
                .containsExactly(List.of("diagnosis"), List.of("department"));
        assertThat(trail).allMatch(entry -> entry.getInstant("changedAt") != null);
    }

    @Test
    void who_may_not_read_a_record_cannot_change_it_and_learns_nothing(DataFlow df) {
        Object therapy = write(df, record(register(df, "PAT-1"), "confidentialityLevel", "confidential"));

        assertThatExceptionOfType(DataFlowException.class)
                .isThrownBy(() -> receptionist(df).amend(therapy, Map.of("notes", "Called twice")))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));

        assertThat(df.model(AuditEntry.class).count().data()).isZero();
    }

    @Test
    void no_change_without_its_line_in_the_trail(DataFlow df) {
        Object visit = write(df, record(register(df, "PAT-1"), "diagnosis", "Influenza"));
        Clinician nobody = new Clinician(df, "", List.of("normal"));

        assertThatExceptionOfType(DataFlowException.class)
                .isThrownBy(() -> nobody.amend(visit, Map.of("diagnosis", "Pneumonia")))
                .satisfies(e -> assertThat(e.failure().attributes()).containsExactly("actor"));

        assertThat(df.model(MedicalRecord.class).findById(visit).data().getString("diagnosis"))
                .isEqualTo("Influenza");
    }

    @Test
    void the_trail_cannot_be_rewritten(DataFlow df) {
        Object visit = write(df, record(register(df, "PAT-1"), "diagnosis", "Influenza"));
        physician(df).amend(visit, Map.of("diagnosis", "Pneumonia"));

        Result<Row> rewritten =
                df.model(AuditEntry.class).update(Map.of("recordId", visit), Map.of("actor", "somebody.else"));

        assertThat(rewritten.error().code()).isEqualTo(ErrorCode.INVALID_INPUT);
        assertThat(rewritten.error().attributes()).containsExactly("actor");
    }

    /** Every way to fail, with a secret in the input or in the row: what the caller is told and what is logged names neither. */
    @Test
    void no_health_data_gets_into_an_error_or_a_log_line(DataFlow df) {
        String secret = "Hodgkin";
        Object sarah = register(df, "PAT-1");
        Model<MedicalRecord> records = df.model(MedicalRecord.class);
        Object known = write(df, record(sarah, "diagnosis", secret));
        StringBuilder told = new StringBuilder();

        String logged = outputOf(() -> List.of(
                        records.create(record(sarah, "diagnosis", secret.repeat(200))), // too long
                        records.create(record(sarah, "recordDate", secret)), // no date
                        records.create(record(sarah, "recordType", secret)), // a check in the database
                        records.create(record(sarah, "confidentialityLevel", secret)), // another
                        records.create(record(sarah, "department", " ")), // Bean Validation, beside a secret diagnosis
                        records.create(record(4711, "diagnosis", secret)), // a foreign key
                        records.create(record(secret, "diagnosis", secret)), // an id that is none
                        records.create(record(sarah, "labResults", secret)), // no document
                        records.create(record(sarah, "diagnosis", secret + '\0')), // what PostgreSQL cannot keep
                        records.update(Map.of("id", known), Map.of("recordType", secret)),
                        records.update(Map.of("diagnosis", secret), Map.of("patient", 4711)),
                        records.update(Map.of("diagnosis", secret, "recordDate", secret), Map.of("notes", secret)),
                        records.update(Map.of("diagnosis", secret + "!"), Map.of("notes", secret)),
                        df.model(Patient.class).create(patient("PAT-1", "lastName", secret)), // a unique key
                        df.model(Patient.class).create(patient("PAT-2", "email", secret)))
                .forEach(failed -> {
                    assertThat(failed.success()).isFalse();
                    told.append(failed).append(failed.error()).append(trace(new DataFlowException(failed.error())));
                }));

        assertThat(told).doesNotContain(secret);
        assertThat(logged).doesNotContain(secret);
        // A row that finds its way into a log shows its attributes' names.
        Result<Row> found = records.findById(known);
        assertThat(found.data().getString("diagnosis")).isEqualTo(secret);
        assertThat(found.toString() + found.data()).doesNotContain(secret);
    }

    private static String trace(Exception e) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    private static String outputOf(Runnable work) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream both = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        try {
            work.run();
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static Clinician receptionist(DataFlow df) {
        return new Clinician(df, "reception", List.of("normal"));
    }

    private static Clinician physician(DataFlow df) {
        return new Clinician(df, "dr.smith", List.of("normal", "restricted", "confidential"));
    }

    private static Object register(DataFlow df, String patientId) {
        return df.model(Patient.class)
                .create(patient(patientId, "medicalRecordNumber", "MRN-1"))
                .data()
                .id();
    }

    /** A good patient, but for one attribute. */
    private static Map<String, Object> patient(String patientId, String attribute, Object value) {
        Map<String, Object> patient = new HashMap<>();
        patient.put("patientId", patientId);
        patient.put("firstName", "Sarah");
        patient.put("lastName", "Johnson");
        patient.put("dateOfBirth", "1985-03-15");
        patient.put("gender", "Female");
        patient.put("phone", "555-0123");
        patient.put("email", "sarah.johnson@email.com");
        patient.put("address", Map.of("city", "Healthcare City"));
        patient.put("emergencyContact", Map.of("phone", "555-0124"));
        patient.put("insuranceInfo", Map.of("policy_number", "HIC-123456789"));
        patient.put("medicalRecordNumber", "MRN-2");
        patient.put("registrationDate", "2024-01-15");
        patient.put(attribute, value);
        return patient;
    }

    private static Object write(DataFlow df, Map<String, ?> record) {
        return df.model(MedicalRecord.class).create(record).data().id();
    }

    /** A good record of this patient, but for one attribute. */
    private static Map<String, Object> record(Object patient, String attribute, Object value) {
        Map<String, Object> record = new HashMap<>(Map.ofEntries(
                entry("patient", patient),
                entry("recordType", "visit"),
                entry("recordDate", "2024-01-20"),
                entry("providerId", 101),
                entry("department", "Internal Medicine")));
        record.put(attribute, value);
        return record;
    }

    private static Map<String, Object> service(String code, String description, String amount) {
        return Map.of("code", code, "description", description, "amount", money(amount));
    }

    private static Map<String, Object> measured(Number value, String unit, String range) {
        return Map.of("value", value, "unit", unit, "range", range, "status", "normal");
    }

    private static List<Row> with(String attribute, Object value, List<Row> rows) {
        return rows.stream().filter(row -> row.get(attribute).equals(value)).toList();
    }

    private static BigDecimal money(String amount) {
        return new BigDecimal(amount);
    }
}
