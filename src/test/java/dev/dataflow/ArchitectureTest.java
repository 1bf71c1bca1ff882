package dev.dataflow;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;

/** Which room may know which, and the few rules of style that a machine can hold. */
@AnalyzeClasses(packages = "dev.dataflow", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] PRODUCTION = {"dev.dataflow", "dev.dataflow.internal.."};

    @ArchTest
    static final ArchRule production_knows_nothing_of_tests = noClasses()
            .that()
            .resideInAnyPackage(PRODUCTION)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.dataflow.sandbox..",
                    "dev.dataflow.postgres..",
                    "dev.dataflow.junit..",
                    "dev.dataflow.report..",
                    "org.junit..",
                    "org.opentest4j..",
                    "io.zonky..",
                    "org.springframework..");

    @ArchTest
    static final ArchRule the_sandbox_knows_jdbc_and_nothing_else = classes()
            .that()
            .resideInAPackage("dev.dataflow.sandbox..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.dataflow.sandbox..",
                    "java..",
                    "javax.net..",
                    "javax.sql..",
                    "org.postgresql..",
                    "org.slf4j..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule where_a_server_comes_from_knows_jdbc_and_nothing_else = classes()
            .that()
            .resideInAPackage("dev.dataflow.postgres..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.dataflow.postgres..",
                    "java..",
                    "javax.sql..",
                    "org.postgresql..",
                    "org.apache.commons.compress..",
                    "org.tukaani.xz..",
                    "org.slf4j..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule rooms_have_no_cycles =
            slices().matching("dev.dataflow.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule internal_packages_have_no_cycles =
            slices().matching("dev.dataflow.internal.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule public_types_show_no_internal_ancestor = noClasses()
            .that()
            .resideInAPackage("dev.dataflow")
            .and()
            .arePublic()
            .and()
            .areTopLevelClasses()
            .should()
            .beAssignableTo(resideInAPackage("dev.dataflow.internal.."));

    @ArchTest
    static final ArchRule every_package_says_what_may_be_null = classes()
            .should(be(describe(
                    "in a @NullMarked package",
                    (JavaClass type) -> type.getPackage().isAnnotatedWith(NullMarked.class))));

    @ArchTest
    static final ArchRule names_say_what_a_class_is = noClasses()
            .should()
            .haveNameMatching(".*(Helper|Utils?|Manager)(\\$.*)?")
            .because("such a name fits anything; name the thing that the class is");

    @ArchTest
    static final ArchRule nothing_prints = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @ArchTest
    static final ArchRule logging_goes_through_slf4j = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
}
