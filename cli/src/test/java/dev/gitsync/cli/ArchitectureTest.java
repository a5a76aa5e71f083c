package dev.gitsync.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What may use what: the modules and packages know only what stands below them. */
class ArchitectureTest {
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("/test/"))
            .importPackages("dev.gitsync");

    private static final String[] OBJECTS = in("value", "yaml", "schema", "fieldpath");
    private static final String[] DIFF = in("merge", "diff", "report");
    private static final String[] INPUT_AND_OUTPUT = {
        "java.net.http..",
        "java.nio.file..",
        "java.nio.channels..",
        "java.sql..",
        "okhttp3..",
        "io.kubernetes..",
        "org.eclipse.jgit..",
        "org.jdbi.."
    };

    @Test
    void everythingIsLookedAt() {
        assertThat(ALL.stream()
                        .map(JavaClass::getPackageName)
                        .map(ArchitectureTest::top)
                        .distinct())
                .contains("value", "diff", "render", "git", "kube", "plan", "sync", "controller", "cli");
    }

    @TestFactory
    Stream<DynamicTest> packagesKnowOnlyWhatStandsBelowThem() {
        return Stream.of(
                only("object-model", OBJECTS, OBJECTS),
                only("diff-engine", DIFF, all(OBJECTS, DIFF)),
                only("render-engine", in("render"), all(OBJECTS, in("render"))),
                only("git-source", in("git"), all(OBJECTS, in("render", "git"))),
                only("api", in("api"), all(OBJECTS, in("api"))),
                only("health", in("health"), all(OBJECTS, in("health"))),
                only("kube", in("kube"), all(OBJECTS, in("kube"))),
                only("log", in("log"), all(OBJECTS, in("log"))),
                only("history", in("history"), all(OBJECTS, DIFF, in("history"))),
                only("plan", in("plan"), all(OBJECTS, DIFF, in("render", "api", "kube", "plan"))),
                only("sync", in("sync"), all(OBJECTS, DIFF, in("log", "api", "kube", "history", "plan", "sync"))));
    }

    @Test
    void nothingKnowsTheCommandLineOrTheController() {
        noClasses()
                .that()
                .resideOutsideOfPackages(all(in("cli"), in("testbed")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(all(in("cli"), in("testbed")))
                .check(ALL);
        noClasses()
                .that()
                .resideOutsideOfPackages(all(in("controller"), in("cli"), in("testbed")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(in("controller"))
                .check(ALL);
    }

    @TestFactory
    Stream<DynamicTest> aLibraryHasOnePlace() {
        return Stream.of(
                place("client-java", "kube", "io.kubernetes.."),
                place("jgit", "git", "org.eclipse.jgit.."),
                place("jdbi", "history", "org.jdbi..", "java.sql..", "org.flywaydb.."),
                place("picocli", "cli", "picocli.."));
    }

    @Test
    void planHealthAndApiDoNoInputOrOutput() {
        noClasses()
                .that()
                .resideInAnyPackage(in("plan", "health", "api", "diff", "merge", "fieldpath"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(INPUT_AND_OUTPUT)
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.net\\.(URL|.*Socket.*|.*Connection)|java\\.io\\.(File.*|RandomAccessFile)")
                .check(ALL);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.gitsync.(*)..").should().beFreeOfCycles().check(ALL);
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> unmarked = new TreeSet<>();
        ALL.forEach(type -> {
            if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                unmarked.add(type.getPackageName());
            }
        });
        assertThat(unmarked).isEmpty();
    }

    @Test
    void onlyTheCommandLineWritesToTheConsole() {
        noClasses()
                .that()
                .resideOutsideOfPackages(all(in("cli"), in("testbed"), in("log")))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(ALL);
    }

    @Test
    void logsGoThroughOneInterface() {
        noClasses()
                .that()
                .resideOutsideOfPackages(all(in("log"), in("testbed")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "org.apache.commons.logging..", "org.apache.log4j..")
                .check(ALL);
    }

    private static DynamicTest only(String name, String[] packages, String[] known) {
        return DynamicTest.dynamicTest(
                name,
                () -> noClasses()
                        .that()
                        .resideInAnyPackage(packages)
                        .should()
                        .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("dev.gitsync..")
                                .and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(known))))
                        .check(ALL));
    }

    private static DynamicTest place(String library, String home, String... packages) {
        return DynamicTest.dynamicTest(
                library,
                () -> noClasses()
                        .that()
                        .resideOutsideOfPackages(all(in(home), in("testbed")))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(packages)
                        .check(ALL));
    }

    private static String[] in(String... names) {
        return Stream.of(names).map(name -> "dev.gitsync." + name + "..").toArray(String[]::new);
    }

    private static String[] all(String[]... groups) {
        List<String> all = new ArrayList<>();
        for (String[] group : groups) {
            all.addAll(List.of(group));
        }
        return all.toArray(String[]::new);
    }

    private static String top(String packageName) {
        String[] parts = packageName.split("\\.", -1);
        return parts.length > 2 ? parts[2] : "";
    }
}
