package dev.dataflow.examples.healthcare;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface BillingRepository extends JpaRepository<Billing, Long> {
    List<Billing> findByPatient(Patient patient);
}
