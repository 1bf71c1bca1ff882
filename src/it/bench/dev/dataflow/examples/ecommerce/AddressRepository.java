package dev.dataflow.examples.ecommerce;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface AddressRepository extends JpaRepository<Address, Long> {
    List<Address> findByUser(User user);

    List<Address> findByUserAndAddressTypeAndIsDefault(User user, String addressType, boolean isDefault);
}
