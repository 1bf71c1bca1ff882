package dev.dataflow.examples.healthcare;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface MedicalRecordRepository extends JpaRepository<MedicalRecord, Long> {
    List<MedicalRecord> findByPatient(Patient patient);
}
