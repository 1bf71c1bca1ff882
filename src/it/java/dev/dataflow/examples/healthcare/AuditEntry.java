package dev.dataflow.examples.healthcare;

import dev.dataflow.Identified;
import dev.dataflow.Json;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Index;
import jakarta.persistence.Table;
import jakarta.validation.constraints.NotBlank;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.CreationTimestamp;

/**
 * A line of the audit trail: who changed which record, when, and which attributes. It names them without their values, for a trail that
 * quotes health data would itself have to be protected from its readers. What is written stays: no column can be updated.
 */
@Entity
@Table(indexes = @Index(name = "audit_entry_record", columnList = "record_id"))
public class AuditEntry extends Identified {

    @NotBlank
    @Column(nullable = false, updatable = false, length = 100)
    String actor;

    /** A number and no association, so that the trail outlives the record. */
    @Column(nullable = false, updatable = false)
    Long recordId;

    @Json
    @Column(nullable = false, updatable = false)
    List<String> attributes;

    @CreationTimestamp
    @Column(nullable = false, updatable = false)
    Instant changedAt;
}
