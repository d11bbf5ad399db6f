package io.lakehousesync.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.s3.internal.object.ObjectAddress;
import io.lakehousesync.s3.metadata.ListedTable;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.TableName;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Compares the locator with {@code iceberg_tables} over random histories: inserts, rewrites, schema
 * changes, rollbacks, commits that fail after their upload, and VACUUM with compaction and expiry.
 * {@code -Dhistories=1000} sets their number.
 */
@Tag("slow")
class PgLakeHistoriesIT {
  private static final S3Lakehouse LAKE = new S3Lakehouse();
  private static final TableName TABLE = new TableName("public", "t");
  private static final int STEPS = 14;

  /** Shortens retention, so that files expire within a history. */
  @BeforeAll
  static void expireAtOnce() throws SQLException {
    LAKE.set("pg_lake_iceberg.max_snapshot_age", "0");
    LAKE.set("pg_lake_engine.orphaned_file_retention_period", "0");
    LAKE.set("pg_lake_table.vacuum_compact_min_input_files", "2");
  }

  @AfterAll
  static void close() throws SQLException {
    LAKE.reset("pg_lake_iceberg.max_snapshot_age");
    LAKE.reset("pg_lake_engine.orphaned_file_retention_period");
    LAKE.reset("pg_lake_table.vacuum_compact_min_input_files");
    LAKE.close();
  }

  @Test
  void agreesWithIcebergTablesOrReturnsUnconfirmedFiles() throws Exception {
    int histories = Integer.getInteger("histories", 6);
    Tally tally = new Tally();
    for (int seed = 0; seed < histories; seed++) {
      try (LakeHistory history = new LakeHistory(LAKE, seed)) {
        run(history, tally);
      }
    }

    System.out.printf(
        "PG_LAKE_HISTORIES count=%d steps=%d failed_uploads=%d compactions=%d expiries=%d checks=%d current=%d one_behind=%d"
            + " unconfirmed=%d wrong=0 by_last_modified_wrong=%d%n",
        histories,
        histories * STEPS,
        tally.failedUploads,
        tally.compactions,
        tally.expiries,
        tally.checks,
        tally.current,
        tally.oneBehind,
        tally.checks - tally.current - tally.oneBehind,
        tally.byTimeWrong);
    assertThat(tally.failedUploads).isPositive();
    assertThat(tally.compactions).isPositive();
    assertThat(tally.expiries).isPositive();
    assertThat(tally.current).isPositive();
    assertThat(tally.oneBehind).isPositive();
    assertThat(tally.byTimeWrong).isPositive();
  }

  private static final class Tally {
    int failedUploads;
    int compactions;
    int expiries;
    int checks;
    int current;
    int oneBehind;
    int byTimeWrong;
  }

  private static void run(LakeHistory history, Tally tally) throws Exception {
    S3ListingLocator warm = locator(history);
    for (int step = 0; step < STEPS; step++) {
      history.step();
      if (history.random().nextInt(3) > 0) {
        check(warm.check(TABLE), history, tally);
      }
      check(locator(history).check(TABLE), history, tally);
      tally.byTimeWrong += newestByTime(history).equals(history.current()) ? 0 : 1;
    }
    tally.failedUploads += history.failedUploads();
    tally.compactions += history.compactions();
    tally.expiries += history.expiries();
  }

  private static void check(ListedTable listed, LakeHistory history, Tally tally) {
    tally.checks++;
    List<MetadataLocation> committed = history.committed();
    List<MetadataLocation> possible = new ArrayList<>(listed.unconfirmed());
    listed.confirmed().ifPresent(possible::add);
    assertThat(possible).contains(history.current());
    listed
        .confirmed()
        .ifPresent(
            confirmed -> {
              assertThat(confirmed)
                  .isIn(committed.subList(Math.max(0, committed.size() - 2), committed.size()));
              if (confirmed.equals(history.current())) {
                tally.current++;
              } else {
                tally.oneBehind++;
              }
            });
  }

  private static S3ListingLocator locator(LakeHistory history) {
    return S3ListingLocator.builder(LAKE.s3()).table(TABLE, history.current().directory()).build();
  }

  /**
   * Chooses the newest file as the article does: by time in seconds, and the first of equal ones.
   */
  private static MetadataLocation newestByTime(LakeHistory history) {
    ObjectAddress directory = ObjectAddress.of(history.current().directory() + "/");
    return LAKE
        .s3()
        .listObjectsV2(r -> r.bucket(directory.bucket()).prefix(directory.key()))
        .contents()
        .stream()
        .filter(object -> object.key().endsWith(".metadata.json"))
        .max(
            Comparator.comparing(
                (S3Object object) -> object.lastModified().truncatedTo(ChronoUnit.SECONDS)))
        .map(object -> new MetadataLocation("s3://" + directory.bucket() + "/" + object.key()))
        .orElseThrow();
  }
}
