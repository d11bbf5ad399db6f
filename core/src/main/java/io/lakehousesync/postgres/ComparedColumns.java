package io.lakehousesync.postgres;

import io.lakehousesync.SyncTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The columns whose values are compared, each as one SQL expression per side, both of the same
 * type: the heap's value is cast to the type of the Iceberg column, as the copy does.
 *
 * @param columns these columns
 * @param notes which columns are not compared, or means less than it seems, one sentence each
 */
record ComparedColumns(List<Compared> columns, List<String> notes) {
  /**
   * A column.
   *
   * @param heap its value in the heap table {@code r}
   * @param iceberg its value in the Iceberg table, whose column has the same name
   * @param type the type of both
   */
  record Compared(String name, String heap, String iceberg, String type) {}

  /** Types with an equality that PostgreSQL can hash; others are compared as text. */
  private static final Set<String> HASHABLE =
      Set.of(
          "smallint",
          "integer",
          "bigint",
          "numeric",
          "real",
          "double precision",
          "boolean",
          "date",
          "time without time zone",
          "timestamp without time zone",
          "timestamp with time zone",
          "interval",
          "text",
          "character varying",
          "character",
          "bytea",
          "uuid");

  static ComparedColumns of(SyncTable table, TableColumns columns, Tracker tracker) {
    List<Compared> compared = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (Column iceberg : columns.iceberg().values()) {
      if (!TableColumns.isWanted(table, iceberg.name())) {
        continue;
      }
      Column heap = columns.heap().get(iceberg.name());
      if (heap == null) {
        notes.add(notCompared(iceberg, "the heap table has no such column"));
      } else if (iceberg.type().startsWith("time with time zone")) {
        notes.add(notCompared(iceberg, "a time with time zone loses its zone in Iceberg"));
      } else if (!IcebergTypes.holds(iceberg.type(), heap.type())
          && !IcebergTypes.holds(iceberg.type(), heap.icebergType())) {
        notes.add(
            notCompared(iceberg, "%s does not hold %s".formatted(iceberg.type(), heap.type())));
      } else {
        if (heap.type().startsWith("numeric") && iceberg.type().equals("double precision")) {
          notes.add(
              "Column %s is compared as double precision, to which pg_lake rounds it."
                  .formatted(Sql.identifier(iceberg.name())));
        }
        compared.add(compared(heap, iceberg));
      }
    }
    columns.heap().values().stream()
        .filter(heap -> TableColumns.isWanted(table, heap.name()))
        .filter(heap -> !columns.iceberg().containsKey(heap.name()))
        .filter(heap -> !tracker.ownColumns().contains(heap.name()))
        .forEach(heap -> notes.add(notCompared(heap, "the Iceberg table has no such column yet")));
    return new ComparedColumns(compared, notes);
  }

  private static String notCompared(Column column, String why) {
    return "Column %s is not compared: %s.".formatted(Sql.identifier(column.name()), why);
  }

  private static Compared compared(Column heap, Column iceberg) {
    String name = Sql.identifier(iceberg.name());
    String cast =
        heap.type().equals(iceberg.type())
            ? "r." + name
            : "CAST(r.%s AS %s)".formatted(name, iceberg.type());
    return isHashable(iceberg.type())
        ? new Compared(iceberg.name(), cast, name, iceberg.type())
        : new Compared(iceberg.name(), cast + "::text", name + "::text", "text");
  }

  private static boolean isHashable(String type) {
    String bare = type.replaceFirst("\\[]$", "").replaceAll("\\([\\d,-]+\\)", "");
    return HASHABLE.contains(bare);
  }

  List<String> names() {
    return columns.stream().map(Compared::name).toList();
  }

  /**
   * A row of the heap table {@code r} as a number of 64 bits. PostgreSQL hashes equal values alike,
   * whatever their form: 1.0 and 1.00, -0 and 0.
   */
  String heapHash() {
    return hash(columns.stream().map(Compared::heap).toList());
  }

  /** A row of the Iceberg table as the same number. */
  String icebergHash() {
    return hash(columns.stream().map(Compared::iceberg).toList());
  }

  private static String hash(List<String> values) {
    return values.stream().collect(Collectors.joining(", ", "hash_record_extended(ROW(", "), 0)"));
  }
}
