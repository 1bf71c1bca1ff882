package dev.dataflow.zoo;

import dev.dataflow.Identified;
import dev.dataflow.Json;
import jakarta.persistence.AttributeOverride;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.hibernate.annotations.CreationTimestamp;
import org.hibernate.annotations.GeneratedColumn;
import org.hibernate.annotations.UpdateTimestamp;

/** A generated id, a unique column, a version, timestamps, a generated column, an embedded value, enums and JSON. */
@Entity
public class Keeper extends Identified {
    public enum Rank {
        HELPER,
        KEEPER,
        HEAD
    }

    @Version
    int version;

    @Column(nullable = false, unique = true)
    String email;

    String name;

    @Enumerated(EnumType.STRING)
    Rank rank = Rank.HELPER;

    @Enumerated(EnumType.ORDINAL)
    Rank formerRank;

    boolean active = true;
    int visits = 10;

    @Column(precision = 12, scale = 2)
    BigDecimal salary;

    double factor;
    LocalDate birthday;

    @Embedded
    @AttributeOverride(name = "street", column = @Column(name = "home_street"))
    Address home;

    @Json
    Map<String, Object> profile;

    @CreationTimestamp
    Instant createdAt;

    @UpdateTimestamp
    Instant changedAt;

    @GeneratedColumn("lower(email)")
    String loginName;

    @Column(updatable = false)
    String hiredBy;
}
