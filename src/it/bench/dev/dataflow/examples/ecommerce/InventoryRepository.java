package dev.dataflow.examples.ecommerce;

import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;

interface InventoryRepository extends JpaRepository<Inventory, Long> {
    Optional<Inventory> findByProductAndWarehouseId(Product product, Long warehouseId);

    List<Inventory> findByWarehouseId(Long warehouseId);
}
