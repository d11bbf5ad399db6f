package io.lakehousesync.examples.trials.group;

import io.lakehousesync.table.SyncTable;
import java.util.List;

/**
 * The two Iceberg tables of one way to copy orders and lines.
 *
 * @param name the name of the way, with which the names of its Iceberg tables begin
 */
record Pair(String name) {
  static final String SCHEMA = "grouptest";

  /** Copied as a group. */
  static final Pair GROUP = new Pair("together");

  /** Wrong on purpose: the same tables without a group. */
  static final Pair SEPARATE = new Pair("separate");

  private static final String BROKEN =
      """
      SELECT count(*) FROM %1$s AS o
      FULL JOIN (SELECT order_id, sum(amount) AS amounts FROM %2$s GROUP BY order_id) AS l
        ON l.order_id = o.id
      WHERE o.total IS DISTINCT FROM coalesce(l.amounts, 0)
      """;

  private static final String DIFFERENT =
      """
      SELECT (SELECT count(*) FROM (SELECT id, total FROM %1$s EXCEPT ALL SELECT id, total FROM %2$s) AS a)
           + (SELECT count(*) FROM (SELECT id, total FROM %2$s EXCEPT ALL SELECT id, total FROM %1$s) AS b)
           + (SELECT count(*) FROM (SELECT id, order_id, amount FROM %3$s EXCEPT ALL SELECT id, order_id, amount FROM %4$s) AS c)
           + (SELECT count(*) FROM (SELECT id, order_id, amount FROM %4$s EXCEPT ALL SELECT id, order_id, amount FROM %3$s) AS d)
      """;

  String orders() {
    return "%s.%s_orders".formatted(SCHEMA, name);
  }

  String lines() {
    return "%s.%s_lines".formatted(SCHEMA, name);
  }

  List<SyncTable> tables() {
    return List.of(
        SyncTable.of(SCHEMA + ".orders", orders()), SyncTable.of(SCHEMA + ".lines", lines()));
  }

  /** Returns a query for the orders and lines that break the invariant. */
  String broken() {
    return BROKEN.formatted(orders(), lines());
  }

  /** Returns a query for the number of rows that only one side has. */
  String different() {
    return DIFFERENT.formatted(SCHEMA + ".orders", orders(), SCHEMA + ".lines", lines());
  }
}
