package dev.dataflow.internal.json;

import com.fasterxml.jackson.annotation.JacksonAnnotation;
import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.dataflow.internal.convert.ConversionException;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.TypeFactory;

/** What the type of a document says of the places in it. */
final class DocumentPlaces {
    private DocumentPlaces() {}

    /**
     * Answers the type of what some keys lead to in records, lists and maps; {@code Object} behind all else, which a serializer of its own,
     * or an annotation, may make anything of.
     *
     * @throws ConversionException when a record has no such component
     */
    static JavaType typeAt(List<String> keys, JavaType document, JsonMapper mapper) {
        JavaType type = document;
        for (String key : keys) {
            if (type.isContainerType()) {
                type = type.getContentType();
            } else if (type.isRecordType() && isWrittenAsItIs(type.getRawClass())) {
                type = component(key, type, mapper);
            } else {
                return TypeFactory.unknownType();
            }
        }
        return type;
    }

    /** Whether nothing but names says how a record is written. */
    private static boolean isWrittenAsItIs(Class<?> type) {
        Stream<AnnotatedElement> elements = Stream.of(
                        Stream.of(type),
                        Stream.of(type.getInterfaces()),
                        Stream.of(type.getDeclaredFields()),
                        Stream.of(type.getDeclaredMethods()),
                        Stream.of(type.getDeclaredConstructors()),
                        Stream.of(type.getDeclaredConstructors()).flatMap(made -> Stream.of(made.getParameters())))
                .flatMap(each -> each);
        return elements.flatMap(element -> Stream.of(element.getAnnotations()))
                .map(Annotation::annotationType)
                .allMatch(annotation -> annotation == JsonProperty.class || !isOfJackson(annotation));
    }

    private static boolean isOfJackson(Class<?> annotation) {
        return annotation.isAnnotationPresent(JacksonAnnotation.class)
                || annotation.isAnnotationPresent(JacksonAnnotationsInside.class);
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
