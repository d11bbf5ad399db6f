package io.lakehousesync.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.contract.FakeRefresher.Fault;
import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.SyncTable;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CatalogRefresherContractTest {
  private static Fault fault = Fault.NONE;

  @Test
  void anImplementationWithoutFaultPasses() {
    fault = Fault.NONE;

    assertThat(ContractRun.failures(Implementation.class)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aFaultFailsTheTestOfItsRule(Fault wrong) {
    fault = wrong;

    assertThat(ContractRun.failures(Implementation.class)).contains(wrong.test);
  }

  @Test
  void eachTestOfTheContractHasAFault() {
    assertThat(ContractRun.tests(CatalogRefresherContract.class))
        .containsExactlyElementsOf(
            Arrays.stream(Fault.values())
                .map(wrong -> wrong.test)
                .filter(test -> !test.isEmpty())
                .distinct()
                .sorted()
                .toList());
  }

  static final class Implementation extends CatalogRefresherContract {
    private final FakeRefresher.Catalog catalog = new FakeRefresher.Catalog();

    @Override
    protected CatalogRefresher newRefresher() {
      return new FakeRefresher(catalog, fault);
    }

    @Override
    protected SyncTable table() {
      return SyncTable.of("stores", "iceberg_stores");
    }

    @Override
    protected MetadataLocation commit() {
      return catalog.commit("stores");
    }

    @Override
    protected MetadataLocation commitToAnotherTable() {
      return catalog.commit("others");
    }

    @Override
    protected long catalogRows() {
      return catalog.rows();
    }
  }
}
