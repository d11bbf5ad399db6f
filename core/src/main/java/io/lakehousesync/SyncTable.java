package io.lakehousesync;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One table to keep in sync: where its rows come from, where they go, and how new ones are found.
 * Immutable: each method that sets something returns a changed copy.
 *
 * @param source the heap table
 * @param target the Iceberg table of the same database
 * @param tracking how new rows are found
 * @param mode how they are written
 * @param key the columns that identify a row, as the catalog holds their names; empty for the heap
 *     table's primary key
 * @param columns the columns to copy, likewise; empty for all that the heap table has, but for
 *     those that serve the tracking
 * @param catalogName the table's name in the catalog, or empty to let the refresher derive it from
 *     the Iceberg table's name
 * @param schemaEvolution which changes of the heap table's columns the Iceberg table follows
 * @param pace how often the table is looked at, and how long its rows may wait
 */
public record SyncTable(
    TableName source,
    TableName target,
    ChangeTracking tracking,
    WriteMode mode,
    List<String> key,
    List<String> columns,
    Optional<String> catalogName,
    SchemaEvolution schemaEvolution,
    Pace pace) {

  /**
   * Checks the names.
   *
   * @throws IllegalArgumentException if source and target are the same table, the catalog name is
   *     empty, or a key column is not among the columns to copy
   */
  public SyncTable {
    Objects.requireNonNull(tracking, "tracking");
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(schemaEvolution, "schemaEvolution");
    Objects.requireNonNull(pace, "pace");
    key = List.copyOf(key);
    columns = List.copyOf(columns);
    if (source.equals(target)) {
      throw new IllegalArgumentException("table " + source + " cannot be synced into itself");
    }
    if (catalogName.filter(String::isEmpty).isPresent()) {
      throw new IllegalArgumentException("the catalog name of table " + source + " is empty");
    }
    if (!columns.isEmpty() && !columns.containsAll(key)) {
      throw new IllegalArgumentException(
          "the key %s of table %s is not among the columns to copy, %s"
              .formatted(key, source, columns));
    }
  }

  /**
   * A table tracked by transaction id, and appended to, until its other methods say otherwise.
   *
   * @param source the heap table, in the form that {@link TableName#parse} reads
   * @param target the Iceberg table, likewise
   * @throws IllegalArgumentException if a name cannot be read, or both are the same
   */
  public static SyncTable of(String source, String target) {
    return new SyncTable(
        TableName.parse(source),
        TableName.parse(target),
        ChangeTracking.xid(),
        WriteMode.APPEND,
        List.of(),
        List.of(),
        Optional.empty(),
        SchemaEvolution.ADDITIVE,
        Pace.ofDefaults());
  }

  /** The same table with new rows found by {@code tracking}. */
  public SyncTable tracking(ChangeTracking tracking) {
    return new SyncTable(
        source, target, tracking, mode, key, columns, catalogName, schemaEvolution, pace);
  }

  /** The same table with new rows written by {@code mode}. */
  public SyncTable mode(WriteMode mode) {
    return new SyncTable(
        source, target, tracking, mode, key, columns, catalogName, schemaEvolution, pace);
  }

  /** The same table with rows identified by these columns instead of the primary key. */
  public SyncTable key(String... key) {
    return new SyncTable(
        source, target, tracking, mode, List.of(key), columns, catalogName, schemaEvolution, pace);
  }

  /** The same table with only these columns copied. */
  public SyncTable columns(String... columns) {
    return new SyncTable(
        source, target, tracking, mode, key, List.of(columns), catalogName, schemaEvolution, pace);
  }

  /**
   * The same table under another name in the catalog.
   *
   * @throws IllegalArgumentException if the name is empty
   */
  public SyncTable catalogName(String catalogName) {
    return new SyncTable(
        source,
        target,
        tracking,
        mode,
        key,
        columns,
        Optional.of(catalogName),
        schemaEvolution,
        pace);
  }

  /** The same table, whose Iceberg table follows these changes of the heap table's columns. */
  public SyncTable schemaEvolution(SchemaEvolution schemaEvolution) {
    return new SyncTable(
        source, target, tracking, mode, key, columns, catalogName, schemaEvolution, pace);
  }

  /**
   * The same table, looked at so often by {@link LakehouseSync#start} instead of as often as all.
   *
   * @throws IllegalArgumentException if the interval is not positive
   */
  public SyncTable interval(Duration interval) {
    return pace(new Pace(Optional.of(interval), pace.freshnessTarget()));
  }

  /**
   * The same table, whose catalog may be so old. {@link LakehouseSync#start} lets new rows wait in
   * the heap as long as that allows, so that they are committed together: fewer and larger files,
   * fewer refreshes. Default: zero, which copies at each look.
   *
   * @throws IllegalArgumentException if the target is negative
   */
  public SyncTable freshnessTarget(Duration freshnessTarget) {
    return pace(new Pace(pace.interval(), freshnessTarget));
  }

  private SyncTable pace(Pace pace) {
    return new SyncTable(
        source, target, tracking, mode, key, columns, catalogName, schemaEvolution, pace);
  }

  /** Source and target, as log lines name the table. */
  @Override
  public String toString() {
    return source + " -> " + target;
  }
}
