package io.lakehousesync.examples.load;

import static io.lakehousesync.examples.workload.Profile.Expectation.KEEPS;

import io.lakehousesync.SyncTable;
import io.lakehousesync.examples.workload.Profile;
import io.lakehousesync.examples.workload.TrackedKind;
import io.lakehousesync.examples.workload.TrackedTable;
import io.lakehousesync.examples.workload.WorkloadDatabase;
import io.lakehousesync.examples.workload.WorkloadTable;
import io.lakehousesync.postgres.PgLakeSetup;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.sql.DataSource;

/** A heap table with its Iceberg table: the one to load, or the small one to compare it with. */
record LoadTable(TrackedKind kind) {
  static final String SCHEMA = "loadtest";

  /** Comparison knows no batches. */
  static final List<String> KINDS = List.of("xid", "xid-append", "marker", "ordered", "queue");

  /** The two tables of a kind. */
  enum Size {
    SMALL,
    LARGE
  }

  static LoadTable of(String kind, Size size) {
    TrackedKind like =
        TrackedKind.allIn(SCHEMA).stream()
            .filter(candidate -> candidate.profile().name().equals(kind))
            .findFirst()
            .orElseThrow();
    String name = kind + "-" + size.name().toLowerCase(Locale.ROOT);
    Profile profile =
        new Profile(SCHEMA, name, KEEPS, like.profile().mode(), Profile.PLAIN, Set.of());
    return new LoadTable(new TrackedKind(profile, like.tracking()));
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

  /** The heap table, before anybody has thought of syncing it. */
  WorkloadTable over(DataSource postgres) {
    return new WorkloadTable() {
      @Override
      public Profile profile() {
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

  /** Sets tracking up, with whatever rows are there. */
  void setUp(DataSource postgres) throws SQLException {
    try (Connection connection = postgres.getConnection()) {
      WorkloadDatabase.execute(connection, kind.profile().createIceberg());
      PgLakeSetup.of(postgres).apply(List.of(table()));
      // It outlives a table that was dropped by hand.
      WorkloadDatabase.execute(
          connection,
          "DELETE FROM lakehouse_sync.checkpoint WHERE target = '%s'".formatted(table().target()));
    }
  }
}
