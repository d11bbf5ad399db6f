package io.lakehousesync.examples.trials.load;

import static io.lakehousesync.examples.trials.workload.TableProfile.Expectation.KEEPS;

import io.lakehousesync.examples.trials.workload.LibraryTracking;
import io.lakehousesync.examples.trials.workload.TableProfile;
import io.lakehousesync.examples.trials.workload.TrackedTable;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase;
import io.lakehousesync.examples.trials.workload.WorkloadTable;
import io.lakehousesync.postgres.PgLakeSetup;
import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.sql.DataSource;

/** A heap table with its Iceberg table: the large one to load, or the small one for comparison. */
record LoadTable(LibraryTracking kind) {
  static final String SCHEMA = "loadtest";

  /** All kinds except the comparison, which copies no batches. */
  static final List<String> KINDS = List.of("xid", "xid-append", "marker", "ordered", "queue");

  /** The two tables of a kind. */
  enum Size {
    SMALL,
    LARGE
  }

  static LoadTable of(String kind, Size size) {
    LibraryTracking like =
        LibraryTracking.allIn(SCHEMA).stream()
            .filter(candidate -> candidate.profile().name().equals(kind))
            .findFirst()
            .orElseThrow();
    String name = kind + "-" + size.name().toLowerCase(Locale.ROOT);
    TableProfile profile =
        new TableProfile(SCHEMA, name, KEEPS, like.profile().mode(), TableProfile.PLAIN, Set.of());
    return new LoadTable(new LibraryTracking(profile, like.tracking()));
  }

  SyncTable table() {
    return kind.table();
  }

  String heap() {
    return kind.profile().heap();
  }

  String iceberg() {
    return kind.profile().iceberg();
  }

  /** Returns the heap table without any set-up. */
  WorkloadTable over(DataSource postgres) {
    return new WorkloadTable() {
      @Override
      public TableProfile profile() {
        return kind.profile();
      }

      @Override
      public void create(Connection connection) throws SQLException {
        WorkloadDatabase.execute(connection, profile().createHeap(""));
      }

      @Override
      public void forget() throws SQLException {
        new TrackedTable(kind, postgres).forget();
      }
    };
  }

  /** Adds rows in one transaction. */
  void insert(Connection connection, int rows) throws SQLException {
    WorkloadDatabase.execute(
        connection,
        """
        INSERT INTO %s (payload)
        SELECT 'row ' || md5(i::text) FROM generate_series(1, %d) AS i"""
            .formatted(heap(), rows));
  }

  /** Sets up tracking for the existing rows. */
  void setUp(DataSource postgres) throws SQLException {
    try (Connection connection = postgres.getConnection()) {
      WorkloadDatabase.execute(connection, kind.profile().createIceberg());
      PgLakeSetup.of(postgres).apply(List.of(table()));
      // If a table was dropped by hand, its checkpoint still exists.
      WorkloadDatabase.execute(
          connection,
          "DELETE FROM lakehouse_sync.checkpoint WHERE target = '%s'".formatted(table().target()));
    }
  }
}
