package dev.dataflow.examples.healthcare;

import static dev.dataflow.Filter.and;
import static dev.dataflow.Filter.eq;
import static dev.dataflow.Filter.in;

import dev.dataflow.DataFlow;
import dev.dataflow.DataFlowException;
import dev.dataflow.Filter;
import dev.dataflow.Result;
import dev.dataflow.Row;
import java.util.List;
import java.util.Map;

/**
 * Someone of the staff, and the one way by which they reach medical records: they see what they are cleared for, and change nothing that the
 * audit trail does not show.
 *
 * @param clearance the levels of confidentiality that they may see
 */
record Clinician(DataFlow df, String name, List<String> clearance) {

    /** Reads a patient's records; those above the clearance are not there for this reader. */
    Result<List<Row>> recordsOf(Object patientId) {
        return df.model(MedicalRecord.class).findMany(and(eq("patient", patientId), visible()));
    }

    /**
     * Changes a record and notes who did it, both or neither.
     *
     * @throws DataFlowException with {@code NOT_FOUND} when there is no such record for this reader, which does not betray whether there is
     *     one for another
     */
    Row amend(Object recordId, Map<String, ?> changes) {
        return df.transaction(transaction -> {
            Row amended = df.model(MedicalRecord.class)
                    .update(and(eq("id", recordId), visible()), changes)
                    .orThrow();
            df.model(AuditEntry.class)
                    .create(Map.of("actor", name, "recordId", recordId, "attributes", changes.keySet()))
                    .orThrow();
            return amended;
        });
    }

    private Filter visible() {
        return in("confidentialityLevel", clearance);
    }
}
