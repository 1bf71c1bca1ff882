package dev.dataflow.bench.isolation;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** What Spring Boot's slices begin with. */
@SpringBootApplication
class LibraryApplication {}
