package io.lakehousesync.postgres.internal.tracking;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.capture.XidObjects;
import io.lakehousesync.postgres.internal.copy.CopyTask;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyInputStream;

/**
 * Finds transaction ids that this cluster has not assigned:
 *
 * <ul>
 *   <li>An id that is too high comes from another cluster: the row was restored from there. No copy
 *       would see the row until this cluster reaches the id.
 *   <li>PostgreSQL never assigns an id below 3. The first copy would treat a row with such an id as
 *       already copied.
 * </ul>
 *
 * <p>Also finds rows that have the id of a transaction that is still open. These rows are visible,
 * so another transaction has committed them, and our trigger did not set their id. No copy would
 * see them until the open transaction ends.
 */
final class ForeignIds {
  /**
   * Describes the highest id of the rows and tombstones, or the lowest id of the rows, if this
   * cluster has not assigned it. One statement reads the ids and the next id that the cluster will
   * assign. With two statements, the id of a transaction that began between them would look like an
   * id from another cluster. Otherwise describes an open transaction whose id a visible row has.
   *
   * <p>Without an index on the column, the statement reads the heap table once, and a second time
   * only if an open transaction is older than the newest row.
   */
  private static final String FOREIGN =
      """
      WITH ids AS MATERIALIZED (
        SELECT max({column}) AS highest, min({column}) AS lowest FROM {heap}),
      known AS MATERIALIZED (
        SELECT greatest(highest, (SELECT max(sync_xid) FROM {tombstones})) AS last, highest, lowest
        FROM ids)
      SELECT CASE
        WHEN last >= pg_snapshot_xmax(pg_current_snapshot()) THEN concat(last, {another})
        WHEN lowest < '3' THEN concat(lowest, {another})
        WHEN highest >= pg_snapshot_xmin(pg_current_snapshot()) THEN (
          SELECT concat(r.{column}, ', although this transaction has not ended, and another one wrote them.',
                        ' Update these rows, or end the transaction.')
          FROM {heap} AS r
          WHERE r.{column} = ANY (ARRAY (SELECT pg_snapshot_xip(pg_current_snapshot())))
          LIMIT 1)
        END
      FROM known
      """;

  private static final String ANOTHER =
      ", which this cluster has not assigned (a restore from another cluster)."
          + " Make a new baseline (PgLakeSetup.newBaseline), which renumbers them.";

  /** The lowest id that PostgreSQL assigns. */
  private static final long FIRST = 3;

  private static final String RELATIONS =
      """
      SELECT format('%I.%I', n.nspname, c.relname)
      FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND c.oid IN {withPartitions}""";

  /** How COPY writes a null. */
  private static final String NULL = "\\N";

  private static final String FUTURE = " >= pg_snapshot_xmax(pg_current_snapshot())";

  private ForeignIds() {}

  /** Returns a text that names such an id, and what to do; empty if there is none. */
  static Optional<String> problem(CopyTask task, String column) throws SQLException {
    return foreign(task.connection(), new XidObjects(task.table(), task.columns(), column))
        .map(
            id ->
                "%s has rows or tombstones with the transaction id %s"
                    .formatted(task.table().source(), id));
  }

  /**
   * Returns whether rows have such ids, so that a new baseline must renumber the rows. Unlike a
   * query, COPY calls no function of the heap table's owner. The role of the set-up may have many
   * rights.
   */
  static boolean hasRows(Connection connection, XidObjects objects) throws SQLException {
    if (!objects.columns().heap().containsKey(objects.column())) {
      return false;
    }
    String relations =
        SqlTemplate.of(RELATIONS)
            .with("withPartitions", Sql.withPartitions(objects.columns().heapOid() + "::oid"))
            .sql();
    LongSummaryStatistics ids = new LongSummaryStatistics();
    for (String relation : Queries.values(connection, relations)) {
      ids.combine(ids(connection, relation, objects.column()));
    }
    // The next id is read after the ids of the rows, so that it is higher than all ids of this
    // cluster.
    return ids.getMin() < FIRST
        || Queries.value(
                connection,
                "SELECT 'yes' WHERE '%d'::xid8".formatted(Math.max(ids.getMax(), FIRST)) + FUTURE)
            .isPresent();
  }

  /** Returns whether tombstones have such ids. */
  static boolean hasTombstones(Connection connection, XidObjects objects) throws SQLException {
    String tombstones = objects.tombstones();
    return Queries.exists(connection, "to_regclass", tombstones)
        && Queries.value(
                connection,
                "SELECT 'yes' FROM %s WHERE sync_xid".formatted(tombstones) + FUTURE + " LIMIT 1")
            .isPresent();
  }

  /** Reads the ids of a table that is not partitioned. An id above 2^63 counts as 2^63. */
  private static LongSummaryStatistics ids(Connection connection, String relation, String column)
      throws SQLException {
    String copy = "COPY %s (%s) TO STDOUT".formatted(relation, Sql.identifier(column));
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new PGCopyInputStream(connection.unwrap(PGConnection.class), copy),
                StandardCharsets.US_ASCII))) {
      return lines
          .lines()
          .filter(line -> !line.equals(NULL))
          .mapToLong(ForeignIds::id)
          .summaryStatistics();
    } catch (IOException | UncheckedIOException | NumberFormatException e) {
      // The owner may have changed the column's type after it was checked.
      throw new SQLException(
          "The transaction ids in column %s of %s could not be read."
              .formatted(Sql.identifier(column), relation),
          e);
    }
  }

  private static long id(String text) {
    long id = Long.parseUnsignedLong(text);
    return id < 0 ? Long.MAX_VALUE : id;
  }

  private static Optional<String> foreign(Connection connection, XidObjects objects)
      throws SQLException {
    return Queries.value(
        connection,
        SqlTemplate.of(FOREIGN)
            .with("column", Sql.identifier(objects.column()))
            .with("heap", Sql.table(objects.table().source()))
            .with("tombstones", objects.tombstones())
            .with("another", Sql.literal(ANOTHER))
            .sql());
  }
}
