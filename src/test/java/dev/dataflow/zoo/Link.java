package dev.dataflow.zoo;

/**
 * What leads from a row to others.
 *
 * @param attribute the association or the collection
 * @param target the entity it leads to; null for a collection of values
 * @param inverse the association of the other side that has the columns, or null
 * @param many whether it leads to any number of rows
 */
public record Link(String attribute, Class<?> target, String inverse, boolean many) {
    static Link toOne(String attribute, Class<?> target) {
        return new Link(attribute, target, null, false);
    }

    static Link toMany(String attribute, Class<?> target) {
        return new Link(attribute, target, null, true);
    }

    static Link toMany(String attribute, Class<?> target, String inverse) {
        return new Link(attribute, target, inverse, true);
    }

    static Link values(String attribute) {
        return new Link(attribute, null, null, true);
    }
}
