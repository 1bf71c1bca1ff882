package dev.dataflow.bench.peers.spring;

import dev.dataflow.bench.jpa.Customer;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.persistence.autoconfigure.EntityScan;

@SpringBootApplication
@EntityScan(basePackageClasses = Customer.class)
class SpringDataApplication {}
