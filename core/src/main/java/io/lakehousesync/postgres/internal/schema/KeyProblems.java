package io.lakehousesync.postgres.internal.schema;

import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.table.ChangeTracking.Kind;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds keys with which a copy would lose rows, or replace the wrong rows. */
final class KeyProblems {
  private KeyProblems() {}

  /** Returns the problems of the existing key columns, each with what to do. */
  static List<String> of(SyncTable table, TableColumns columns, List<String> key) {
    List<String> problems = new ArrayList<>();
    for (String name : key) {
      Column heap = columns.heap().get(name);
      if (heap == null) {
        continue;
      }
      if (isReadByKey(table, columns) && !heap.required()) {
        problems.add(
            ("Key column %1$s of %2$s may be null, and rows with null in it would be lost. Run ALTER"
                    + " TABLE %3$s ALTER COLUMN %1$s SET NOT NULL, or name another key with key(...).")
                .formatted(Sql.identifier(name), table.source(), Sql.table(table.source())));
      }
    }
    problems.addAll(ofUnusableTypes(table, columns, key));
    problems.addAll(rounded(table, columns, key));
    return problems;
  }

  private static List<String> ofUnusableTypes(
      SyncTable table, TableColumns columns, List<String> key) {
    return key.stream()
        .filter(name -> isReadByKey(table, columns))
        .flatMap(name -> Stream.ofNullable(columns.heap().get(name)))
        .filter(Column::cannotBeKey)
        .map(
            column ->
                "Key column %s of %s is an array, or of a composite type, a domain over an enum, a user-defined range type, money, timetz, or a type such as regclass: rows cannot be found by it. Name another key with key(...)."
                    .formatted(Sql.identifier(column.name()), table.source()))
        .toList();
  }

  /** Returns the problems of key columns whose values the Iceberg table rounds. */
  static List<String> rounded(SyncTable table, TableColumns columns, List<String> key) {
    List<String> problems = new ArrayList<>();
    for (String name : key) {
      Column heap = columns.heap().get(name);
      if (heap != null && isReplacedByKey(table, columns)) {
        problems.addAll(rounded(table, heap, columns.iceberg().get(name)));
      }
    }
    return problems;
  }

  /**
   * Returns whether copies miss rows with null in the key. With tracking by transaction id, copies
   * read rows in the order of the key, and so miss these rows even in mode APPEND.
   */
  private static boolean isReadByKey(SyncTable table, TableColumns columns) {
    return isReplacedByKey(table, columns) || table.tracking().kind() == Kind.XID;
  }

  private static boolean isReplacedByKey(SyncTable table, TableColumns columns) {
    return columns.mode(table) == WriteMode.UPSERT && table.tracking().kind() != Kind.COMPARISON;
  }

  private static List<String> rounded(SyncTable table, Column heap, @Nullable Column iceberg) {
    String name = Sql.identifier(heap.name());
    if (IcebergTypes.isRounded(heap.icebergType())) {
      return List.of(
          ("Key column %s of %s is a numeric without a precision or with more than 38 digits. pg_lake"
                  + " rounds it, so that different keys can become equal. Declare it as numeric(p, s)"
                  + " with at most 38 digits, or name another key with key(...).")
              .formatted(name, table.source()));
    }
    if (iceberg != null && IcebergTypes.changesKeys(iceberg.type(), heap.icebergType())) {
      return List.of(
          ("Key column %s of %s has type %s, but type %s in Iceberg table %s: rows are not found, or"
                  + " different keys become equal. Give it the same type there, or name another key with key(...).")
              .formatted(name, table.source(), heap.type(), iceberg.type(), table.target()));
    }
    return List.of();
  }
}
