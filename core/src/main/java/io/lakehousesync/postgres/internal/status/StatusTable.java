package io.lakehousesync.postgres.internal.status;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The statements for the table that says how fresh and how verified each table is. All times in it
 * are on PostgreSQL's clock. Hosts write ages, and PostgreSQL subtracts them from the beginning of
 * their transaction. A host reads its clock after that moment, so the times are not too late, even
 * if the clocks of host and PostgreSQL differ.
 */
public final class StatusTable {
  /** The name of the table. */
  public static final String NAME = Sql.SCHEMA + ".status";

  /**
   * The statement that creates the table. Updates do not change its index, so with free space in
   * the pages they are HOT.
   */
  public static final String CREATE =
      """
      CREATE TABLE IF NOT EXISTS %s (
        target           text PRIMARY KEY,
        source           text NOT NULL,
        status           text NOT NULL,
        reason           text NOT NULL,
        served_location  text,
        complete_through timestamptz,
        served_through   timestamptz,
        verified_through timestamptz,
        verified_at      timestamptz,
        verified_by      uuid,
        differences      bigint,
        pending_rows     bigint,
        not_compared     text,
        last_copied_at   timestamptz,
        last_copied_rows bigint,
        last_error_at    timestamptz,
        last_error       text,
        last_run_at      timestamptz,
        updated_at       timestamptz NOT NULL,
        host             text NOT NULL,
        host_instance    uuid NOT NULL
      ) WITH (fillfactor = 50)"""
          .formatted(NAME);

  /**
   * True if the new row is the newer one: the host of the row has written it later, or this host
   * has run the table later.
   */
  private static final String LATER_RUN =
      """
      (s.host_instance = EXCLUDED.host_instance AND EXCLUDED.updated_at > s.updated_at
       OR s.last_run_at IS NULL AND EXCLUDED.updated_at > s.updated_at
       OR EXCLUDED.last_run_at > s.last_run_at)""";

  /**
   * True if the new row has the newer verification. The times of one host are written in their
   * order, and two of them can come so close that their conversion to PostgreSQL's clock changes
   * the order. Therefore they are compared only with those of another host.
   *
   * <p>A host that knows fewer differences than another host has written does not disprove them,
   * unless it has begun a pass after that, and completed it. For example, a host that was started
   * again knows none. A host with a column that is never compared is verified through no time, but
   * knows the rows that wait when it has completed a pass.
   */
  private static final String LATER_VERIFICATION =
      """
      (EXCLUDED.verified_by = s.verified_by OR s.verified_at IS NULL
       OR EXCLUDED.verified_at > s.verified_at
         AND (EXCLUDED.differences >= s.differences
              OR EXCLUDED.verified_through > s.verified_at
              OR EXCLUDED.verified_through IS NULL AND EXCLUDED.pending_rows IS NOT NULL))""";

  /** The columns of the last run. */
  private static final List<String> OF_RUN =
      List.of("source", "status", "reason", "last_run_at", "updated_at", "host", "host_instance");

  private static final List<String> OF_VERIFICATION =
      List.of("verified_at", "verified_by", "differences", "pending_rows", "not_compared");

  /** What another host has verified stays verified. */
  private static final String VERIFIED_THROUGH =
      "verified_through = CASE WHEN %s THEN coalesce(EXCLUDED.verified_through, s.verified_through) ELSE s.verified_through END"
          .formatted(LATER_VERIFICATION);

  private static final List<String> OF_COPY = List.of("last_copied_at", "last_copied_rows");
  private static final List<String> OF_ERROR = List.of("last_error_at", "last_error");
  private static final List<String> OF_CATALOG = List.of("served_location", "served_through");

  /**
   * Writes the state of all tables that one host has. Several hosts write the same rows. What a
   * host has shown stays true if another host writes: the latest copy, the latest error, the latest
   * verification, and the times through which the table is complete. Rows are locked in one order,
   * so that two hosts do not wait for each other.
   */
  public static final String WRITE =
      SqlTemplate.of(
              """
              INSERT INTO {table} AS s
                (target, source, status, reason, served_location, complete_through, served_through,
                 verified_through, verified_at, verified_by, differences, pending_rows,
                 not_compared, last_copied_at, last_copied_rows, last_error_at, last_error, last_run_at,
                 updated_at, host, host_instance)
              SELECT r.target, r.source, r.status, r.reason, r.served_location,
                     {complete}, {served}, {verified}, {verifiedAt}, {verifiedBy}, r.differences,
                     r.pending, r.not_compared, {copied}, r.copied_rows, {failed}, r.error, {ran},
                     now(), h.name, h.instance
              FROM (SELECT ?::text AS name, ?::uuid AS instance) AS h, unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                          ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
                          ?::bigint[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[],
                          ?::bigint[])
                AS r(target, source, status, reason, served_location, complete, served, verified,
                     verified_at, differences, pending, not_compared, copied, copied_rows, failed,
                     error, ran)
              ORDER BY r.target
              ON CONFLICT (target) DO UPDATE SET
                complete_through = greatest(s.complete_through, EXCLUDED.complete_through),
                {sets}
              WHERE {laterRun} OR {laterVerification}
              """)
          .with("table", NAME)
          .with("complete", time("r.complete"))
          .with("served", time("r.served"))
          .with("verified", time("r.verified"))
          .with("verifiedAt", time("r.verified_at"))
          .with("verifiedBy", "CASE WHEN r.verified_at IS NOT NULL THEN h.instance END")
          .with("copied", time("r.copied"))
          .with("failed", time("r.failed"))
          .with("ran", time("r.ran"))
          .with(
              "sets",
              Stream.of(
                      sets(OF_RUN, LATER_RUN),
                      sets(OF_VERIFICATION, LATER_VERIFICATION),
                      VERIFIED_THROUGH,
                      sets(OF_COPY, later("last_copied_at")),
                      sets(OF_ERROR, later("last_error_at")),
                      sets(OF_CATALOG, later("served_through")))
                  .collect(Collectors.joining(",\n  ")))
          .with("laterRun", LATER_RUN)
          .with("laterVerification", LATER_VERIFICATION)
          .sql();

  /** Reads the rows of the named targets, with the time on PostgreSQL's clock. */
  public static final String READ =
      "SELECT s.*, statement_timestamp() AS read_at FROM %s AS s WHERE target = ANY (?)"
          .formatted(NAME);

  private StatusTable() {}

  /** Returns whether the table exists, and this role may read it. */
  public static boolean isReadable(Connection connection) throws SQLException {
    return Queries.value(
            connection,
            "SELECT 'yes' WHERE has_table_privilege(to_regclass(?)::oid, 'SELECT')",
            NAME)
        .isPresent();
  }

  private static String time(String age) {
    return "now() - %s * interval '1 millisecond'".formatted(age);
  }

  private static String later(String column) {
    return "(EXCLUDED.%1$s > s.%1$s OR s.%1$s IS NULL)".formatted(column);
  }

  private static String sets(List<String> columns, String condition) {
    return columns.stream()
        .map(
            column ->
                "%1$s = CASE WHEN %2$s THEN EXCLUDED.%1$s ELSE s.%1$s END"
                    .formatted(column, condition))
        .collect(Collectors.joining(",\n  "));
  }
}
