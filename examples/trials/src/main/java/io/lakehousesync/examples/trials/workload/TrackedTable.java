package io.lakehousesync.examples.trials.workload;

import io.lakehousesync.postgres.PgLakeSetup;
import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** The table of a kind of the library, set up as a host would do it. */
public final class TrackedTable implements WorkloadTable {
  private final LibraryTracking kind;
  private final DataSource postgres;

  /** Creates the object for the table of a kind in a database. */
  public TrackedTable(LibraryTracking kind, DataSource postgres) {
    this.kind = kind;
    this.postgres = postgres;
  }

  @Override
  public TableProfile profile() {
    return kind.profile();
  }

  @Override
  public void create(Connection connection) throws SQLException {
    SyncTable table = kind.table();
    WorkloadDatabase.execute(connection, profile().createHeap(""), profile().createIceberg());
    PgLakeSetup.of(postgres).apply(List.of(table));
    // If a table was dropped by hand, its checkpoint still exists.
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
