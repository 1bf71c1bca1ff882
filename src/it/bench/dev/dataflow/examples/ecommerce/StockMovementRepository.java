package dev.dataflow.examples.ecommerce;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface StockMovementRepository extends JpaRepository<StockMovement, Long> {
    List<StockMovement> findByWarehouseId(Long warehouseId);
}
