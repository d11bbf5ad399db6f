package io.lakehousesync.examples.trials.adversary;

import io.lakehousesync.examples.trials.workload.WorkloadDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A partition that the adversary attaches, detaches, drops and creates again.
 *
 * @param parent the qualified name of the partitioned table
 * @param bounds the bounds, in the form FOR VALUES …
 * @param within the condition for the rows that the partition can have
 * @param division the PARTITION BY clause; empty if the partition has no partitions of its own
 */
record Partition(
    AttackedTable table,
    String parent,
    String name,
    String bounds,
    String within,
    String division) {
  /** The state of a partition. */
  enum State {
    ATTACHED,
    DETACHED,
    MISSING
  }

  private static final int MONTHS = 5;
  private static final int REMAINDERS = 3;

  /** Returns the table's partitions. A partition comes before its own partitions. */
  static List<Partition> of(AttackedTable table) {
    List<Partition> all = new ArrayList<>();
    if (table.form() == Form.RANGE) {
      for (int month = 1; month <= MONTHS; month++) {
        String from = "date '2026-%02d-01'".formatted(month);
        String to = "date '2026-%02d-01'".formatted(month + 1);
        all.add(
            new Partition(
                table,
                table.heap(),
                "%s_m%d".formatted(table.heap(), month),
                "FOR VALUES FROM (%s) TO (%s)".formatted(literal(from), literal(to)),
                "day >= %s AND day < %s".formatted(from, to),
                month == 2 ? "PARTITION BY RANGE (id)" : ""));
      }
      Partition february = all.get(1);
      all.add(half(february, "a", "MINVALUE", "250", "id < 250"));
      all.add(half(february, "b", "250", "MAXVALUE", "id >= 250"));
      all.add(new Partition(table, table.heap(), table.heap() + "_rest", "DEFAULT", "false", ""));
    }
    if (table.form() == Form.HASH) {
      for (int remainder = 0; remainder < REMAINDERS; remainder++) {
        all.add(
            new Partition(
                table,
                table.heap(),
                "%s_h%d".formatted(table.heap(), remainder),
                "FOR VALUES WITH (MODULUS %d, REMAINDER %d)".formatted(REMAINDERS, remainder),
                "satisfies_hash_partition('%s'::regclass, %d, %d, id::bigint)"
                    .formatted(table.heap(), REMAINDERS, remainder),
                ""));
      }
    }
    return all;
  }

  private static String literal(String date) {
    return date.substring("date ".length());
  }

  private static Partition half(
      Partition of, String suffix, String from, String to, String condition) {
    return new Partition(
        of.table,
        of.name,
        of.name + suffix,
        "FOR VALUES FROM (%s) TO (%s)".formatted(from, to),
        of.within + " AND " + condition,
        "");
  }

  /** Creates the partition without rows. */
  void create(Connection connection) throws SQLException {
    WorkloadDatabase.execute(
        connection,
        "CREATE TABLE %s PARTITION OF %s %s %s".formatted(name, parent, bounds, division));
  }

  State state(Connection connection) throws SQLException {
    String sql = "SELECT relispartition FROM pg_class WHERE oid = to_regclass('%s')";
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql.formatted(name))) {
      if (!row.next()) {
        return State.MISSING;
      }
      return row.getBoolean(1) ? State.ATTACHED : State.DETACHED;
    }
  }
}
