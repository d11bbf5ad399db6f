package io.lakehousesync.examples.trials.adversary;

import io.lakehousesync.examples.trials.workload.Contention;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * A session of the adversary.
 *
 * @param random determines everything that the session does
 */
record Session(Connection connection, Random random, EventLog log) {
  /**
   * Errors that an application of several sessions must expect: a key that exists already, a
   * foreign key without its row, a row without a partition, rows in the default partition that
   * belong into a new partition, a partition that was dropped, created or changed while a statement
   * ran, and a value of an enum that was renamed between COPY from one table and COPY to another.
   */
  private static final Set<String> BENIGN =
      Set.of("22P02", "23505", "23503", "23514", "42P01", "42P07", "42809", "55000", "XX000");

  /** Each row is made from a number (see {@link Form}). So many numbers are in use. */
  private static final int NUMBERS = 500;

  /** Returns whether an application must expect the error, and roll back after it. */
  static boolean isBenign(SQLException e) {
    return Contention.causes(e) || BENIGN.contains(String.valueOf(e.getSQLState()));
  }

  void execute(AttackedTable table, String template) throws SQLException {
    execute(table.sql(template));
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  List<String> texts(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }

  /** Returns the rows of a query in COPY's text format. */
  byte[] copyOut(String query) throws SQLException {
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    try {
      copier().copyOut("COPY (%s) TO STDOUT".formatted(query), rows);
    } catch (IOException e) {
      throw new SQLException(e);
    }
    return rows.toByteArray();
  }

  /** Copies rows into a table. {@code into} is the table with its columns in parentheses. */
  void copyIn(String into, byte[] rows) throws SQLException {
    try {
      copier().copyIn("COPY %s FROM STDIN".formatted(into), new ByteArrayInputStream(rows));
    } catch (IOException e) {
      throw new SQLException(e);
    }
  }

  private CopyManager copier() throws SQLException {
    return connection.unwrap(PGConnection.class).getCopyAPI();
  }

  int number() {
    return random.nextInt(NUMBERS);
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** Returns a condition for a few rows with neighbouring ids. */
  String someRows(AttackedTable table) {
    int first = number();
    return "id BETWEEN %s + %3$d AND %s + %3$d"
        .formatted(
            table.form().id(first),
            table.form().id(first + random.nextInt(20)),
            chance(30) ? RowAttack.SHIFT : 0);
  }
}
