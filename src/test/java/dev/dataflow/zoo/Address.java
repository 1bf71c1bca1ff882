package dev.dataflow.zoo;

import jakarta.persistence.Embeddable;

@Embeddable
public record Address(String street, String city) {}
