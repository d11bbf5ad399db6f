package io.lakehousesync.postgres;

import io.lakehousesync.ChangeTracking;
import io.lakehousesync.SyncTable;
import io.lakehousesync.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The statements that undo a set-up, of what there is. Our objects are found by what PostgreSQL
 * holds: by the triggers of a heap table, which a restored dump has with functions named after
 * another oid, and by their names where no table of that oid is left.
 */
final class Teardown {
  private static final String TRIGGERS =
      """
      SELECT tgname FROM pg_trigger
      WHERE tgrelid = to_regclass(?) AND NOT tgisinternal AND tgname LIKE 'lakehouse\\_sync\\_%'
      ORDER BY tgname
      """;

  /** Of the table's triggers, and those that are named after the table. */
  private static final String FUNCTIONS =
      """
      SELECT DISTINCT p.proname
      FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
      CROSS JOIN to_regclass(?) AS heap
      WHERE n.nspname = 'lakehouse_sync'
        AND (p.oid IN (SELECT tgfoid FROM pg_trigger
                       WHERE tgrelid = heap AND tgname LIKE 'lakehouse\\_sync\\_%')
             OR p.proname ~ ('^(xid|marker|queue)_' || heap::oid || '$'))
      ORDER BY p.proname
      """;

  /** Functions and queues of tables that are gone; nobody's trigger calls them. */
  private static final String ORPHANS =
      """
      SELECT DISTINCT ours.name
      FROM (SELECT p.proname AS name FROM pg_proc AS p
            WHERE p.pronamespace = to_regnamespace('lakehouse_sync')
            UNION
            SELECT c.relname FROM pg_class AS c
            WHERE c.relnamespace = to_regnamespace('lakehouse_sync') AND c.relkind = 'r') AS ours
      WHERE ours.name ~ '^(xid|marker|queue)_[0-9]{1,10}$'
        AND NOT EXISTS (SELECT FROM pg_class AS c
                        WHERE c.oid::bigint = substring(ours.name FROM '[0-9]+$')::bigint)
        AND NOT EXISTS (SELECT FROM pg_trigger AS t JOIN pg_proc AS p ON p.oid = t.tgfoid
                        WHERE p.proname = ours.name
                          AND p.pronamespace = to_regnamespace('lakehouse_sync'))
      ORDER BY ours.name
      """;

  private final Connection connection;
  private final List<SetupStatement> statements = new ArrayList<>();

  private Teardown(Connection connection) {
    this.connection = connection;
  }

  static List<SetupStatement> plan(Connection connection, List<SyncTable> tables)
      throws SQLException {
    Teardown teardown = new Teardown(connection);
    for (SyncTable table : tables) {
      teardown.table(table);
    }
    for (String orphan : Catalog.values(connection, ORPHANS)) {
      teardown.functionAndQueue(orphan, " of a table that is gone");
    }
    return List.copyOf(teardown.statements);
  }

  private void table(SyncTable table) throws SQLException {
    String heap = Sql.table(table.source());
    for (String trigger : Catalog.values(connection, TRIGGERS, heap)) {
      add(
          "trigger " + trigger,
          table.source(),
          "DROP TRIGGER IF EXISTS %s ON %s".formatted(Sql.identifier(trigger), heap));
    }
    TableColumns columns = TableColumns.read(connection, table);
    Set<String> names = new LinkedHashSet<>(Catalog.values(connection, FUNCTIONS, heap));
    if (!columns.heap().isEmpty()) {
      names.add(new ChangeQueue(columns.heapOid()).name());
    }
    for (String name : names) {
      functionAndQueue(name, " of " + table.source());
    }
    if (!columns.heap().isEmpty()) {
      for (String kind : List.of(TableSetup.XID, TableSetup.MARKER)) {
        index(table, TableSetup.indexName(kind, columns.heapOid()));
      }
    }
    if (table.tracking() instanceof ChangeTracking.Xid xid
        && columns.heap().containsKey(xid.column())) {
      add(
          "column " + xid.column(),
          table.source(),
          "ALTER TABLE %s DROP COLUMN IF EXISTS %s".formatted(heap, Sql.identifier(xid.column())));
    }
    rows("checkpoint", Checkpoints.TABLE, table.target());
    rows("column links", ColumnLinks.TABLE, table.target());
  }

  /** Both are named alike. */
  private void functionAndQueue(String name, String of) throws SQLException {
    String full = Sql.SCHEMA + "." + name;
    if (Catalog.exists(connection, "to_regproc", full)) {
      statements.add(
          new SetupStatement(
              "function " + full + of, "DROP FUNCTION IF EXISTS %s()".formatted(full)));
    }
    if (Catalog.exists(connection, "to_regclass", full)) {
      statements.add(new SetupStatement("queue " + full + of, "DROP TABLE IF EXISTS " + full));
    }
  }

  /** It lies in the heap table's schema, as PostgreSQL wants it. */
  private void index(SyncTable table, String name) throws SQLException {
    String index = Sql.table(new TableName(table.source().schema(), name));
    if (Catalog.exists(connection, "to_regclass", index)) {
      add("index " + name, table.source(), "DROP INDEX IF EXISTS " + index);
    }
  }

  private void rows(String what, String kept, TableName target) throws SQLException {
    if (!Catalog.exists(connection, "to_regclass", kept)) {
      return;
    }
    String rows = "FROM %s WHERE target = %s".formatted(kept, Sql.literal(target.toString()));
    if (Catalog.value(connection, "SELECT 'there' %s LIMIT 1".formatted(rows)).isPresent()) {
      add(what, target, "DELETE " + rows);
    }
  }

  private void add(String what, TableName of, String sql) {
    statements.add(new SetupStatement("%s of %s".formatted(what, of), sql));
  }
}
