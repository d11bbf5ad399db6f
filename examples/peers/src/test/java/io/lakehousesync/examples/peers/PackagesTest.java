package io.lakehousesync.examples.peers;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import io.lakehousesync.testkit.PackageStructure;
import org.junit.jupiter.api.Test;

/** The rules for the packages of the comparison. The processes of the peers have one each. */
class PackagesTest {
  private static final JavaClasses PEERS =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .importPackages("io.lakehousesync.examples.peers");

  @Test
  void theCommandAndTheProtocolAreChecked() {
    assertThat(PEERS.contain(PeersCommand.class)).isTrue();
    assertThat(PEERS.containPackage("io.lakehousesync.examples.peers.protocol")).isTrue();
  }

  @Test
  void packagesHaveNoCycles() {
    slices().assignedFrom(PackageStructure.eachPackage()).should().beFreeOfCycles().check(PEERS);
  }

  @Test
  void noPackageHasMoreThanThirtyClasses() {
    assertThat(new PackageStructure(PEERS).packagesAbove(30)).isEmpty();
  }
}
