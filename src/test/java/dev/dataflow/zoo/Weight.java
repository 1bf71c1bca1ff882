package dev.dataflow.zoo;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

/** Stored as a number of grams, by a converter that applies by itself. */
public record Weight(long grams) {
    @Converter(autoApply = true)
    public static class ToGrams implements AttributeConverter<Weight, Long> {
        @Override
        public Long convertToDatabaseColumn(Weight weight) {
            return weight == null ? null : weight.grams();
        }

        @Override
        public Weight convertToEntityAttribute(Long grams) {
            return grams == null ? null : new Weight(grams);
        }
    }
}
