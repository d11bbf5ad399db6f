package io.lakehousesync.examples.trials.workload;

import io.lakehousesync.examples.trials.workload.TransactionPlan.Owner;
import io.lakehousesync.examples.trials.workload.TransactionPlan.Step;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;

/** Executes the statements of one writer for the heap table of one kind. */
final class WorkloadTableWriter {
  /** JPA's default number of ids per block. */
  private static final int BLOCK = 50;

  private final TableProfile profile;
  private final RecentRows ofAllWriters;
  private final RecentRows ofThisWriter = new RecentRows();
  private final Deque<Long> idsInMemory = new ArrayDeque<>();
  private final List<Long> uncommitted = new ArrayList<>();

  /**
   * @param ofAllWriters shared with the other writers of the table
   */
  WorkloadTableWriter(TableProfile profile, RecentRows ofAllWriters) {
    this.profile = profile;
    this.ofAllWriters = ofAllWriters;
  }

  /**
   * Performs the step. If the kind does not permit it, performs the most similar write that the
   * kind permits.
   */
  void run(Connection connection, Step step) throws SQLException {
    if (step instanceof Step.Insert insert) {
      insert(connection, insert.rows());
    } else if (step instanceof Step.InsertFromMemory insert) {
      if (profile.permits(WriteKind.IDS_FROM_MEMORY)) {
        insertFromMemory(connection, insert.rows());
      } else {
        insert(connection, insert.rows());
      }
    } else if (step instanceof Step.Update update && profile.permits(WriteKind.UPDATE)) {
      change(
          connection,
          "UPDATE %s SET version = version + 1, payload = 'updated' WHERE id = ?",
          target(update.owner(), update.age()));
    } else if (step instanceof Step.Delete delete && profile.permits(WriteKind.DELETE)) {
      change(connection, "DELETE FROM %s WHERE id = ?", target(Owner.THIS_WRITER, delete.age()));
    }
  }

  private void insert(Connection connection, int rows) throws SQLException {
    String sql =
        "INSERT INTO %s (payload) SELECT 'inserted' FROM generate_series(1, ?) RETURNING id";
    try (PreparedStatement statement = connection.prepareStatement(sql.formatted(profile.heap()))) {
      statement.setInt(1, rows);
      uncommitted.addAll(ids(statement));
    }
  }

  private void insertFromMemory(Connection connection, int rows) throws SQLException {
    if (idsInMemory.size() < rows) {
      idsInMemory.addAll(drawBlock(connection));
    }
    String sql = "INSERT INTO %s (id, payload) SELECT unnest(?), 'from memory' RETURNING id";
    try (PreparedStatement statement = connection.prepareStatement(sql.formatted(profile.heap()))) {
      List<Long> ids = new ArrayList<>();
      for (int i = 0; i < rows; i++) {
        ids.add(idsInMemory.remove());
      }
      statement.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
      uncommitted.addAll(ids(statement));
    }
  }

  private List<Long> drawBlock(Connection connection) throws SQLException {
    String sql =
        "SELECT nextval(pg_get_serial_sequence('%s', 'id')) FROM generate_series(1, %d)"
            .formatted(profile.heap(), BLOCK);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      return ids(statement);
    }
  }

  private void change(Connection connection, String sql, OptionalLong id) throws SQLException {
    if (id.isPresent()) {
      try (PreparedStatement statement =
          connection.prepareStatement(sql.formatted(profile.heap()))) {
        statement.setLong(1, id.getAsLong());
        statement.executeUpdate();
      }
    }
  }

  /**
   * Returns the row to change. The newest rows of this writer are the rows of its open transaction.
   */
  private OptionalLong target(Owner owner, int age) {
    if (owner == Owner.ANY_WRITER) {
      return ofAllWriters.get(age);
    }
    return age < uncommitted.size()
        ? OptionalLong.of(uncommitted.get(uncommitted.size() - 1 - age))
        : ofThisWriter.get(age - uncommitted.size());
  }

  private static List<Long> ids(PreparedStatement statement) throws SQLException {
    List<Long> ids = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        ids.add(rows.getLong(1));
      }
    }
    return ids;
  }

  /** Returns how many rows the transaction has inserted so far. */
  int inserted() {
    return uncommitted.size();
  }

  void committed() {
    for (long id : uncommitted) {
      ofThisWriter.add(id);
      ofAllWriters.add(id);
    }
    uncommitted.clear();
  }

  /** Removes the transaction's rows except the first {@code inserted} ones. */
  void rolledBackTo(int inserted) {
    uncommitted.subList(inserted, uncommitted.size()).clear();
  }
}
