package dev.dataflow.junit;

import jakarta.persistence.Entity;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * The models of a test class.
 *
 * @param classes in the order of their names, so that equal sets are equal
 */
record ModelSet(List<Class<?>> classes) {

    static ModelSet of(Class<?> testClass, DataFlowTest declared) {
        Set<Class<?>> classes = new TreeSet<>(Comparator.comparing(Class::getName));
        classes.addAll(List.of(declared.models()));
        for (String packageName : declared.modelsIn()) {
            classes.addAll(ReflectionSupport.findAllClassesInPackage(packageName, ModelSet::isEntity, name -> true));
        }
        if (declared.models().length == 0 && declared.modelsIn().length == 0) {
            for (Class<?> around = testClass; around != null; around = around.getEnclosingClass()) {
                addNested(around, classes);
            }
        }
        if (classes.stream().noneMatch(ModelSet::isEntity)) {
            throw new ExtensionConfigurationException(testClass.getName() + " has no models: " + remedy(declared));
        }
        return new ModelSet(List.copyOf(classes));
    }

    private static String remedy(DataFlowTest declared) {
        if (declared.models().length == 0 && declared.modelsIn().length == 0) {
            return "nest static @Entity classes in it, or name them with @DataFlowTest(models = …) or modelsIn = …";
        }
        List<String> named = new ArrayList<>(List.of(declared.modelsIn()));
        List.of(declared.models()).forEach(model -> named.add(model.getName()));
        return "there is no @Entity class in " + String.join(", ", named);
    }

    private static void addNested(Class<?> testClass, Set<Class<?>> classes) {
        for (Class<?> type = testClass; type != null; type = type.getSuperclass()) {
            for (Class<?> nested : type.getDeclaredClasses()) {
                if (isEntity(nested) && Modifier.isStatic(nested.getModifiers())) {
                    classes.add(nested);
                }
            }
            for (Class<?> implemented : type.getInterfaces()) {
                addNested(implemented, classes);
            }
        }
    }

    static boolean isEntity(Class<?> type) {
        return AnnotationSupport.isAnnotated(type, Entity.class);
    }
}
