package dev.dataflow.examples.financial;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface TransactionRepository extends JpaRepository<Transaction, Long> {
    List<Transaction> findByAccountId(Long account);

    List<Transaction> findByAccountIdOrFromAccountId(Long account, Long fromAccount);
}
