package io.lakehousesync.postgres;

import io.lakehousesync.postgres.Finding.Severity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What concerns all tables: pg_lake, its settings, and what else happens on the server. */
record ServerChecks(Duration longTransaction) {
  /** A question about the server; its parameters are none, or the seconds of a long transaction. */
  private record Question(Severity severity, String code, String sql) {}

  private static final List<Question> ALL =
      List.of(
          new Question(
              Severity.ERROR,
              "pg-lake-missing",
              """
              SELECT format('Database %I has no extension pg_lake.', current_database()),
                     'CREATE EXTENSION pg_lake CASCADE'
              WHERE NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_lake_iceberg')
              """),
          new Question(
              Severity.INFO,
              "pg-lake-version",
              """
              SELECT format('pg_lake is version %s; this library was measured on 3.5.', extversion),
                     'Run its tests against a copy of your server.'
              FROM pg_extension
              WHERE extname = 'pg_lake_iceberg' AND extversion NOT LIKE '3.%'
              """),
          new Question(
              Severity.ERROR,
              "server-is-a-replica",
              """
              SELECT 'This server is a replica: it takes no writes, and its snapshots are not the primary''s.',
                     'Connect to the primary.'
              WHERE pg_is_in_recovery()
              """),
          new Question(
              Severity.WARNING,
              "location-prefix-missing",
              """
              SELECT 'pg_lake_iceberg.default_location_prefix is not set: no Iceberg table can be created.',
                     format('ALTER DATABASE %I SET pg_lake_iceberg.default_location_prefix = ''s3://bucket/prefix''',
                            current_database())
              WHERE coalesce(current_setting('pg_lake_iceberg.default_location_prefix', true), '') = ''
              """),
          new Question(
              Severity.WARNING,
              "iceberg-vacuum-off",
              """
              SELECT 'Iceberg tables are not vacuumed (pg_lake_iceberg.autovacuum is off): small files and'
                     ' old snapshots pile up, and refreshes slow down.',
                     'ALTER SYSTEM SET pg_lake_iceberg.autovacuum = on, and SELECT pg_reload_conf().'
              WHERE current_setting('pg_lake_iceberg.autovacuum', true) IN ('off', 'false')
              """),
          new Question(
              Severity.INFO,
              "few-background-workers",
              """
              SELECT format('max_worker_processes is %s: of more than three sessions that write Iceberg'
                            ' tables at the same time some fail with 53400, and are tried again.',
                            current_setting('max_worker_processes')),
                     'ALTER SYSTEM SET max_worker_processes = 32, and restart the server.'
              WHERE current_setting('max_worker_processes')::int <= 8
              """),
          new Question(
              Severity.WARNING,
              "long-transaction",
              """
              SELECT format('Session %s (%s) has held a transaction that writes open since %s: its own'
                            ' rows come when it ends; tables that are tracked by an ordered column wait'
                            ' for it if it writes to them; and VACUUM cleans up nothing newer.',
                            pid, coalesce(nullif(application_name, ''), usename), xact_start),
                     format('End it, or SELECT pg_terminate_backend(%s)', pid)
              FROM pg_stat_activity
              WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()
                AND xact_start < now() - make_interval(secs => ?)
              UNION ALL
              SELECT format('Transaction %L has been prepared since %s, and holds up the same.', gid, prepared),
                     format('ROLLBACK PREPARED %L', gid)
              FROM pg_prepared_xacts
              """));

  List<Finding> ask(Connection connection) throws SQLException {
    List<Finding> findings = new ArrayList<>();
    for (Question question : ALL) {
      try (PreparedStatement statement = connection.prepareStatement(question.sql)) {
        if (question.sql.contains("?")) {
          statement.setDouble(1, longTransaction.toMillis() / 1000.0);
        }
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            findings.add(
                new Finding(
                    question.severity,
                    question.code,
                    Optional.empty(),
                    rows.getString(1),
                    rows.getString(2)));
          }
        }
      }
    }
    return findings;
  }

  static List<String> codes() {
    return ALL.stream().map(Question::code).toList();
  }
}
