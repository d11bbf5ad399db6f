package io.lakehousesync.postgres;

import io.lakehousesync.SchemaEvolution;
import io.lakehousesync.SyncTable;
import io.lakehousesync.WriteMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How the columns of a heap table differ from those of its Iceberg table, and what follows from it:
 * statements that let the Iceberg table follow, or problems that stop the copy. Confined to one
 * copy.
 */
final class SchemaDrift {
  private static final String REPLACEMENT =
      "Or drop the Iceberg table, run the set-up, and make a new baseline (PgLakeSetup.newBaseline):"
          + " all rows are copied again.";

  private final SyncTable table;
  private final TableColumns columns;
  private final List<Column> dropped = new ArrayList<>();
  private final Map<String, String> renamed = new LinkedHashMap<>();
  private final List<Column> added = new ArrayList<>();
  private final List<Column> widened = new ArrayList<>();
  private final List<Column> relaxed = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  private SchemaDrift(SyncTable table, TableColumns columns) {
    this.table = table;
    this.columns = columns;
  }

  /**
   * Compares the columns.
   *
   * @param links which columns belonged together at the last copy; others do if they have the same
   *     name
   * @param own columns of the heap table that serve the tracking, and need not be copied
   */
  static SchemaDrift between(
      SyncTable table, TableColumns columns, List<ColumnLink> links, List<String> own) {
    SchemaDrift drift = new SchemaDrift(table, columns);
    drift.compare(links, own);
    return drift;
  }

  private void compare(List<ColumnLink> links, List<String> own) {
    Map<String, Column> partners = partners(links);
    Map<Integer, String> lastTypes =
        links.stream().collect(Collectors.toMap(ColumnLink::heap, ColumnLink::type));
    for (Column heap : columns.heap().values()) {
      Column iceberg = partners.remove(heap.name());
      if (iceberg != null) {
        compare(heap, iceberg, lastTypes.getOrDefault(heap.number(), heap.icebergType()));
      } else if (table.columns().contains(heap.name())
          || (table.columns().isEmpty() && !own.contains(heap.name()))) {
        add(heap);
      }
    }
    for (Column iceberg : partners.values()) {
      if (TableColumns.isWanted(table, iceberg.name())) {
        problems.add(
            ("Column %s of Iceberg table %s is missing in %s. Drop it, or leave it out with"
                    + " columns(...).")
                .formatted(Sql.identifier(iceberg.name()), table.target(), table.source()));
      }
    }
  }

  /** The Iceberg table's columns by the names that they will have. */
  private Map<String, Column> partners(List<ColumnLink> links) {
    Map<Integer, Column> heap = byNumber(columns.heap());
    Map<Integer, Column> iceberg = byNumber(columns.iceberg());
    Map<String, Column> partners = new LinkedHashMap<>(columns.iceberg());
    Map<String, Column> moved = new HashMap<>();
    for (ColumnLink link : links) {
      Column from = iceberg.get(link.iceberg());
      Column to = heap.get(link.heap());
      if (from == null || (to != null && to.name().equals(from.name()))) {
        continue;
      }
      if (to == null && TableColumns.isWanted(table, from.name())) {
        drop(from);
        partners.remove(from.name());
      } else if (to != null && TableColumns.isWanted(table, to.name())) {
        rename(from, to);
        partners.remove(from.name());
        moved.put(to.name(), from);
      }
    }
    for (Map.Entry<String, Column> column : moved.entrySet()) {
      if (partners.put(column.getKey(), column.getValue()) != null) {
        problems.add(
            "Column %s of %s was renamed to %s, which Iceberg table %s has as another column."
                .formatted(
                    Sql.identifier(column.getValue().name()),
                    table.source(),
                    Sql.identifier(column.getKey()),
                    table.target()));
      }
    }
    return partners;
  }

  private static Map<Integer, Column> byNumber(Map<String, Column> columns) {
    return columns.values().stream().collect(Collectors.toMap(Column::number, Function.identity()));
  }

  private void drop(Column iceberg) {
    dropped.add(iceberg);
    if (table.schemaEvolution() != SchemaEvolution.FULL) {
      problems.add(
          ("Column %s of %s was dropped. Drop it in Iceberg table %s too, leave it out with"
                  + " columns(...), or let the copy follow with schemaEvolution(FULL).")
              .formatted(Sql.identifier(iceberg.name()), table.source(), table.target()));
    }
  }

  private void rename(Column iceberg, Column heap) {
    renamed.put(iceberg.name(), heap.name());
    if (table.schemaEvolution() != SchemaEvolution.FULL) {
      problems.add(
          ("Column %s of %s was renamed to %s. Rename it in Iceberg table %s too, or let the copy"
                  + " follow with schemaEvolution(FULL).")
              .formatted(
                  Sql.identifier(iceberg.name()),
                  table.source(),
                  Sql.identifier(heap.name()),
                  table.target()));
    }
  }

  private void add(Column heap) {
    added.add(heap);
    if (table.mode() == WriteMode.UPSERT && columns.key(table).contains(heap.name())) {
      problems.add(
          ("Key column %s of %s is missing in Iceberg table %s, whose rows cannot be found by it."
                  + " %s")
              .formatted(Sql.identifier(heap.name()), table.source(), table.target(), REPLACEMENT));
    }
  }

  /**
   * A pair of types that was there at the first copy is its maker's choice, for PostgreSQL to cast.
   * Only a change is judged, or followed.
   *
   * @param lastType the type that the heap column asked for when it was last copied
   */
  private void compare(Column heap, Column iceberg, String lastType) {
    boolean changed = !lastType.equals(heap.icebergType());

    if (IcebergTypes.canWiden(iceberg.type(), heap.icebergType())) {
      widened.add(heap);
    } else if (changed
        && !(IcebergTypes.holds(heap.icebergType(), lastType)
            && IcebergTypes.holds(iceberg.type(), heap.icebergType()))) {
      problems.add(
          ("Column %s of %s changed its type from %s to %s, and Iceberg table %s, where it is %s,"
                  + " cannot follow. Give it its type back. %s")
              .formatted(
                  Sql.identifier(heap.name()),
                  table.source(),
                  lastType,
                  heap.type(),
                  table.target(),
                  iceberg.type(),
                  REPLACEMENT));
    }
    if (iceberg.required() && !heap.required()) {
      relaxed.add(heap);
    }
  }

  /** Why the Iceberg table cannot follow, one sentence each; empty if it can. */
  List<String> problems() {
    return problems;
  }

  /** Columns that the Iceberg table gets; its rows have null in them at first. */
  List<Column> added() {
    return added;
  }

  /** What lets the Iceberg table follow, in this order; empty if nothing differs. */
  List<String> statements() {
    List<String> actions = new ArrayList<>();
    dropped.forEach(column -> actions.add("DROP COLUMN " + Sql.identifier(column.name())));
    actions.addAll(renames());
    added.forEach(
        column ->
            actions.add(
                "ADD COLUMN %s %s".formatted(Sql.identifier(column.name()), column.icebergType())));
    widened.forEach(
        column ->
            actions.add(
                "ALTER COLUMN %s TYPE %s"
                    .formatted(Sql.identifier(column.name()), column.icebergType())));
    relaxed.forEach(
        column ->
            actions.add("ALTER COLUMN %s DROP NOT NULL".formatted(Sql.identifier(column.name()))));
    String alter = "ALTER TABLE " + Sql.table(table.target()) + " ";
    return actions.stream().map(alter::concat).toList();
  }

  /** By names in between where columns take each other's names. */
  private List<String> renames() {
    List<String> first = new ArrayList<>();
    List<String> then = new ArrayList<>();
    Set<String> taken = new HashSet<>(renamed.keySet());
    taken.retainAll(renamed.values());
    renamed.forEach(
        (from, to) -> {
          if (taken.contains(from)) {
            String between = "lakehouse_sync_" + then.size();
            first.add(rename(from, between));
            then.add(rename(between, to));
          } else {
            then.add(rename(from, to));
          }
        });
    first.addAll(then);
    return first;
  }

  private static String rename(String from, String to) {
    return "RENAME COLUMN %s TO %s".formatted(Sql.identifier(from), Sql.identifier(to));
  }
}
