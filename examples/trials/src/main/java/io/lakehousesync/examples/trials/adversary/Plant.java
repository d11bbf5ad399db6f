package io.lakehousesync.examples.trials.adversary;

import io.lakehousesync.examples.trials.workload.WorkloadDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Puts a wrong row into a correct Iceberg table, and removes this row again. */
enum Plant {
  /** Deletes a row. */
  LOST("DELETE FROM {iceberg} WHERE {row}"),
  /** Inserts a row twice. */
  DOUBLED("INSERT INTO {iceberg} ({columns}) SELECT {columns} FROM {heap} WHERE {row}"),
  /** Changes a row. */
  STALE("UPDATE {iceberg} SET payload = 'planted' WHERE {row}"),
  /** Inserts a row that the heap table does not have. */
  GHOST("INSERT INTO {iceberg} ({columns}) {ghost}");

  private static final long NOBODYS = 77_777;

  private final String wrong;

  Plant(String wrong) {
    this.wrong = wrong;
  }

  /** Returns a random kind of wrong row that a verification of the target must report. */
  static Plant any(Random random, Target target) {
    List<Plant> possible = new ArrayList<>(List.of(values()));
    if (target.keeps()) {
      possible.remove(GHOST);
    }
    return possible.get(random.nextInt(possible.size()));
  }

  /**
   * Puts a wrong row into the target.
   *
   * @return the statements that repair the target; empty if the heap table has no row to choose
   */
  Optional<List<String>> put(
      Connection connection, AttackedTable table, Target target, Random random)
      throws SQLException {
    Optional<String> row =
        this == GHOST ? Optional.of("id >= " + NOBODYS) : row(connection, table, target, random);
    if (row.isEmpty()) {
      return Optional.empty();
    }
    WorkloadDatabase.execute(connection, sql(wrong, table, target, row.get()));
    return Optional.of(
        List.of(
            sql("DELETE FROM {iceberg} WHERE {row}", table, target, row.get()),
            sql(
                "INSERT INTO {iceberg} ({columns}) SELECT {columns} FROM {heap} WHERE {row}",
                table,
                target,
                row.get())));
  }

  private static String sql(String template, AttackedTable table, Target target, String row) {
    String ghost =
        table.form() == Form.CHILD
            ? "SELECT %d, 1, 1, 'planted'".formatted(NOBODYS)
            : table.form().rows(NOBODYS * 4, NOBODYS * 4, "planted");
    return table.sql(
        template
            .replace("{iceberg}", target.table().target().toString())
            .replace("{heap}", table.heap())
            .replace("{row}", row)
            .replace("{ghost}", ghost));
  }

  /** Returns a condition for one heap row that the target must have. */
  private static Optional<String> row(
      Connection connection, AttackedTable table, Target target, Random random)
      throws SQLException {
    List<String> key = table.form().key();
    String condition =
        "concat_ws(' AND ', %s)"
            .formatted(
                String.join(
                    ", ",
                    key.stream().map(k -> "format('%1$s = %%L', %1$s)".formatted(k)).toList()));
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT %s FROM %s WHERE %s ORDER BY 1"
                    .formatted(condition, table.heap(), target.table().where().orElse("true")))) {
      List<String> all = new ArrayList<>();
      while (rows.next()) {
        all.add(rows.getString(1));
      }
      return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
    }
  }
}
