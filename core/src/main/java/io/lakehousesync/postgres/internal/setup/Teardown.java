package io.lakehousesync.postgres.internal.setup;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.capture.ChangeQueue;
import io.lakehousesync.postgres.internal.capture.HeapObjects;
import io.lakehousesync.postgres.internal.copy.Checkpoints;
import io.lakehousesync.postgres.internal.schema.ColumnLinks;
import io.lakehousesync.postgres.internal.schema.TableColumns;
import io.lakehousesync.postgres.internal.sql.Preconditions;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.postgres.internal.status.StatusTable;
import io.lakehousesync.postgres.internal.tracking.HeapIdentity;
import io.lakehousesync.postgres.internal.tracking.Tracker;
import io.lakehousesync.postgres.report.SetupStatement;
import io.lakehousesync.postgres.report.SetupStatement.Blocks;
import io.lakehousesync.table.ChangeTracking.Kind;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Plans the statements that undo a set-up. Only objects that exist get a statement. The names of
 * functions contain the oid of their table. After the restore of a dump, the table has another oid.
 * Therefore the teardown also drops the functions that the table's triggers call. Objects of
 * dropped tables are found by their names only.
 */
public final class Teardown {
  /**
   * A trigger is ours if it calls one of our functions. Other triggers may have such a name too.
   */
  private static final String TRIGGERS =
      """
      SELECT t.tgname FROM pg_trigger AS t JOIN pg_proc AS p ON p.oid = t.tgfoid
      WHERE t.tgrelid = to_regclass(?) AND NOT t.tgisinternal
        AND p.pronamespace = to_regnamespace('lakehouse_sync')
      ORDER BY t.tgname
      """;

  /**
   * The functions whose names contain the table's oid, and the functions of the table's triggers.
   * Leaves out functions of another existing table, because the owner of this table can create a
   * trigger that calls them.
   */
  private static final String FUNCTIONS =
      """
      SELECT DISTINCT p.proname
      FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
      CROSS JOIN to_regclass(?) AS heap
      WHERE n.nspname = 'lakehouse_sync'
        AND p.proname ~ '^{kinds}(_stamp|_statement)?_[0-9]{1,10}$'
        AND (substring(p.proname FROM '[0-9]+$') = heap::oid::text
             OR p.oid IN (SELECT tgfoid FROM pg_trigger
                          WHERE tgrelid = heap AND tgname LIKE '%lakehouse\\_sync\\_%')
                AND NOT EXISTS (
                  SELECT FROM pg_class AS c
                  WHERE c.oid::text = substring(p.proname FROM '[0-9]+$')))
      ORDER BY p.proname
      """;

  /**
   * Finds the functions, the queues and the tables of tombstones that belonged to dropped heap
   * tables. Leaves out functions that a trigger still calls, and tables that another object still
   * uses, because PostgreSQL would not drop them.
   */
  private static final String ORPHANS =
      """
      SELECT DISTINCT ours.name
      FROM (SELECT p.proname AS name FROM pg_proc AS p
            WHERE p.pronamespace = to_regnamespace('lakehouse_sync')
            UNION
            SELECT c.relname FROM pg_class AS c
            WHERE c.relnamespace = to_regnamespace('lakehouse_sync') AND c.relkind = 'r') AS ours
      WHERE ours.name ~ '^{kinds}(_stamp|_statement)?_[0-9]{1,10}$'
        AND NOT EXISTS (SELECT FROM pg_class AS c
                        WHERE c.oid::bigint = substring(ours.name FROM '[0-9]+$')::bigint)
        AND NOT EXISTS (SELECT FROM pg_trigger AS t JOIN pg_proc AS p ON p.oid = t.tgfoid
                        WHERE p.proname = ours.name
                          AND p.pronamespace = to_regnamespace('lakehouse_sync'))
        AND NOT EXISTS (SELECT FROM pg_class AS c
                        JOIN pg_type AS t ON t.oid = c.reltype
                        JOIN pg_depend AS d
                          ON d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid
                          OR d.refclassid = 'pg_type'::regclass AND d.refobjid IN (t.oid, t.typarray)
                        WHERE c.relname = ours.name AND d.deptype = 'n'
                          AND d.classid <> 'pg_constraint'::regclass
                          AND c.relnamespace = to_regnamespace('lakehouse_sync'))
      ORDER BY ours.name
      """;

  /**
   * Our indexes on the table and its partitions. Leaves out parts of a parent's index, because
   * PostgreSQL drops them with that index, and indexes that do not use the column of the tracking.
   */
  private static final String INDEXES =
      """
      SELECT format('%I.%I', n.nspname, ic.relname)
      FROM (SELECT to_regclass(?)::oid AS oid
            UNION SELECT relid::oid FROM pg_partition_tree(to_regclass(?))) AS r
      JOIN pg_index AS i ON i.indrelid = r.oid
      JOIN pg_class AS ic ON ic.oid = i.indexrelid
      JOIN pg_namespace AS n ON n.oid = ic.relnamespace
      WHERE ic.relname ~ '^sync_{kinds}_[0-9]{1,10}$'
        AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = i.indexrelid)
        AND EXISTS (
          SELECT FROM pg_depend AS d
          JOIN pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
          WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
            AND d.refclassid = 'pg_class'::regclass AND d.refobjid = i.indrelid
            AND a.attname = ?)
      ORDER BY 1
      """;

  private final Connection connection;
  private final List<SetupStatement> statements = new ArrayList<>();

  private Teardown(Connection connection) {
    this.connection = connection;
  }

  /** Returns the statements for a table. */
  public static List<SetupStatement> of(Connection connection, SyncTable table)
      throws SQLException {
    Teardown teardown = new Teardown(connection);
    teardown.table(table);
    return List.copyOf(teardown.statements);
  }

  /** Returns the statements for tables that were dropped. */
  public static List<SetupStatement> ofDroppedTables(Connection connection) throws SQLException {
    Teardown teardown = new Teardown(connection);
    for (String orphan : Queries.values(connection, ofAnyKind(ORPHANS))) {
      teardown.functionAndQueue(orphan, " of a dropped table");
    }
    return List.copyOf(teardown.statements);
  }

  private void table(SyncTable table) throws SQLException {
    TableColumns columns = TableColumns.read(connection, table);
    // PostgreSQL would cut the name off, and drop the objects of another table.
    Preconditions.requireNone("Teardown of " + table, columns.namesToChange());
    Preconditions.requireNone(
        "Teardown of " + table, OwnersFunctions.problems(connection, table.source()));
    String heap = Sql.table(table.source());
    for (String trigger : Queries.values(connection, TRIGGERS, heap)) {
      addToHeap(
          "trigger " + trigger,
          table.source(),
          "DROP TRIGGER IF EXISTS %s ON %s".formatted(Sql.identifier(trigger), heap));
    }
    Set<String> names = new LinkedHashSet<>(Queries.values(connection, ofAnyKind(FUNCTIONS), heap));
    if (!columns.heap().isEmpty()) {
      names.add(new ChangeQueue(columns.heapOid()).name());
    }
    for (String name : names) {
      functionAndQueue(name, " of " + table.source());
    }
    List<String> added = Tracker.of(table.tracking()).addedColumns(columns);
    // The set-up creates no index for a column of the application that has the name of ours.
    if (table.tracking().kind() != Kind.XID || !added.isEmpty()) {
      String tracked = table.tracking().column().orElse("");
      for (String index : Queries.values(connection, ofAnyKind(INDEXES), heap, heap, tracked)) {
        addToHeap("index " + index, table.source(), "DROP INDEX IF EXISTS " + index);
      }
    }
    for (String column : added) {
      addToHeap(
          "column " + column,
          table.source(),
          "ALTER TABLE %s DROP COLUMN IF EXISTS %s".formatted(heap, Sql.identifier(column)));
    }
    rows("checkpoint", Checkpoints.TABLE, table.target());
    rows("partitions", HeapIdentity.TABLE, table.target());
    rows("column links", ColumnLinks.TABLE, table.target());
    rows("status", StatusTable.NAME, table.target());
  }

  private static String ofAnyKind(String template) {
    return SqlTemplate.of(template).with("kinds", HeapObjects.anyKind()).sql();
  }

  /** Adds the statements that drop a function and a queue of this name. */
  private void functionAndQueue(String name, String of) throws SQLException {
    String full = Sql.SCHEMA + "." + name;
    if (Queries.exists(connection, "to_regproc", full)) {
      statements.add(
          new SetupStatement(
              "function " + full + of, "DROP FUNCTION IF EXISTS %s()".formatted(full)));
    }
    if (Queries.exists(connection, "to_regclass", full)) {
      statements.add(new SetupStatement("queue " + full + of, "DROP TABLE IF EXISTS " + full));
    }
  }

  private void rows(String what, String kept, TableName target) throws SQLException {
    if (!Queries.exists(connection, "to_regclass", kept)) {
      return;
    }
    String rows = "FROM %s WHERE target = %s".formatted(kept, Sql.literal(target.toString()));
    if (Queries.value(connection, "SELECT 'yes' %s LIMIT 1".formatted(rows)).isPresent()) {
      add(what, target, "DELETE " + rows);
    }
  }

  private void add(String what, TableName of, String sql) {
    statements.add(new SetupStatement("%s of %s".formatted(what, of), sql));
  }

  private void addToHeap(String what, TableName heap, String sql) {
    statements.add(
        new SetupStatement("%s of %s".formatted(what, heap), sql).blocking(Blocks.EVERYONE));
  }
}
