package io.lakehousesync.postgres.internal.copy;

import io.lakehousesync.postgres.internal.sql.KeyArrays;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Keys of rows, as text. The values are stored column by column, so that each column can be passed
 * to SQL as an array. Not thread-safe.
 */
public final class KeyBatch {
  /** How many rows the driver fetches at once while keys are read. */
  public static final int FETCH_ROWS = 500;

  private static final long MOST_CHARACTERS = 16 << 20;

  private final List<String> names;
  private long characters;
  private final List<List<String>> columns = new ArrayList<>();

  /** Creates an empty batch for keys of these columns. */
  public KeyBatch(List<String> names) {
    this.names = List.copyOf(names);
    names.forEach(name -> columns.add(new ArrayList<>()));
  }

  /** Adds the key of a row. The row has the key as text, from column {@code firstColumn} on. */
  public void add(ResultSet row, int firstColumn) throws SQLException {
    for (int i = 0; i < columns.size(); i++) {
      String value = row.getString(firstColumn + i);
      columns.get(i).add(value);
      characters += value == null ? 0 : value.length();
    }
  }

  /** Returns whether the batch has this number of keys, or keys of 16 MiB of text. */
  public boolean isFull(int keys) {
    return size() >= keys || characters >= MOST_CHARACTERS;
  }

  List<String> names() {
    return names;
  }

  /** Returns the number of keys. */
  public int size() {
    return columns.isEmpty() ? 0 : columns.get(0).size();
  }

  /** Returns whether the batch has no keys. */
  public boolean isEmpty() {
    return size() == 0;
  }

  /** Returns the same keys without duplicates. */
  public KeyBatch distinct() {
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

  /** Sets a parameter of a statement to an array of the values of one key column. */
  void bind(PreparedStatement statement, int parameter, int column) throws SQLException {
    KeyArrays.bind(statement, parameter, columns.get(column));
  }
}
