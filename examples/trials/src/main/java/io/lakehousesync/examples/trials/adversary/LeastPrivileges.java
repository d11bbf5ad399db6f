package io.lakehousesync.examples.trials.adversary;

import io.lakehousesync.examples.trials.workload.DataSources;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase;
import io.lakehousesync.postgres.PgLakePrivileges;
import io.lakehousesync.postgres.PgLakePrivileges.Use;
import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/**
 * Roles with the least privileges, as {@link PgLakePrivileges} grants them. The adversary copies
 * and verifies with these roles, which own no table and are no superusers.
 */
final class LeastPrivileges implements AutoCloseable {
  private static final String COPIER = "lakehouse_losstest_copier";
  private static final String VERIFIER = "lakehouse_losstest_verifier";

  private final DataSource postgres;

  private LeastPrivileges(DataSource postgres) {
    this.postgres = postgres;
  }

  /** Creates the roles, and grants the privileges for these tables. */
  static LeastPrivileges of(DataSource postgres, List<SyncTable> tables) throws SQLException {
    LeastPrivileges roles = new LeastPrivileges(postgres);
    roles.close();
    try (Connection connection = postgres.getConnection()) {
      WorkloadDatabase.execute(connection, "CREATE ROLE " + COPIER, "CREATE ROLE " + VERIFIER);
      for (String grant : PgLakePrivileges.grants(tables, Use.COPY, COPIER)) {
        WorkloadDatabase.execute(connection, grant);
      }
      for (String grant : PgLakePrivileges.grants(tables, Use.VERIFY, VERIFIER)) {
        WorkloadDatabase.execute(connection, grant);
      }
    }
    return roles;
  }

  /** Returns a data source with the rights to copy. */
  DataSource copier(DataSource sessions) {
    return DataSources.as(sessions, COPIER);
  }

  /** Returns a data source with the rights to verify. */
  DataSource verifier() {
    return DataSources.as(postgres, VERIFIER);
  }

  /** Drops the roles, also those of a run that did not end. */
  @Override
  public void close() throws SQLException {
    try (Connection connection = postgres.getConnection()) {
      for (String role : List.of(COPIER, VERIFIER)) {
        if (WorkloadDatabase.exists(connection, "to_regrole('%s')".formatted(role))) {
          WorkloadDatabase.execute(connection, "DROP OWNED BY " + role, "DROP ROLE " + role);
        }
      }
    }
  }
}
