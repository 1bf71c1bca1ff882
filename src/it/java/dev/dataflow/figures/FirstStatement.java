package dev.dataflow.figures;

import dev.dataflow.examples.healthcare.Appointment;
import dev.dataflow.examples.healthcare.AuditEntry;
import dev.dataflow.examples.healthcare.Billing;
import dev.dataflow.examples.healthcare.MedicalRecord;
import dev.dataflow.examples.healthcare.Patient;
import dev.dataflow.junit.DataFlowTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("figure")
@DataFlowTest(models = {Patient.class, MedicalRecord.class, Appointment.class, Billing.class, AuditEntry.class})
class FirstStatement {
    @Test
    void is_answered(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select 1");
        }
    }
}
