package io.lakehousesync.postgres.internal.doctor;

import io.lakehousesync.postgres.report.Finding;
import io.lakehousesync.postgres.report.Finding.Severity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks of the server: pg_lake, its settings, and open transactions.
 *
 * @param longTransaction the age from which an open transaction is a finding; a prepared
 *     transaction is a finding at any age
 */
public record ServerChecks(Duration longTransaction) {
  /**
   * One check. If the query has a parameter, its value is the age in seconds from which a
   * transaction counts as long.
   */
  private record ServerCheck(Severity severity, String code, String sql) {}

  private static final List<ServerCheck> ALL =
      List.of(
          new ServerCheck(
              Severity.ERROR,
              "pg-lake-missing",
              """
              SELECT format('Database %I has no extension pg_lake.', current_database()),
                     'CREATE EXTENSION pg_lake CASCADE'
              WHERE NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_lake_iceberg')
              """),
          new ServerCheck(
              Severity.INFO,
              "pg-lake-version",
              """
              SELECT format('pg_lake is version %s; this library was tested with 3.5.', extversion),
                     'Run the tests of this library against a copy of your server.'
              FROM pg_extension
              WHERE extname = 'pg_lake_iceberg' AND extversion NOT LIKE '3.%'
              """),
          new ServerCheck(
              Severity.ERROR,
              "server-is-a-replica",
              """
              SELECT 'This server is a replica: it accepts no writes, and its snapshots are not the primary''s.',
                     'Connect to the primary.'
              WHERE pg_is_in_recovery()
              """),
          new ServerCheck(
              Severity.WARNING,
              "location-prefix-missing",
              """
              SELECT 'pg_lake_iceberg.default_location_prefix is not set: no Iceberg table can be created.',
                     format('ALTER DATABASE %I SET pg_lake_iceberg.default_location_prefix = ''s3://bucket/prefix''',
                            current_database())
              WHERE coalesce(current_setting('pg_lake_iceberg.default_location_prefix', true), '') = ''
              """),
          new ServerCheck(
              Severity.WARNING,
              "iceberg-vacuum-off",
              """
              SELECT 'Iceberg tables are not vacuumed, because pg_lake_iceberg.autovacuum is off: small'
                     ' files and old snapshots accumulate, and refreshes become slower.',
                     'ALTER SYSTEM SET pg_lake_iceberg.autovacuum = on, and SELECT pg_reload_conf().'
              WHERE current_setting('pg_lake_iceberg.autovacuum', true) IN ('off', 'false')
              """),
          new ServerCheck(
              Severity.INFO,
              "few-background-workers",
              """
              SELECT format('max_worker_processes is %s: if more than three sessions write Iceberg tables at'
                            ' the same time, some fail with SQLSTATE 53400 and are repeated.',
                            current_setting('max_worker_processes')),
                     'ALTER SYSTEM SET max_worker_processes = 32, and restart the server.'
              WHERE current_setting('max_worker_processes')::int <= 8
              """),
          new ServerCheck(
              Severity.WARNING,
              "long-transaction",
              """
              SELECT format('Session %s (%s) has an open transaction that writes, since %s. Its rows are copied'
                            ' after it ends. If it writes to a table that is tracked by an ordered column, all'
                            ' new rows of this table wait for its end. VACUUM cannot remove row versions that'
                            ' were deleted after it began.',
                            pid, coalesce(nullif(application_name, ''), usename), xact_start),
                     format('End the transaction, or SELECT pg_terminate_backend(%s)', pid)
              FROM pg_stat_activity
              WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()
                AND xact_start < now() - make_interval(secs => ?)
              UNION ALL
              SELECT format('Prepared transaction %L has been open since %s, with the same effects as an open transaction.', gid, prepared),
                     format('ROLLBACK PREPARED %L', gid)
              FROM pg_prepared_xacts
              """));

  /** Runs all checks. */
  public List<Finding> run(Connection connection) throws SQLException {
    List<Finding> findings = new ArrayList<>();
    for (ServerCheck check : ALL) {
      try (PreparedStatement statement = connection.prepareStatement(check.sql)) {
        if (check.sql.contains("?")) {
          statement.setDouble(1, longTransaction.toMillis() / 1000.0);
        }
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            findings.add(
                Finding.ofServer(check.severity, check.code, rows.getString(1), rows.getString(2)));
          }
        }
      }
    }
    return findings;
  }

  /** Returns the codes of all checks. */
  public static List<String> codes() {
    return ALL.stream().map(ServerCheck::code).toList();
  }
}
