package io.lakehousesync.postgres.internal.schema;

import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.table.SchemaEvolution;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
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
 * The differences between the columns of a heap table and of its Iceberg table. A difference leads
 * to a statement that changes the Iceberg table, or to a problem that stops the copy. Not
 * thread-safe.
 */
public final class SchemaDrift {
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
   * @param links the pairs of columns at the last copy; other columns are paired by their names
   * @param own columns of the heap table that serve the tracking and need not be copied
   */
  public static SchemaDrift between(
      SyncTable table, TableColumns columns, List<ColumnLink> links, List<String> own) {
    SchemaDrift drift = new SchemaDrift(table, columns);
    drift.compare(links, own);
    return drift;
  }

  private void compare(List<ColumnLink> links, List<String> own) {
    Map<String, Column> partners = partners(links);
    Map<Integer, String> lastTypes =
        links.stream().collect(Collectors.toMap(ColumnLink::heap, ColumnLink::type));
    for (Column heap : columns.copied().values()) {
      Column iceberg = partners.remove(heap.name());
      if (iceberg != null && table.computes(heap.name())) {
        compareComputed(heap, iceberg);
      } else if (iceberg != null) {
        compare(heap, iceberg, lastType(heap, lastTypes));
      } else if (table.copies(heap.name())
          && (table.columns().contains(heap.name()) || !own.contains(heap.name()))) {
        add(heap);
      }
    }
    for (Column iceberg : partners.values()) {
      if (TableColumns.isWanted(table, iceberg.name())) {
        problems.add(
            ("Column %s of Iceberg table %s is missing in %s. If it was renamed there, rename it here"
                    + " too. Otherwise drop it, or leave it out with columns(...).")
                .formatted(name(iceberg), table.target(), table.source()));
      }
    }
  }

  /**
   * Returns the Iceberg type of the heap column when it was last copied. Earlier versions stored a
   * type without its schema if the search_path contained the schema.
   */
  private static String lastType(Column heap, Map<Integer, String> lastTypes) {
    String now = heap.icebergType();
    String last = lastTypes.getOrDefault(heap.number(), now);
    return now.endsWith("." + last) ? now : last;
  }

  /**
   * Returns the columns of the Iceberg table that are not dropped. The keys of the map are the
   * names of the columns after the renames. Records the dropped and the renamed columns.
   */
  private Map<String, Column> partners(List<ColumnLink> links) {
    Map<Integer, Column> heap = byNumber(columns.heap());
    Map<Integer, Column> iceberg = byNumber(columns.iceberg());
    Map<String, Column> partners = new LinkedHashMap<>(columns.iceberg());
    Map<String, Column> moved = new HashMap<>();
    for (ColumnLink link : links) {
      Column from = iceberg.get(link.iceberg());
      Column to = heap.get(link.heap());
      if (from == null
          || table.computes(from.name())
          || (to != null && to.name().equals(from.name()))) {
        continue;
      }
      if (to == null && TableColumns.isWanted(table, from.name())) {
        drop(from);
        partners.remove(from.name());
      } else if (to != null && TableColumns.isWanted(table, to.name())) {
        rename(from, to);
        partners.remove(from.name());
        moved.put(to.name(), from);
      } else if (to != null && columns.heap().containsKey(from.name())) {
        problems.add(
            "Column %s of %s is not the column that was copied under this name. The copied column is now called %s. Change the names back. %s"
                .formatted(name(from), table.source(), name(to), REPLACEMENT));
      }
    }
    for (Map.Entry<String, Column> column : moved.entrySet()) {
      if (partners.put(column.getKey(), column.getValue()) != null) {
        problems.add(
            ("Column %s of %s was renamed to %s, but Iceberg table %s has another column of this name."
                    + " Rename or drop that column.")
                .formatted(
                    name(column.getValue()),
                    table.source(),
                    Sql.identifier(column.getKey()),
                    table.target()));
      }
    }
    return partners;
  }

  /**
   * The column of the Iceberg table must have the type that the configuration gives the expression.
   */
  private void compareComputed(Column computed, Column iceberg) {
    if (!iceberg.type().equals(computed.type())) {
      problems.add(
          "Column %s of Iceberg table %s has type %s, but its expression has type %s. %s"
              .formatted(
                  name(iceberg), table.target(), iceberg.type(), computed.type(), REPLACEMENT));
    }
    if (iceberg.required()) {
      relaxed.add(computed);
    }
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
              .formatted(name(iceberg), table.source(), table.target()));
    }
  }

  private void rename(Column iceberg, Column heap) {
    renamed.put(iceberg.name(), heap.name());
    if (table.schemaEvolution() != SchemaEvolution.FULL) {
      problems.add(
          ("Column %s of %s was renamed to %s. Rename it in Iceberg table %s too, or let the copy"
                  + " follow with schemaEvolution(FULL).")
              .formatted(name(iceberg), table.source(), name(heap), table.target()));
    }
  }

  private void add(Column heap) {
    added.add(heap);
    if (columns.mode(table) == WriteMode.UPSERT && columns.key(table).contains(heap.name())) {
      problems.add(
          ("Key column %s of %s is missing in Iceberg table %s, so that the upsert cannot find rows by"
                  + " it. Add it there and fill it. %s")
              .formatted(name(heap), table.source(), table.target(), REPLACEMENT));
    }
  }

  /**
   * Compares the types of a pair of columns. If pg_lake can widen the Iceberg column to the type of
   * the heap column, records the pair as widened. If the type of the heap column is still the type
   * of the last copy, the types are allowed to differ: the owner of the tables has chosen them, and
   * PostgreSQL casts between them. If the type of the heap column has changed, records a problem in
   * two cases: the new type cannot hold all values of the earlier type, or the Iceberg column
   * cannot hold all values of the new type.
   *
   * @param lastType the Iceberg type of the heap column when it was last copied
   */
  private void compare(Column heap, Column iceberg, String lastType) {
    boolean changed = !lastType.equals(heap.icebergType());
    if (IcebergTypes.canWiden(iceberg.type(), heap.icebergType())) {
      widened.add(heap);
    } else if (changed
        && !(IcebergTypes.holds(heap.icebergType(), lastType)
            && IcebergTypes.holds(iceberg.type(), heap.icebergType()))) {
      problems.add(
          ("Column %s of %s changed its type from %s to %s. Iceberg table %s cannot follow: its column"
                  + " has type %s. Change the type back. %s")
              .formatted(
                  name(heap),
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

  /** Returns why the Iceberg table cannot follow the changes, and what to do; empty if it can. */
  public List<String> problems() {
    return problems;
  }

  /** Returns the columns to add to the Iceberg table. At first they are null in existing rows. */
  public List<Column> added() {
    return added;
  }

  /** Returns the statements that change the Iceberg table, in their order. */
  public List<String> statements() {
    List<String> actions = new ArrayList<>();
    dropped.forEach(column -> actions.add("DROP COLUMN " + name(column)));
    actions.addAll(renames());
    added.forEach(
        column -> actions.add("ADD COLUMN %s %s".formatted(name(column), column.icebergType())));
    widened.forEach(
        column ->
            actions.add("ALTER COLUMN %s TYPE %s".formatted(name(column), column.icebergType())));
    relaxed.forEach(column -> actions.add("ALTER COLUMN %s DROP NOT NULL".formatted(name(column))));
    String alter = "ALTER TABLE " + Sql.table(table.target()) + " ";
    return actions.stream().map(alter::concat).toList();
  }

  /** Returns the renames. Columns that swap names are renamed in two steps. */
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

  private static String name(Column column) {
    return Sql.identifier(column.name());
  }

  private static String rename(String from, String to) {
    return "RENAME COLUMN %s TO %s".formatted(Sql.identifier(from), Sql.identifier(to));
  }
}
