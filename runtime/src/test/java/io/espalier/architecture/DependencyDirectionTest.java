package io.espalier.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The arrows between modules and between the packages of the runtime, checked against the class
/// files: what README's picture shows and nothing else.
final class DependencyDirectionTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.espalier");

  @Test
  void everyModuleIsOnTheClassPath() {
    assertThat(CLASSES.size()).isGreaterThan(200);
    for (String module : new String[] {"dsl", "compiler", "constrained", "kernels", "cache"}) {
      assertThat(CLASSES.stream().map(c -> c.getPackageName()))
          .as(module)
          .anyMatch(name -> name.startsWith("io.espalier." + module));
    }
  }

  @Test
  void modulesPointOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("runtime")
        .definedBy("io.espalier.runtime..")
        .layer("compiler")
        .definedBy("io.espalier.compiler..")
        .layer("dsl")
        .definedBy("io.espalier.dsl..")
        .layer("constrained")
        .definedBy("io.espalier.constrained..")
        .layer("cache")
        .definedBy("io.espalier.cache..")
        .layer("kernels")
        .definedBy("io.espalier.kernels..")
        .whereLayer("runtime")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("compiler")
        .mayOnlyBeAccessedByLayers("runtime")
        .whereLayer("dsl")
        .mayOnlyBeAccessedByLayers("compiler", "runtime")
        .whereLayer("constrained")
        .mayOnlyBeAccessedByLayers("compiler", "runtime")
        .whereLayer("cache")
        .mayOnlyBeAccessedByLayers("runtime")
        .whereLayer("kernels")
        .mayOnlyBeAccessedByLayers("cache", "runtime")
        .check(CLASSES);
  }

  @Test
  void packagesOfTheRuntimePointDownwards() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("cli")
        .definedBy("io.espalier.runtime.cli..")
        .layer("server")
        .definedBy("io.espalier.runtime.server..")
        .layer("engine")
        .definedBy("io.espalier.runtime")
        .layer("interpreter")
        .definedBy("io.espalier.runtime.interpreter..")
        .layer("backend")
        .definedBy("io.espalier.runtime.backend..")
        .layer("scheduler")
        .definedBy("io.espalier.runtime.scheduler..")
        .layer("model")
        .definedBy("io.espalier.runtime.model..")
        .layer("sampling")
        .definedBy("io.espalier.runtime.sampling..")
        .layer("tokenizer")
        .definedBy("io.espalier.runtime.tokenizer..")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("server")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("engine")
        .mayOnlyBeAccessedByLayers("cli", "server")
        .whereLayer("interpreter")
        .mayOnlyBeAccessedByLayers("cli", "server", "engine")
        .whereLayer("backend")
        .mayOnlyBeAccessedByLayers("cli", "server", "engine", "interpreter")
        .whereLayer("scheduler")
        .mayOnlyBeAccessedByLayers("cli", "server", "engine", "interpreter", "backend")
        .whereLayer("model")
        .mayOnlyBeAccessedByLayers("cli", "server", "engine", "interpreter", "backend", "scheduler")
        .check(CLASSES);
  }

  @Test
  void noPackageCycles() {
    slices().matching("io.espalier.(*)..").should().beFreeOfCycles().check(CLASSES);
    slices().matching("io.espalier.runtime.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  /// Each library is known to one package, so that it can be replaced there.
  @ParameterizedTest
  @CsvSource({
    "org.antlr.., io.espalier.dsl.syntax..",
    "jdk.incubator.vector.., io.espalier.kernels.cpu..",
    "jcuda.., io.espalier.kernels.cuda..",
    "io.netty.., io.espalier.runtime.server..",
    "picocli.., io.espalier.runtime.cli..",
    "java.net.http.., io.espalier.runtime.backend.transport..",
    "tools.jackson.dataformat.., io.espalier.runtime.backend.configuration..",
    "io.micrometer.., io.espalier.runtime.server.metrics..",
    "io.opentelemetry.., io.espalier.runtime.server.tracing..",
  })
  void librariesStayBehindTheirPackage(String library, String owner) {
    noClasses()
        .that()
        .resideOutsideOfPackage(owner)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(CLASSES);
  }

  @Test
  void noJavaSerializationAndNoRegexOfTheJdkOnUserPatterns() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.ObjectInputStream")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("io.espalier.constrained..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.regex..")
        .check(CLASSES);
  }
}
