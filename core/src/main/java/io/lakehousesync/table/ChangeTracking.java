package io.lakehousesync.table;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a source finds the changed rows of a heap table. This class only describes the tracking. A
 * {@link io.lakehousesync.spi.SyncSource} carries it out, and rejects the kinds of tracking that it
 * does not support. Immutable.
 */
public final class ChangeTracking {
  /** The column of {@link #xid()}. */
  public static final String DEFAULT_XID_COLUMN = "sync_xid";

  /** The kinds of tracking. */
  public enum Kind {
    /** See {@link ChangeTracking#xid(String)}. */
    XID("xid"),
    /** See {@link ChangeTracking#marker(String)}. */
    MARKER("marker"),
    /** See {@link ChangeTracking#ordered(String)}. */
    ORDERED("ordered"),
    /** See {@link ChangeTracking#queue()}. */
    QUEUE("queue"),
    /** See {@link ChangeTracking#comparison()}. */
    COMPARISON("comparison");

    private final String id;

    Kind(String id) {
      this.id = id;
    }

    /** Returns the name that checkpoints store, which stays the same in later versions. */
    public String id() {
      return id;
    }
  }

  private final Kind kind;
  private final Optional<String> column;

  private ChangeTracking(Kind kind, Optional<String> column) {
    this.kind = kind;
    this.column = column;
  }

  /** Returns {@link #xid(String)} with the column {@value #DEFAULT_XID_COLUMN}. */
  public static ChangeTracking xid() {
    return xid(DEFAULT_XID_COLUMN);
  }

  /**
   * Returns tracking by a column that stores the id of the transaction which last wrote the row. A
   * copy compares the ids with the PostgreSQL snapshot of the last copy. The copy takes exactly the
   * rows that are visible now and were not visible in that snapshot.
   *
   * <p>This tracking captures inserts and updates, in whatever order their transactions commit.
   * With {@link Deletes#APPLY}, it also captures TRUNCATE. With {@link Deletes#APPLY} and {@link
   * WriteMode#UPSERT}, it also captures deletes. The set-up creates triggers that record each
   * TRUNCATE and each delete. This tracking never waits for an open transaction.
   *
   * @param column the column's name as PostgreSQL's system catalog spells it
   * @throws IllegalArgumentException if the name is empty
   */
  public static ChangeTracking xid(String column) {
    return by(Kind.XID, column);
  }

  /**
   * Returns tracking by a column that is null until a copy sets it to the time of the copy. A copy
   * marks rows first, and then copies exactly the row versions that it marked. {@code synced_at} is
   * such a column in the article "Building a True Lakehouse via Snowflake Postgres and pg_lake",
   * whose hand-written SQL this library replaces (see {@code docs/design-decisions.md}).
   *
   * <p>This tracking captures inserts. It also captures each update, because triggers of the set-up
   * set the column to null again. If a table does not have these triggers, this tracking captures
   * only updates that set the column to null themselves. It never captures a delete. A copy updates
   * each row that it copies. This update also fires the UPDATE triggers of the application. The
   * triggers of the set-up recognize it, and keep the column as the copy sets it.
   *
   * @param column the column's name as PostgreSQL's system catalog spells it
   * @throws IllegalArgumentException if the name is empty
   */
  public static ChangeTracking marker(String column) {
    return by(Kind.MARKER, column);
  }

  /**
   * Returns tracking by a column whose values only increase, such as an identity column. It is for
   * tables that cannot get another column or a trigger. A copy notes the highest value and the
   * transactions that are writing to the table at that moment. When all of them have ended, the
   * next copy takes the rows up to the noted value. Until then, copies take no rows, and their
   * result is {@code BLOCKED}.
   *
   * <p>This tracking captures inserts. It <em>loses</em> rows if a value is fixed some time before
   * its row is inserted: by a sequence with a cache above 1, by an ORM that allocates ids in
   * blocks, or by {@code now()}. In the meantime a copy can note a higher value, and does not wait
   * for the transaction, which has not written yet. The row is then below the noted value, and is
   * never copied. Copies stop if the column has a null, or if values begin again after a TRUNCATE.
   *
   * @param column the column's name as PostgreSQL's system catalog spells it
   * @throws IllegalArgumentException if the name is empty
   */
  public static ChangeTracking ordered(String column) {
    return by(Kind.ORDERED, column);
  }

  /**
   * Returns tracking by a queue of changed keys, which triggers fill. This captures inserts,
   * updates, deletes, TRUNCATE, and partitions that are attached or detached. If the same row
   * changes several times between two copies, only its last state is copied. The triggers slow down
   * each statement that writes to the table.
   */
  public static ChangeTracking queue() {
    return new ChangeTracking(Kind.QUEUE, Optional.empty());
  }

  /**
   * Returns tracking by comparison: a copy compares the whole heap table with the whole Iceberg
   * table. If a row differs, the copy replaces the Iceberg table in one snapshot. This tracking
   * captures every change, also TRUNCATE and partitions that are attached or detached. The cost of
   * a copy grows with the size of the table. Use this tracking for small dimension tables.
   */
  public static ChangeTracking comparison() {
    return new ChangeTracking(Kind.COMPARISON, Optional.empty());
  }

  private static ChangeTracking by(Kind kind, String column) {
    if (column.isEmpty()) {
      throw new IllegalArgumentException("this tracking needs the name of a column");
    }
    return new ChangeTracking(kind, Optional.of(column));
  }

  /** Returns the kind. */
  public Kind kind() {
    return kind;
  }

  /** Returns the column that the tracking reads; empty if the kind has none. */
  public Optional<String> column() {
    return column;
  }

  /**
   * Returns whether a heap table can have only one Iceberg table with this kind of tracking. This
   * is true for {@link Kind#MARKER} and {@link Kind#QUEUE}: a copy uses up the marks of the rows or
   * the entries of the queue, and a second Iceberg table would miss these changes.
   */
  public boolean servesOneTarget() {
    return kind == Kind.MARKER || kind == Kind.QUEUE;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ChangeTracking that && kind == that.kind && column.equals(that.column);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, column);
  }

  /** Returns the kind and the column for messages, such as {@code xid (sync_xid)}. */
  @Override
  public String toString() {
    return kind.id() + column.map(name -> " (" + name + ")").orElse("");
  }
}
