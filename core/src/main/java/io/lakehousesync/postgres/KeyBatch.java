package io.lakehousesync.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Keys of rows, as text and column by column, which is the form that arrays of them take in SQL.
 */
final class KeyBatch {
  /** How many rows of a result the driver holds beside the keys that were taken from it. */
  static final int FETCH_ROWS = 5_000;

  private final List<String> names;
  private final List<List<String>> columns = new ArrayList<>();

  KeyBatch(List<String> names) {
    this.names = List.copyOf(names);
    names.forEach(name -> columns.add(new ArrayList<>()));
  }

  /** Adds the key that a row holds as text from {@code firstColumn} on. */
  void add(ResultSet row, int firstColumn) throws SQLException {
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).add(row.getString(firstColumn + i));
    }
  }

  List<String> names() {
    return names;
  }

  int size() {
    return columns.get(0).size();
  }

  boolean isEmpty() {
    return size() == 0;
  }

  /** The same keys, each once. */
  KeyBatch distinct() {
    KeyBatch distinct = new KeyBatch(names);
    Set<List<String>> seen = new HashSet<>();
    for (int row = 0; row < size(); row++) {
      int at = row;
      List<String> key = columns.stream().map(column -> column.get(at)).toList();
      if (seen.add(key)) {
        for (int i = 0; i < key.size(); i++) {
          distinct.columns.get(i).add(key.get(i));
        }
      }
    }
    return distinct;
  }

  /** All values of one key column, as an SQL array of text. */
  Array array(Connection connection, int column) throws SQLException {
    return connection.createArrayOf("text", columns.get(column).toArray());
  }
}
