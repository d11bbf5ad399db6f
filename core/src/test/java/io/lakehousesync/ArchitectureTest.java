package io.lakehousesync;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.lakehousesync.testkit.PackageStructure;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final String ROOT = "io.lakehousesync";

  private static JavaClasses classes;

  @BeforeAll
  static void importClasses() {
    classes = PackageStructure.mainClasses();
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

  @Test
  void publicSignaturesNameNoInternals() {
    assertThat(new PackageStructure(classes).leakedInternals()).isEmpty();
  }

  @Test
  void onlyThePostgresPackagesSendSql() {
    noClasses()
        .that()
        .resideInAnyPackage(
            ROOT, ROOT + ".spi", ROOT + ".table", ROOT + ".exceptions", ROOT + ".verify")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql", "javax.sql", "org.postgresql..", ROOT + ".postgres..")
        .check(classes);
  }

  @Test
  void onlyTheConfigurationFindsModulesByName() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".snowflake..", ROOT + ".s3..")
        .check(classes);
  }
}
