package io.lakehousesync;

/**
 * How a source finds the rows of a heap table that are new. This is data: a {@link SyncSource}
 * interprets it, and refuses the kinds that it cannot honour.
 */
public sealed interface ChangeTracking {
  /**
   * A column that is null until the row has been copied, and then holds the time of the copy: the
   * article's {@code synced_at}. Rows are marked first and copied as marked, so that a row is never
   * marked without having been copied in the same state.
   *
   * <p>It captures inserts. It captures an update only where something sets the column to null
   * again with it, and it never captures a delete.
   *
   * @param column the column's name as the catalog holds it
   */
  record Marker(String column) implements ChangeTracking {
    /**
     * Checks the column.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public Marker {
      if (column.isEmpty()) {
        throw new IllegalArgumentException("a marker needs a column");
      }
    }
  }

  /**
   * No tracking: heap and Iceberg table are compared as a whole, and the Iceberg table is replaced
   * in one snapshot if a row differs. It captures every change, and costs as much as the table is
   * large: meant for dimensions.
   */
  record Comparison() implements ChangeTracking {}

  /**
   * Tracking by {@link Marker}.
   *
   * @throws IllegalArgumentException if the name is empty
   */
  static ChangeTracking marker(String column) {
    return new Marker(column);
  }

  /** Tracking by {@link Comparison}. */
  static ChangeTracking comparison() {
    return new Comparison();
  }
}
