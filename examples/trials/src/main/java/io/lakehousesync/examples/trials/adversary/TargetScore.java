package io.lakehousesync.examples.trials.adversary;

import io.lakehousesync.examples.trials.workload.RowComparison;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Compares a target with its heap table, with plain SQL: all rows, and all columns. */
final class TargetScore {
  /**
   * Compares versions and also whole rows, because rows with the same version can differ if a key
   * or a parent was changed.
   */
  private static final String COMPARE =
      """
      WITH heap AS (
        SELECT {key} AS k, version AS v, {row} AS r, sync_xid AS x FROM {heap}
        WHERE {filter}),
      iceberg AS (
        SELECT {key} AS k, count(*) AS n, max(version) AS v, min({row}) AS r, max({row}) AS other
        FROM (SELECT {columns} FROM {iceberg}) AS i GROUP BY 1)
      SELECT count(h.k) AS rows, count(*) FILTER (WHERE i.k IS NULL) AS lost,
             coalesce(sum(i.n - 1), 0) AS doubled,
             count(*) FILTER (WHERE i.v < h.v OR i.v = h.v AND (i.r <> h.r OR i.other <> h.r)) AS stale,
             count(*) FILTER (WHERE h.k IS NULL AND NOT {keeps} OR i.v > h.v) AS ghosts,
             string_agg(coalesce(h.k || '@' || h.x, i.k), ' ') FILTER (
               WHERE i.k IS NULL OR h.k IS NULL AND NOT {keeps} OR i.n > 1 OR i.r <> h.r) AS keys
      FROM heap AS h FULL JOIN iceberg AS i USING (k)
      """;

  private TargetScore() {}

  /**
   * The result, and the keys that differ.
   *
   * @param keys the keys that differ, for a message, with the transaction ids of heap rows; empty
   *     if no key differs
   */
  record Score(RowComparison rows, String keys) {}

  /**
   * Compares the tables with one statement: the heap rows that pass the target's filter. If a
   * target keeps deleted rows, these rows do not count as ghosts.
   */
  static Score of(Connection connection, AttackedTable table, Target target) throws SQLException {
    String sql =
        COMPARE
            .replace("{key}", text(String.join(", ", table.form().key())))
            .replace("{row}", text(table.form().columns()))
            .replace("{columns}", table.form().columns())
            .replace("{heap}", table.heap())
            .replace("{iceberg}", target.table().target().toString())
            .replace("{filter}", target.table().where().orElse("true"))
            .replace("{keeps}", String.valueOf(target.keeps()));
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      String keys = row.getString("keys");
      return new Score(
          new RowComparison(
              row.getLong("rows"),
              row.getLong("lost"),
              row.getLong("doubled"),
              row.getLong("stale"),
              row.getLong("ghosts")),
          keys == null ? "" : keys.substring(0, Math.min(600, keys.length())));
    }
  }

  private static String text(String columns) {
    return Arrays.stream(columns.split(", "))
        .map(column -> column + "::text")
        .collect(Collectors.joining(", ", "concat_ws('|', ", ")"));
  }
}
