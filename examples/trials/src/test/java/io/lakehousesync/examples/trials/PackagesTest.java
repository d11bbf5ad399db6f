package io.lakehousesync.examples.trials;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import io.lakehousesync.testkit.PackageStructure;
import org.junit.jupiter.api.Test;

/** The rules for the packages of all three modules. Maven ensures that the host needs no trial. */
class PackagesTest {
  private static final ImportOption NO_TEST_JARS = location -> !location.contains("-tests.jar");

  private static final JavaClasses EXAMPLES =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .withImportOption(NO_TEST_JARS)
          .importPackages("io.lakehousesync.examples");

  @Test
  void theClassesOfAllThreeModulesAreChecked() {
    assertThat(EXAMPLES.containPackage("io.lakehousesync.examples.host")).isTrue();
    assertThat(EXAMPLES.containPackage("io.lakehousesync.examples.duckdb")).isTrue();
    assertThat(EXAMPLES.containPackage("io.lakehousesync.examples.trials")).isTrue();
  }

  @Test
  void packagesHaveNoCycles() {
    slices().assignedFrom(PackageStructure.eachPackage()).should().beFreeOfCycles().check(EXAMPLES);
  }

  @Test
  void noPackageHasMoreThanThirtyClasses() {
    assertThat(new PackageStructure(EXAMPLES).packagesAbove(30)).isEmpty();
  }

  @Test
  void noCycleInsideOfAPackageHasFifteenClasses() {
    assertThat(new PackageStructure(EXAMPLES).classCyclesFrom(15)).isEmpty();
  }
}
