package dev.dataflow.examples;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The examples' entities in a Spring Boot application: the same classes, with Spring Data's repositories in the place of the facade. */
@SpringBootApplication
public class ExamplesApplication {}
