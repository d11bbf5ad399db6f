package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import io.lakehousesync.verify.CatalogColumn;
import io.lakehousesync.verify.CatalogReader;
import io.lakehousesync.verify.CatalogStanding;
import io.lakehousesync.verify.CatalogVerdict;
import io.lakehousesync.verify.KeyRange;
import io.lakehousesync.verify.RepairPlan;
import io.lakehousesync.verify.RowChecksum;
import io.lakehousesync.verify.RowHash;
import io.lakehousesync.verify.VerifyReport;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What could not be compared is neither agreement nor a difference. */
class VerifyNotComparedIT {
  private static final SyncTable QUEUE =
      SyncTable.of("core_it.t", "core_it.lake")
          .mode(WriteMode.UPSERT)
          .tracking(ChangeTracking.queue());

  private final PgLakeVerifier verifier =
      PgLakeVerifier.builder(TestSchema.postgres()).rangeRows(10).build();

  @BeforeEach
  void createTables() throws SQLException {
    TestSchema.recreate("CREATE TABLE core_it.t (id int PRIMARY KEY, v text)");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(QUEUE));
    TestSchema.execute("INSERT INTO core_it.t SELECT i, 'v' || i FROM generate_series(1, 25) i");
    VerifiedTables.copy(QUEUE);
  }

  @Test
  void aBlockedVerificationNeitherAgreesNorDiffers() throws SQLException {
    TestSchema.execute("TRUNCATE core_it.t");

    VerifyReport report = verifier.verify(QUEUE);

    assertThat(report.agrees()).isFalse();
    assertThat(report)
        .asString()
        .startsWith("not-compared core_it.t -> core_it.lake through=nothing ")
        .contains(" differ=0 ");
  }

  @Test
  void aBlockedStepDoesNotVerifyItsRange() throws SQLException {
    ContinuousVerification steps = verifier.continuously(QUEUE);
    steps.next();
    TestSchema.execute("TRUNCATE core_it.t");

    ContinuousVerification.Step blocked = steps.next();

    assertThat(blocked.agrees()).isFalse();
    assertThat(blocked).asString().startsWith("not-compared ");
    assertThat(blocked.passes()).isZero();
    assertThat(blocked.verifiedThrough()).isEmpty();
    VerifiedTables.copy(QUEUE);
    assertThat(steps.next().agrees()).isTrue();
  }

  /** The column is not in the Iceberg table yet. */
  @Test
  void aPassThatLeavesOutAColumnDoesNotVerifyTheTable() throws SQLException {
    TestSchema.execute("ALTER TABLE core_it.t ADD COLUMN w int DEFAULT 7");
    ContinuousVerification steps = verifier.continuously(QUEUE);
    ContinuousVerification.Step step = steps.next();
    while (step.passes() == 0) {
      step = steps.next();
    }

    assertThat(step.agrees()).isFalse();
    assertThat(step.verifiedThrough()).isEmpty();
  }

  @Test
  void aRepairThatChangesNothingDoesNotRefresh() throws SQLException {
    TestSchema.execute("DELETE FROM core_it.lake WHERE id = 7");
    RepairPlan plan = RepairPlan.of(verifier.verify(QUEUE));
    AtomicInteger refreshes = new AtomicInteger();
    PgLakeVerifier refreshing =
        PgLakeVerifier.builder(TestSchema.postgres())
            .refresher(
                (table, location) -> {
                  refreshes.incrementAndGet();
                  return RefreshResult.refreshed(location);
                })
            .build();

    assertThat(refreshing.repair(plan).insertedRows()).isEqualTo(1);
    assertThat(refreshes).hasValue(1);
    assertThat(refreshing.repair(plan).refresh()).isEmpty();
    assertThat(refreshes).hasValue(1);
  }

  @Test
  void aCatalogThatIsBehindDoesNotAgreeIfItsRowsCannotBeCompared() throws SQLException {
    MetadataLocation older =
        Objects.requireNonNull(
            IcebergTablesLocator.of(TestSchema.postgres())
                .locations(List.of(QUEUE.target()))
                .get(QUEUE.target()));
    TestSchema.execute("INSERT INTO core_it.t VALUES (26, 'v26')");
    VerifiedTables.copy(QUEUE);
    PgLakeVerifier behind =
        PgLakeVerifier.builder(TestSchema.postgres()).catalog(new Unreadable(older)).build();

    VerifyReport report = behind.verify(QUEUE);

    CatalogVerdict catalog = report.catalog().orElseThrow();
    assertThat(catalog.standing()).hasValue(CatalogStanding.BEHIND);
    assertThat(report.notes())
        .containsExactly(
            "The catalog is behind. Its rows were not compared: no such column. Nothing was read.");
    assertThat(catalog.agrees()).isFalse();
    assertThat(report.agrees()).isFalse();
    assertThat(report).asString().startsWith("not-compared ");
  }

  /** A catalog that serves an older snapshot, and fails to read its rows. */
  private record Unreadable(MetadataLocation older) implements CatalogReader {
    @Override
    public Optional<MetadataLocation> served(SyncTable table) {
      return Optional.of(older);
    }

    @Override
    public List<RowChecksum> checksums(
        SyncTable table,
        List<CatalogColumn> columns,
        List<CatalogColumn> key,
        List<KeyRange> ranges) {
      throw new NotAppliedException(
          NotAppliedException.Retry.POINTLESS, "no such column. Nothing was read.", null);
    }

    @Override
    public List<RowHash> rowHashes(
        SyncTable table, List<CatalogColumn> columns, List<CatalogColumn> key, KeyRange range) {
      throw new IllegalStateException("no test reads rows");
    }
  }
}
