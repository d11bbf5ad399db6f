package io.lakehousesync.examples.peers;

import static io.lakehousesync.examples.trials.workload.TableProfile.Expectation.NAIVE;
import static io.lakehousesync.examples.trials.workload.TableProfile.PLAIN;

import io.lakehousesync.examples.peers.contestant.Kind;
import io.lakehousesync.examples.trials.workload.TableProfile;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase;
import io.lakehousesync.examples.trials.workload.WorkloadTable;
import io.lakehousesync.table.WriteMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/** The table for the writer without copies. Its Iceberg table only warms up the engine. */
record BaselineTable() implements WorkloadTable {
  private static final int WARM_UPS = 3;

  @Override
  public TableProfile profile() {
    return new TableProfile(Kind.SCHEMA, "baseline", NAIVE, WriteMode.APPEND, PLAIN, Set.of());
  }

  String heap() {
    return profile().heap();
  }

  @Override
  public void create(Connection connection) throws SQLException {
    WorkloadDatabase.execute(connection, profile().createHeap(""), profile().createIceberg());
  }

  /** Copies rows without measuring, so that the first way does not pay for a cold engine. */
  void warmUp(Connection connection, long rows) throws SQLException {
    for (int i = 0; i < WARM_UPS; i++) {
      WorkloadDatabase.execute(
          connection,
          "INSERT INTO %s SELECT i, 1, 'row ' || md5(i::text) FROM generate_series(1, %d) AS i"
              .formatted(profile().iceberg(), rows));
    }
  }
}
