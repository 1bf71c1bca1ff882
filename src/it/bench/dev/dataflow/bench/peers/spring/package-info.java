/** Spring Data JPA in an application that Spring Boot configures. */
package dev.dataflow.bench.peers.spring;
