package dev.dataflow.examples.financial;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface AccountRepository extends JpaRepository<Account, Long> {
    /** The database computes the new balance, so that what others book meanwhile is not lost. */
    @Modifying(flushAutomatically = true, clearAutomatically = true)
    @Query("""
            update versioned Account a set a.balance = a.balance + :change, a.lastActivity = :date where a.id = :id
            """)
    int book(Long id, BigDecimal change, LocalDate date);
}
