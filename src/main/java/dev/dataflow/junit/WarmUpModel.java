package dev.dataflow.junit;

import dev.dataflow.Identified;
import dev.dataflow.Json;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An attribute of each common kind, for {@link WarmUp}; its table is never committed. Constraints whose
 * annotations are not on the class path are none.
 */
@Entity
@Table(name = "dataflow_warm_up")
class WarmUpModel extends Identified {
    @NotBlank
    @Pattern(regexp = ".+")
    @Column(nullable = false, unique = true)
    String name = "";

    @Email
    String email = "";

    boolean active;

    @PositiveOrZero
    int count;

    @Positive
    @Nullable
    BigDecimal price;

    @Nullable
    LocalDate day;

    @Nullable
    LocalTime time;

    @Nullable
    Instant moment;

    @Json
    @Nullable
    Map<String, Object> document;

    @ManyToOne(fetch = FetchType.LAZY)
    @Nullable
    WarmUpModel parent;

    @Version
    int version;
}
