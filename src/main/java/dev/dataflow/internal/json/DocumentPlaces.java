package dev.dataflow.internal.json;

import dev.dataflow.internal.convert.ConversionException;
import java.util.List;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.TypeFactory;

/** What the type of a document says of the places in it. */
final class DocumentPlaces {
    private DocumentPlaces() {}

    /**
     * Answers the type of what some keys lead to in records, lists and maps; {@code Object} behind a class of another kind, since a
     * serializer of its own may make anything of it.
     *
     * @throws ConversionException when a record has no such component
     */
    static JavaType typeAt(List<String> keys, JavaType document, JsonMapper mapper) {
        JavaType type = document;
        for (String key : keys) {
            if (type.isContainerType()) {
                type = type.getContentType();
            } else if (type.isRecordType()) {
                type = component(key, type, mapper);
            } else {
                return TypeFactory.unknownType();
            }
        }
        return type;
    }

    private static JavaType component(String key, JavaType type, JsonMapper mapper) {
        var introspector = mapper.deserializationConfig().classIntrospectorInstance();
        var properties = introspector
                .introspectForDeserialization(type, introspector.introspectClassAnnotations(type))
                .findProperties();
        for (BeanPropertyDefinition property : properties) {
            if (property.getName().equals(key)) {
                return property.getPrimaryType();
            }
        }
        throw new ConversionException("'" + key + "' is no component of " + type.toCanonical() + ", which has "
                + properties.stream().map(BeanPropertyDefinition::getName).toList());
    }
}
