package io.lakehousesync.postgres.internal.verify;

import io.lakehousesync.postgres.internal.schema.Column;
import io.lakehousesync.postgres.internal.schema.ColumnLink;
import io.lakehousesync.postgres.internal.schema.ExactValue;
import io.lakehousesync.postgres.internal.schema.IcebergTypes;
import io.lakehousesync.postgres.internal.schema.TableColumns;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.postgres.internal.tracking.Tracker;
import io.lakehousesync.table.SyncTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The columns whose values are compared. Each column has one exact SQL expression for each side.
 *
 * @param columns these columns
 * @param notes which columns are not compared, or not exactly, one sentence each
 * @param missed which columns of the heap table cannot be compared, one sentence each. If there is
 *     such a column, it is unknown whether the tables agree
 * @param leftOut the numbers of the Iceberg columns to copy that are not compared
 */
record ComparedColumns(
    List<Compared> columns, List<String> notes, List<String> missed, Set<Integer> leftOut) {
  /**
   * A column, which has the same name in both tables.
   *
   * @param number the number of the Iceberg column
   */
  record Compared(String name, int number, ExactValue value) {
    String heap() {
      return value.heap();
    }

    String iceberg() {
      return value.iceberg();
    }

    String type() {
      return value.type();
    }
  }

  /**
   * Chooses the columns.
   *
   * @param links the pairs of columns at the last copy
   */
  static ComparedColumns of(
      SyncTable table, TableColumns columns, List<ColumnLink> links, Tracker tracker) {
    List<Compared> compared = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    List<String> missed = new ArrayList<>();
    for (Column iceberg : columns.iceberg().values()) {
      if (!TableColumns.isWanted(table, iceberg.name())) {
        continue;
      }
      Column heap = columns.copied().get(iceberg.name());
      if (heap == null) {
        notes.add(notCompared(iceberg, "the heap table has no such column"));
      } else if (!table.computes(iceberg.name()) && !isPair(heap, iceberg, links)) {
        missed.add(
            notCompared(
                iceberg, "since the last copy, another column of the heap table has its name"));
      } else if (iceberg.type().endsWith("[]") && ExactValue.isTimeWithZone(iceberg.type())) {
        missed.add(notCompared(iceberg, "a time with time zone loses its zone in Iceberg"));
      } else if (!IcebergTypes.holds(iceberg.type(), heap.type())
          && !IcebergTypes.holds(iceberg.type(), heap.icebergType())
          && !IcebergTypes.holds(iceberg.type(), heap.plainType())) {
        missed.add(
            notCompared(iceberg, "%s cannot hold %s".formatted(iceberg.type(), heap.type())));
      } else {
        if (ExactValue.isTimeWithZone(iceberg.type())) {
          notes.add(
              "Column %s is compared in UTC, because a time with time zone loses its zone in Iceberg."
                  .formatted(Sql.identifier(iceberg.name())));
        }
        if (IcebergTypes.holdsRounded(iceberg.type(), heap.plainType())) {
          notes.add(
              "Column %s is compared as double precision, to which pg_lake rounds it."
                  .formatted(Sql.identifier(iceberg.name())));
        }
        compared.add(new Compared(iceberg.name(), iceberg.number(), ExactValue.of(heap, iceberg)));
      }
    }
    columns.copied().values().stream()
        .filter(heap -> TableColumns.isWanted(table, heap.name()))
        .filter(heap -> !columns.iceberg().containsKey(heap.name()))
        .filter(heap -> !tracker.ownColumns().contains(heap.name()))
        .forEach(heap -> missed.add(notCompared(heap, "the Iceberg table has no such column yet")));
    Set<Integer> leftOut =
        columns.iceberg().values().stream()
            .filter(iceberg -> TableColumns.isWanted(table, iceberg.name()))
            .map(Column::number)
            .collect(Collectors.toCollection(HashSet::new));
    compared.forEach(column -> leftOut.remove(column.number()));
    return new ComparedColumns(compared, notes, missed, Set.copyOf(leftOut));
  }

  /** Returns whether the last copy copied one column into the other, or neither of them. */
  private static boolean isPair(Column heap, Column iceberg, List<ColumnLink> links) {
    return links.stream()
        .allMatch(link -> (link.heap() == heap.number()) == (link.iceberg() == iceberg.number()));
  }

  private static String notCompared(Column column, String why) {
    return "Column %s is not compared: %s.".formatted(Sql.identifier(column.name()), why);
  }

  /** Returns the numbers of the Iceberg columns. */
  Set<Integer> compared() {
    return columns.stream().map(Compared::number).collect(Collectors.toUnmodifiableSet());
  }

  List<String> names() {
    return columns.stream().map(Compared::name).toList();
  }

  /**
   * Returns an expression for the 64-bit hash of a row of the heap table {@code r}. A comparison
   * sums the hashes of a range on each side. If the two sides differ by accident, the sums are
   * still equal with a probability of about 2 to the power of -64.
   *
   * <p>The hash of PostgreSQL's record is a linear function of the hashes of its values. If two
   * rows swapped their values of a column, the sum of both rows would stay the same. Therefore this
   * hash is hashed once more.
   */
  String heapHash() {
    return hash(columns.stream().map(Compared::heap).toList());
  }

  /** Returns an expression for the same hash of a row of the Iceberg table. */
  String icebergHash() {
    return hash(columns.stream().map(Compared::iceberg).toList());
  }

  private static String hash(List<String> values) {
    return values.stream()
        .collect(
            Collectors.joining(
                ", ", "hashtextextended(hash_record_extended(ROW(", "), 0)::text, 0)"));
  }
}
