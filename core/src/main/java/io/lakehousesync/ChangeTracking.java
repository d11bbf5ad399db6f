package io.lakehousesync;

/**
 * How a source finds the rows of a heap table that are new. This is data: a {@link SyncSource}
 * interprets it, and refuses the kinds that it cannot honour.
 */
public sealed interface ChangeTracking {
  /** The column of {@link #xid()}. */
  String DEFAULT_XID_COLUMN = "sync_xid";

  /**
   * A column that holds the transaction id of the row's last writer, compared with the snapshot of
   * the last copy: new are exactly the rows that are visible now and were not then. It captures
   * inserts and updates, in whatever order transactions commit, and never waits for one that is
   * still open. It does not capture deletes.
   *
   * @param column the column's name as the catalog holds it
   */
  record Xid(String column) implements ChangeTracking {
    /**
     * Checks the column.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public Xid {
      requireColumn(column);
    }
  }

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
      requireColumn(column);
    }
  }

  /**
   * A column whose values only grow, such as an identity, for tables that cannot get a column or a
   * trigger. A value is passed only when every transaction that was writing to the table when it
   * was seen has ended.
   *
   * <p>It captures inserts. It <em>loses</em> rows whose value was drawn before their transaction
   * first wrote to the table: sequences with a cache above 1, ids that an ORM hands out in blocks,
   * {@code now()}. It waits behind open writers of the table.
   *
   * @param column the column's name as the catalog holds it
   */
  record Ordered(String column) implements ChangeTracking {
    /**
     * Checks the column.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public Ordered {
      requireColumn(column);
    }
  }

  /**
   * A queue of the keys that were written, filled by statement triggers. It captures inserts,
   * updates and deletes, TRUNCATE too; several changes of one key arrive as its last state. It adds
   * work to each writing statement.
   */
  record Queue() implements ChangeTracking {}

  /**
   * No tracking: heap and Iceberg table are compared as a whole, and the Iceberg table is replaced
   * in one snapshot if a row differs. It captures every change, and costs as much as the table is
   * large: meant for dimensions.
   */
  record Comparison() implements ChangeTracking {}

  /** Tracking by {@link Xid} in the column {@value #DEFAULT_XID_COLUMN}. */
  static ChangeTracking xid() {
    return xid(DEFAULT_XID_COLUMN);
  }

  /**
   * Tracking by {@link Xid}.
   *
   * @throws IllegalArgumentException if the name is empty
   */
  static ChangeTracking xid(String column) {
    return new Xid(column);
  }

  /**
   * Tracking by {@link Marker}.
   *
   * @throws IllegalArgumentException if the name is empty
   */
  static ChangeTracking marker(String column) {
    return new Marker(column);
  }

  /**
   * Tracking by {@link Ordered}.
   *
   * @throws IllegalArgumentException if the name is empty
   */
  static ChangeTracking ordered(String column) {
    return new Ordered(column);
  }

  /** Tracking by {@link Queue}. */
  static ChangeTracking queue() {
    return new Queue();
  }

  /** Tracking by {@link Comparison}. */
  static ChangeTracking comparison() {
    return new Comparison();
  }

  private static void requireColumn(String column) {
    if (column.isEmpty()) {
      throw new IllegalArgumentException("this tracking needs the name of a column");
    }
  }
}
