package io.lakehousesync.table;

import io.lakehousesync.text.Printable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tables that are copied together: one PostgreSQL transaction with one snapshot copies the changes
 * of all of them. This is a <em>cut</em>. After a cut, the Iceberg tables show all heap tables at
 * the same moment, for example all lines of each order. Readers of PostgreSQL see the cut at once
 * in all tables, because it has one COMMIT.
 *
 * <p>The tables of a group have the tracking {@link ChangeTracking#xid()} or {@link
 * ChangeTracking#comparison()}. Immutable. Two groups are equal if they have the same name and the
 * same tables.
 */
public final class SyncGroup {
  private static final int MAX_NAME = 63;

  private final String name;
  private final List<SyncTable> tables;

  private SyncGroup(String name, List<SyncTable> tables) {
    this.name = name;
    this.tables = List.copyOf(tables);
    if (name.isBlank() || name.length() > MAX_NAME) {
      throw new IllegalArgumentException(
          "the name of a group has 1 to %d characters, got '%s'"
              .formatted(MAX_NAME, Printable.escape(name)));
    }
    Set<TableName> targets = new HashSet<>();
    for (SyncTable table : this.tables) {
      if (!targets.add(table.target())) {
        throw new IllegalArgumentException(
            "group %s has two tables that are copied into %s".formatted(this, table.target()));
      }
    }
  }

  /**
   * Returns a group.
   *
   * @param name the name of the group, for reports
   * @param tables its tables
   * @throws IllegalArgumentException if the name is blank or has more than 63 characters, or two
   *     tables have the same Iceberg table
   */
  public static SyncGroup of(String name, Collection<SyncTable> tables) {
    return new SyncGroup(name, new ArrayList<>(tables));
  }

  /**
   * Returns a group, as {@link #of(String, Collection)} does.
   *
   * @throws IllegalArgumentException if the name is blank or has more than 63 characters, or two
   *     tables have the same Iceberg table
   */
  public static SyncGroup of(String name, SyncTable... tables) {
    return new SyncGroup(name, List.of(tables));
  }

  /** Returns the name of the group. */
  public String name() {
    return name;
  }

  /** Returns the tables of the group. */
  public List<SyncTable> tables() {
    return tables;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SyncGroup that && name.equals(that.name) && tables.equals(that.tables);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /** Returns the name of the group, without control characters. */
  @Override
  public String toString() {
    return Printable.escape(name);
  }
}
