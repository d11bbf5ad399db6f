package io.lakehousesync.spring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.lakehousesync.testkit.PackageStructure;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES = PackageStructure.mainClasses();

  @Test
  void noPackageHasMoreThanThirtyClasses() {
    assertThat(new PackageStructure(CLASSES).packagesAbove(30)).isEmpty();
  }

  @Test
  void noCycleInsideOfAPackageHasFifteenClasses() {
    assertThat(new PackageStructure(CLASSES).classCyclesFrom(15)).isEmpty();
  }

  @Test
  void theStarterUsesNoInternalsAndNoOptionalModule() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.lakehousesync..internal..", "io.lakehousesync.snowflake..", "io.lakehousesync.s3..")
        .check(CLASSES);
  }
}
