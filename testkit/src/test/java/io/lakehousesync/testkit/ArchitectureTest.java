package io.lakehousesync.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {
  private static final String ROOT = "io.lakehousesync.testkit";

  private static JavaClasses classes;

  @BeforeAll
  static void importClasses() {
    classes = PackageStructure.mainClasses(ROOT);
  }

  @Test
  void noPackageHasMoreThanThirtyClasses() {
    assertThat(new PackageStructure(classes).packagesAbove(30)).isEmpty();
  }

  @Test
  void packagesHaveNoCycles() {
    slices().assignedFrom(PackageStructure.eachPackage()).should().beFreeOfCycles().check(classes);
  }

  @Test
  void noCycleInsideOfAPackageHasFifteenClasses() {
    assertThat(new PackageStructure(classes).classCyclesFrom(15)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"snowflake", "pglake"})
  void internalsAreUsedByTheirOwnStandInOnly(String standIn) {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "." + standIn + "..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + "." + standIn + ".internal..")
        .check(classes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"snowflake", "pglake"})
  void internalsDoNotUseThePublicClasses(String standIn) {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + standIn + ".internal..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT, ROOT + "." + standIn)
        .check(classes);
  }

  @Test
  void publicSignaturesNameNoInternals() {
    assertThat(new PackageStructure(classes).leakedInternals()).isEmpty();
  }
}
