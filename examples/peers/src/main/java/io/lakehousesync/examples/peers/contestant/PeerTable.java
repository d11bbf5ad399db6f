package io.lakehousesync.examples.peers.contestant;

import io.lakehousesync.examples.trials.workload.TableProfile;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase;
import io.lakehousesync.examples.trials.workload.WorkloadTable;
import io.lakehousesync.postgres.PgLakeSetup;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** The heap table of a way to copy, with all objects that the way has in PostgreSQL. */
public record PeerTable(Kind kind, DataSource postgres) implements WorkloadTable {
  @Override
  public TableProfile profile() {
    return kind.profile();
  }

  @Override
  public void create(Connection connection) throws SQLException {
    WorkloadDatabase.execute(connection, profile().createHeap(""));
    if (kind.isInsidePostgres()) {
      WorkloadDatabase.execute(connection, profile().createIceberg());
    }
  }

  /** Removes what the way has outside its tables: a slot would retain WAL for ever. */
  @Override
  public void forget() throws SQLException {
    try (Connection connection = postgres.getConnection()) {
      switch (kind) {
        case LAKEHOUSE_SYNC -> {
          if (WorkloadDatabase.exists(
              connection, "to_regclass('%s')".formatted(profile().heap()))) {
            PgLakeSetup.of(postgres).teardown(List.of(Kind.libraryTable()));
          }
        }
        case PG_INCREMENTAL -> PgIncremental.drop(connection);
        case DEBEZIUM -> dropSlot(connection);
        case BARE, SPARK -> {}
      }
    }
  }

  private static void dropSlot(Connection connection) throws SQLException {
    WorkloadDatabase.execute(
        connection,
        // Waits until the walsender has ended, because an active slot cannot be dropped.
        """
        SELECT pg_terminate_backend(active_pid, 10000) FROM pg_replication_slots
        WHERE slot_name = '%s' AND active
        """
            .formatted(Kind.SLOT),
        """
        SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
        WHERE slot_name = '%s'
        """
            .formatted(Kind.SLOT),
        "DROP PUBLICATION IF EXISTS " + Kind.SLOT);
  }
}
