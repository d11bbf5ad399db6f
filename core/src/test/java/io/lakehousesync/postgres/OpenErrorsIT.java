package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.TableHealth;
import io.lakehousesync.TableHealth.Status;
import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No table is fresh over an open error of the doctor. */
class OpenErrorsIT {
  private static final SyncTable ORDERED =
      SyncTable.of("core_it.t", "core_it.lake").tracking(ChangeTracking.ordered("id"));

  private static LakehouseSync sync() {
    return LakehouseSync.builder()
        .source(PgLakeSource.of(TestSchema.copier()))
        .locator(IcebergTablesLocator.of(TestSchema.postgres()))
        .refresher(CatalogRefresher.none())
        .table(ORDERED)
        .build();
  }

  private static void create() throws SQLException {
    TestSchema.recreate(
        "CREATE TABLE core_it.t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v text)");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(ORDERED));
    TestSchema.execute("INSERT INTO core_it.t (v) VALUES ('a')");
  }

  @Test
  void aTableWithAnErrorIsNotFreshUntilTheErrorIsGone() throws SQLException {
    create();
    TestSchema.execute("ALTER SEQUENCE core_it.t_id_seq CACHE 20");
    try (LakehouseSync sync = sync()) {
      assertThat(sync.runOnce().succeeded()).isTrue();

      TableHealth health = sync.health().tables().get(0);
      assertThat(health.status()).isNotEqualTo(Status.FRESH);
      assertThat(health.reason())
          .startsWith("Sequence core_it.t_id_seq of id gives each session 20 values in advance")
          .endsWith(" Cure: ALTER SEQUENCE core_it.t_id_seq CACHE 1");

      TestSchema.execute("ALTER SEQUENCE core_it.t_id_seq CACHE 1");
      sync.runOnce();
      assertThat(sync.health().tables().get(0).status()).isEqualTo(Status.FRESH);
    }
  }

  @Test
  void anErrorThatComesWithAnotherColumnIsNoticed() throws SQLException {
    create();
    try (LakehouseSync sync = sync()) {
      sync.runOnce();
      assertThat(sync.health().isHealthy()).isTrue();

      TestSchema.execute(
          "ALTER TABLE core_it.t ADD COLUMN w text; ALTER SEQUENCE core_it.t_id_seq CACHE 20");
      TestSchema.execute("INSERT INTO core_it.t (v) VALUES ('b')");
      sync.runOnce();

      assertThat(sync.health().isHealthy()).isFalse();
    }
  }
}
