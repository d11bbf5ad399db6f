package io.lakehousesync.s3;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.lakehousesync.testkit.PackageStructure;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final String ROOT = "io.lakehousesync.s3";
  private static final JavaClasses CLASSES = PackageStructure.mainClasses();

  @Test
  void noPackageHasMoreThanThirtyClasses() {
    assertThat(new PackageStructure(CLASSES).packagesAbove(30)).isEmpty();
  }

  @Test
  void packagesHaveNoCycles() {
    slices().assignedFrom(PackageStructure.eachPackage()).should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void noCycleInsideOfAPackageHasFifteenClasses() {
    assertThat(new PackageStructure(CLASSES).classCyclesFrom(15)).isEmpty();
  }

  @Test
  void internalsDoNotUseThePublicClasses() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".internal..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT)
        .check(CLASSES);
  }

  @Test
  void publicSignaturesNameNoInternals() {
    assertThat(new PackageStructure(CLASSES).leakedInternals()).isEmpty();
  }
}
