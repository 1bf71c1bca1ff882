package dev.dataflow.bench.peers.spring;

import dev.dataflow.bench.jpa.Customer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface CustomerRepository extends JpaRepository<Customer, Long> {
    Optional<Customer> findByEmail(String email);

    List<Customer> findByEmailIn(Collection<String> emails);

    @Query("""
            select new map(c.id as id, c.email as email, c.name as name, c.city as city, c.active as active,
                c.balance as balance, c.createdAt as createdAt, c.profile as profile)
            from Customer c order by c.id
            """)
    List<Map<String, Object>> findMaps(Limit limit);
}
