package io.lakehousesync.examples.workload;

import io.lakehousesync.SyncTable;
import io.lakehousesync.postgres.PgLakeSetup;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** The table of a kind of the library, set up as a host would. */
public final class TrackedTable implements WorkloadTable {
  private final TrackedKind kind;
  private final DataSource postgres;

  /** The kind's table in the database that {@code postgres} connects to. */
  public TrackedTable(TrackedKind kind, DataSource postgres) {
    this.kind = kind;
    this.postgres = postgres;
  }

  @Override
  public Profile profile() {
    return kind.profile();
  }

  @Override
  public void create(Connection connection) throws SQLException {
    SyncTable table = kind.table();
    WorkloadDatabase.execute(connection, profile().createHeap(""), profile().createIceberg());
    PgLakeSetup.of(postgres).apply(List.of(table));
    // It outlives a table that was dropped by hand.
    WorkloadDatabase.execute(
        connection,
        "DELETE FROM lakehouse_sync.checkpoint WHERE target = '%s'".formatted(table.target()));
  }

  @Override
  public void forget() throws SQLException {
    try (Connection connection = postgres.getConnection()) {
      if (WorkloadDatabase.exists(connection, "to_regclass('%s')".formatted(profile().heap()))) {
        PgLakeSetup.of(postgres).teardown(List.of(kind.table()));
      }
    }
  }
}
