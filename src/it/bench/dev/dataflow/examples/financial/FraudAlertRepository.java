package dev.dataflow.examples.financial;

import org.springframework.data.jpa.repository.JpaRepository;

interface FraudAlertRepository extends JpaRepository<FraudAlert, Long> {}
