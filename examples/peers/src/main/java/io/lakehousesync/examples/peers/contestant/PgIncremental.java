package io.lakehousesync.examples.peers.contestant;

import io.lakehousesync.examples.trials.workload.WorkloadDatabase;
import io.lakehousesync.text.Printable;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * A sequence pipeline of pg_incremental, as its README describes it. It has no schedule, so that it
 * runs when the comparison calls it.
 */
final class PgIncremental {
  private static final String PIPELINE = "peers";

  private PgIncremental() {}

  /**
   * Creates the extension and the pipeline.
   *
   * @throws NotAvailableException if the server does not have the extension
   */
  static Contestant open(DataSource postgres) throws SQLException, NotAvailableException {
    String heap = Kind.PG_INCREMENTAL.profile().heap();
    try (Connection connection = postgres.getConnection()) {
      createExtension(connection);
      WorkloadDatabase.execute(
          connection,
          """
          SELECT incremental.create_sequence_pipeline('%s', '%s',
            $pipeline$
              INSERT INTO %s (id, version, payload)
              SELECT id, version, payload FROM %s WHERE id BETWEEN $1 AND $2
            $pipeline$,
            schedule := NULL, execute_immediately := false)
          """
              .formatted(PIPELINE, heap, Kind.PG_INCREMENTAL.profile().iceberg(), heap));
    }
    return new StatementContestant(
        postgres,
        Kind.PG_INCREMENTAL,
        "(SELECT 'pg_incremental ' || extversion || '; a sequence pipeline without a schedule,"
            + " executed by CALL' FROM pg_extension WHERE extname = 'pg_incremental')",
        (lastCopied, lastId) -> "CALL incremental.execute_pipeline('%s')".formatted(PIPELINE));
  }

  private static void createExtension(Connection connection)
      throws SQLException, NotAvailableException {
    if (!WorkloadDatabase.exists(
        connection, "(SELECT name FROM pg_available_extensions WHERE name = 'pg_incremental')")) {
      throw new NotAvailableException(
          "the extension pg_incremental is not installed on the server");
    }
    try {
      WorkloadDatabase.execute(connection, "CREATE EXTENSION IF NOT EXISTS pg_incremental CASCADE");
    } catch (SQLException e) {
      // For example, pg_cron is not in shared_preload_libraries.
      throw new NotAvailableException(
          "the extension pg_incremental cannot be created: " + Printable.message(e.getMessage()));
    }
  }

  /** Drops the pipeline, if the extension and the pipeline exist. */
  static void drop(Connection connection) throws SQLException {
    if (WorkloadDatabase.exists(connection, "to_regclass('incremental.sequence_pipelines')")) {
      WorkloadDatabase.execute(
          connection,
          """
          SELECT incremental.drop_pipeline(pipeline_name) FROM incremental.sequence_pipelines
          WHERE pipeline_name = '%s'
          """
              .formatted(PIPELINE));
    }
  }
}
