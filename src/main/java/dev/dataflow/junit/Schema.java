package dev.dataflow.junit;

import dev.dataflow.postgres.Database;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** How the tables of a test class are made, when not from its models: SQL scripts, then a method. Two are equal when their contents are. */
final class Schema {
    private final List<Content.Entry> scripts;
    private final @Nullable Method method;
    private final String key;

    private Schema(List<Content.Entry> scripts, @Nullable Method method, String key) {
        this.scripts = scripts;
        this.method = method;
        this.key = key;
    }

    /** Answers what a test class declares; null when its tables are made from its models. */
    static @Nullable Schema of(Class<?> testClass, DataFlowTest declared) {
        Method method = method(testClass);
        if (method == null && declared.scripts().length == 0) {
            return null;
        }
        ClassLoader loader = testClass.getClassLoader();
        MessageDigest digest = sha256();
        List<Content.Entry> scripts = new ArrayList<>();
        for (String path : declared.scripts()) {
            List<Content.Entry> found = Content.of(path, loader).stream()
                    .filter(file -> !file.name().contains(".") || file.name().endsWith(".sql"))
                    .toList();
            if (found.isEmpty()) {
                throw new ExtensionConfigurationException("There is no script in '" + path + "': name files in .sql");
            }
            scripts.addAll(found);
        }
        scripts.forEach(script -> script.addTo(digest));
        if (method != null) {
            for (String path : method.getAnnotation(Migrations.class).value()) {
                Content.of(path, loader).forEach(file -> file.addTo(digest));
            }
            digest.update(code(method.getDeclaringClass()));
        }
        return new Schema(scripts, method, "schema " + HexFormat.of().formatHex(digest.digest()));
    }

    private static @Nullable Method method(Class<?> testClass) {
        for (Class<?> type = testClass; type != null; type = type.getEnclosingClass()) {
            List<Method> found =
                    AnnotationSupport.findAnnotatedMethods(type, Migrations.class, HierarchyTraversalMode.BOTTOM_UP);
            if (found.size() > 1) {
                throw new ExtensionConfigurationException(
                        type.getName() + " has several methods annotated with @Migrations: " + found);
            }
            if (!found.isEmpty()) {
                return checked(found.get(0));
            }
        }
        return null;
    }

    private static Method checked(Method method) {
        Class<?>[] parameters = method.getParameterTypes();
        if (!Modifier.isStatic(method.getModifiers()) || parameters.length != 1 || parameters[0] != DataSource.class) {
            throw new ExtensionConfigurationException(
                    "A method annotated with @Migrations is static and takes a javax.sql.DataSource: " + method);
        }
        return method;
    }

    private static byte[] code(Class<?> type) {
        String file = '/' + type.getName().replace('.', '/') + ".class";
        try (InputStream in = type.getResourceAsStream(file)) {
            return in == null ? type.getName().getBytes(StandardCharsets.UTF_8) : in.readAllBytes();
        } catch (IOException e) {
            throw new ExtensionConfigurationException(type.getName() + " cannot be read", e);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** Says everything that decides what {@link #make} makes. */
    String key() {
        return key;
    }

    /** Makes the tables. */
    void make(Database database) throws SQLException {
        if (!scripts.isEmpty()) {
            try (Connection connection = database.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                for (Content.Entry script : scripts) {
                    run(script, statement);
                }
            }
        }
        if (method != null) {
            ReflectionSupport.invokeMethod(method, null, database.dataSource());
        }
    }

    private static void run(Content.Entry script, Statement statement) throws SQLException {
        try {
            statement.execute(script.text());
        } catch (SQLException e) {
            throw new SQLException(script.name() + ": " + e.getMessage(), e.getSQLState(), e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Schema schema && key.equals(schema.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }
}
