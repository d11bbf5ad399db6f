package io.lakehousesync;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One table to keep in sync: where its rows come from, where they go, and how new ones are found.
 * Immutable; the {@code with}-like methods return a changed copy.
 *
 * @param source the heap table
 * @param target the Iceberg table of the same database
 * @param tracking how new rows are found
 * @param columns the columns to copy, as the catalog holds their names; empty for all that the heap
 *     table has, in which case the Iceberg table must have them too
 * @param catalogName the table's name in the catalog, or empty to let the refresher derive it from
 *     the Iceberg table's name
 */
public record SyncTable(
    TableName source,
    TableName target,
    ChangeTracking tracking,
    List<String> columns,
    Optional<String> catalogName) {

  /**
   * Checks the names.
   *
   * @throws IllegalArgumentException if source and target are the same table, or the catalog name
   *     is empty
   */
  public SyncTable {
    Objects.requireNonNull(tracking, "tracking");
    columns = List.copyOf(columns);
    if (source.equals(target)) {
      throw new IllegalArgumentException("table " + source + " cannot be synced into itself");
    }
    if (catalogName.filter(String::isEmpty).isPresent()) {
      throw new IllegalArgumentException("the catalog name of table " + source + " is empty");
    }
  }

  /**
   * A table compared as a whole until {@link #tracking} says otherwise.
   *
   * @param source the heap table, in the form that {@link TableName#parse} reads
   * @param target the Iceberg table, likewise
   * @throws IllegalArgumentException if a name cannot be read, or both are the same
   */
  public static SyncTable of(String source, String target) {
    return new SyncTable(
        TableName.parse(source),
        TableName.parse(target),
        ChangeTracking.comparison(),
        List.of(),
        Optional.empty());
  }

  /** The same table with new rows found by {@code tracking}. */
  public SyncTable tracking(ChangeTracking tracking) {
    return new SyncTable(source, target, tracking, columns, catalogName);
  }

  /** The same table with only these columns copied. */
  public SyncTable columns(String... columns) {
    return new SyncTable(source, target, tracking, List.of(columns), catalogName);
  }

  /**
   * The same table under another name in the catalog.
   *
   * @throws IllegalArgumentException if the name is empty
   */
  public SyncTable catalogName(String catalogName) {
    return new SyncTable(source, target, tracking, columns, Optional.of(catalogName));
  }

  /** Source and target, as log lines name the table. */
  @Override
  public String toString() {
    return source + " -> " + target;
  }
}
