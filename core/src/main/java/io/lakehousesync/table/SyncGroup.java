package io.lakehousesync.table;

import io.lakehousesync.text.Printable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
  private final @Nullable TableName record;

  private SyncGroup(String name, List<SyncTable> tables, @Nullable TableName record) {
    this.name = name;
    this.tables = List.copyOf(tables);
    this.record = record;
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
    if (record != null && targets.contains(record)) {
      throw new IllegalArgumentException(
          "group %s cannot record its cuts in %s, which is one of its tables"
              .formatted(this, record));
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
    return new SyncGroup(name, new ArrayList<>(tables), null);
  }

  /**
   * Returns a group, as {@link #of(String, Collection)} does.
   *
   * @throws IllegalArgumentException if the name is blank or has more than 63 characters, or two
   *     tables have the same Iceberg table
   */
  public static SyncGroup of(String name, SyncTable... tables) {
    return new SyncGroup(name, List.of(tables), null);
  }

  /** Returns the name of the group. */
  public String name() {
    return name;
  }

  /** Returns the tables of the group. */
  public List<SyncTable> tables() {
    return tables;
  }

  /**
   * Records the cuts in an Iceberg table, so that readers of the catalog and of files know them.
   * The set-up creates the table. Each cut adds a row with the id of the cut and the time that it
   * shows, in the transaction of the cut. After the commit, it adds a row for each table of the
   * group, with the metadata file of the cut. The catalog is refreshed to these rows last, when it
   * serves all tables of the group at the cut. Default: cuts are not recorded.
   *
   * <p>Several groups can use one table. Then their cuts run one after the other.
   *
   * @param icebergTable the Iceberg table, in the form that {@link TableName#parse} reads
   * @throws IllegalArgumentException if the name cannot be read, or is that of a table of the group
   */
  public SyncGroup recordCutsIn(String icebergTable) {
    return new SyncGroup(name, tables, TableName.parse(icebergTable));
  }

  /**
   * Returns the Iceberg table that records the cuts, as a table for the refresher and for the
   * set-up of the catalog; empty if cuts are not recorded. Do not add it to a sync: no heap table
   * belongs to it.
   */
  public Optional<SyncTable> cuts() {
    return Optional.ofNullable(record)
        .map(target -> SyncTable.of(new TableName("lakehouse_sync", "cuts"), target));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SyncGroup that
        && name.equals(that.name)
        && tables.equals(that.tables)
        && Objects.equals(record, that.record);
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
