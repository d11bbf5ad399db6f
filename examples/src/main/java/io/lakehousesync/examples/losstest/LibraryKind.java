package io.lakehousesync.examples.losstest;

import io.lakehousesync.ChangeTracking;
import io.lakehousesync.CopyResult;
import io.lakehousesync.SyncSource;
import io.lakehousesync.SyncTable;
import io.lakehousesync.postgres.PgLakeSetup;
import io.lakehousesync.postgres.PgLakeSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** A kind of the library, set up as a host would. */
final class LibraryKind implements Kind {
  /** Small, so that a copy of many rows is often one of several pages. */
  private static final int BATCH_ROWS = 500;

  private final Profile profile;
  private final DataSource postgres;
  private final SyncSource source;
  private final SyncTable table;

  LibraryKind(Profile profile, ChangeTracking tracking, DataSource postgres) {
    this.profile = profile;
    this.postgres = postgres;
    this.source = PgLakeSource.builder(postgres).batchRows(BATCH_ROWS).build();
    this.table =
        SyncTable.of(profile.heap(), profile.iceberg()).tracking(tracking).mode(profile.mode());
  }

  @Override
  public Profile profile() {
    return profile;
  }

  @Override
  public String promise() {
    return source.guarantee(table);
  }

  @Override
  public void create(Connection connection) throws SQLException {
    LossDatabase.execute(connection, profile.createHeap(""), profile.createIceberg());
    PgLakeSetup.of(postgres).apply(List.of(table));
    // It outlives a table that was dropped by hand.
    LossDatabase.execute(
        connection,
        "DELETE FROM lakehouse_sync.checkpoint WHERE target = '%s'".formatted(table.target()));
    source.validate(table);
  }

  @Override
  public void forget() throws SQLException {
    try (Connection connection = postgres.getConnection()) {
      if (LossDatabase.exists(connection, "to_regclass('%s')".formatted(profile.heap()))) {
        PgLakeSetup.of(postgres).teardown(List.of(table));
      }
    }
  }

  @Override
  public CopyResult copyOnce() {
    return source.copy(table);
  }
}
