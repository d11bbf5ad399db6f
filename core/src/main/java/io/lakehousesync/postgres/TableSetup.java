package io.lakehousesync.postgres;

import io.lakehousesync.ChangeTracking;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.NotAppliedException.Retry;
import io.lakehousesync.SyncTable;
import io.lakehousesync.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The set-up of one table, compared with what the database holds. Our objects on a heap table are
 * named after its oid, which needs no quoting and is never too long, and after the kind of
 * tracking: a table that changes its kind gets what the new one needs.
 */
final class TableSetup {
  static final String XID = "xid";
  static final String MARKER = "marker";
  private static final String QUEUE = "queue";

  private final Connection connection;
  private final SyncTable table;
  private final TableColumns columns;
  private final String heap;
  private final String oid;

  private TableSetup(Connection connection, SyncTable table, TableColumns columns, String oid) {
    this.connection = connection;
    this.table = table;
    this.columns = columns;
    this.heap = Sql.table(table.source());
    this.oid = oid;
  }

  static TableSetup read(Connection connection, SyncTable table) throws SQLException {
    Optional<String> oid =
        Catalog.value(connection, "SELECT to_regclass(?)::oid::text", Sql.table(table.source()));
    if (oid.isEmpty()) {
      throw new NotAppliedException(
          Retry.POINTLESS,
          "Heap table %s does not exist. Nothing was changed. Check its name."
              .formatted(table.source()),
          null);
    }
    return new TableSetup(connection, table, TableColumns.read(connection, table), oid.get());
  }

  /** The statements that are missing. */
  List<String> missing() throws SQLException {
    List<String> missing = new ArrayList<>();
    if (columns.iceberg().isEmpty()) {
      missing.add(icebergTable());
    }
    ChangeTracking tracking = table.tracking();
    if (tracking instanceof ChangeTracking.Xid xid) {
      missing.addAll(xid(xid.column()));
    } else if (tracking instanceof ChangeTracking.Marker marker) {
      missing.addAll(marker(marker.column()));
    } else if (tracking instanceof ChangeTracking.Queue) {
      missing.addAll(queue());
    }
    return missing;
  }

  /** The statements that undo it. */
  List<String> teardown() throws SQLException {
    List<String> undo = new ArrayList<>();
    for (String trigger : triggers()) {
      undo.add("DROP TRIGGER IF EXISTS %s ON %s".formatted(Sql.identifier(trigger), heap));
    }
    for (String kind : List.of(XID, MARKER, QUEUE)) {
      undo.add("DROP FUNCTION IF EXISTS %s.%s_%s()".formatted(Sql.SCHEMA, kind, oid));
    }
    undo.add("DROP TABLE IF EXISTS " + new ChangeQueue(oid).sql());
    undo.add("DROP INDEX IF EXISTS " + index(XID));
    undo.add("DROP INDEX IF EXISTS " + index(MARKER));
    if (table.tracking() instanceof ChangeTracking.Xid xid) {
      undo.add(
          "ALTER TABLE %s DROP COLUMN IF EXISTS %s".formatted(heap, Sql.identifier(xid.column())));
    }
    for (String kept : List.of(Checkpoints.TABLE, ColumnLinks.TABLE)) {
      if (Catalog.exists(connection, "to_regclass", kept)) {
        undo.add(
            "DELETE FROM %s WHERE target = %s"
                .formatted(kept, Sql.literal(table.target().toString())));
      }
    }

    return undo;
  }

  /** The statements after which the next copy begins with all rows. */
  List<String> newBaseline() {
    List<String> statements = new ArrayList<>();
    statements.add(
        "DELETE FROM %s WHERE target = %s"
            .formatted(Checkpoints.TABLE, Sql.literal(table.target().toString())));
    statements.add("DELETE FROM " + Sql.table(table.target()));
    if (table.tracking() instanceof ChangeTracking.Marker marker) {
      String name = Sql.identifier(marker.column());
      statements.add("UPDATE %s SET %s = NULL WHERE %s IS NOT NULL".formatted(heap, name, name));
    } else if (table.tracking() instanceof ChangeTracking.Queue) {
      statements.add(fillQueue());
    }
    return statements;
  }

  private String fillQueue() {
    List<String> key = columns.key(table);
    return "INSERT INTO %s (%s) SELECT %s FROM %s"
        .formatted(
            new ChangeQueue(oid).sql(),
            Sql.columns(ChangeQueue.columns(key)),
            Sql.columns(key),
            heap);
  }

  private String icebergTable() {
    List<String> own = Tracker.of(table.tracking()).ownColumns();
    return columns.heap().values().stream()
        .filter(column -> !own.contains(column.name()))
        .filter(column -> TableColumns.isWanted(table, column.name()))
        .map(column -> "  %s %s".formatted(Sql.identifier(column.name()), column.icebergType()))
        .collect(
            Collectors.joining(
                ",\n",
                "CREATE TABLE %s (\n".formatted(Sql.table(table.target())),
                "\n) USING iceberg"));
  }

  /**
   * The column's default is evaluated once for the rows that are there, without rewriting them:
   * they belong to the transaction of the set-up, and are new to the first copy.
   */
  private List<String> xid(String column) throws SQLException {
    List<String> missing = new ArrayList<>();
    String name = Sql.identifier(column);
    if (!columns.heap().containsKey(column)) {
      missing.add(
          "ALTER TABLE %s ADD COLUMN %s xid8 NOT NULL DEFAULT pg_current_xact_id()"
              .formatted(heap, name));
    }
    if (!Catalog.exists(connection, "to_regclass", index(XID))) {
      missing.add(
          "CREATE INDEX %s ON %s (%s)"
              .formatted(
                  indexName(XID),
                  heap,
                  Stream.concat(Stream.of(column), columns.key(table).stream())
                      .distinct()
                      .map(Sql::identifier)
                      .collect(Collectors.joining(", "))));
    }
    if (!triggers().contains(trigger(XID))) {
      missing.add(rowTrigger(XID, "NEW.%s := pg_current_xact_id();".formatted(name)));
    }
    return missing;
  }

  /** An update of the row sets the marker to null again, unless it is our own marking. */
  private List<String> marker(String column) throws SQLException {
    List<String> missing = new ArrayList<>();
    String name = Sql.identifier(column);
    if (!columns.heap().containsKey(column)) {
      missing.add("ALTER TABLE %s ADD COLUMN %s timestamp".formatted(heap, name));
    }
    if (!Catalog.exists(connection, "to_regclass", index(MARKER))) {
      missing.add(
          "CREATE INDEX %s ON %s (%s) WHERE %s IS NULL"
              .formatted(indexName(MARKER), heap, name, name));
    }
    if (!triggers().contains(trigger(MARKER))) {
      missing.add(
          rowTrigger(
              MARKER,
              "IF NEW.%1$s IS NOT DISTINCT FROM OLD.%1$s THEN NEW.%1$s := NULL; END IF;"
                  .formatted(name)));
    }
    return missing;
  }

  static String trigger(String kind) {
    return "lakehouse_sync_" + kind;
  }

  private String rowTrigger(String kind, String body) {
    return """
    CREATE OR REPLACE FUNCTION %1$s.%2$s() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      %3$s
      RETURN NEW;
    END $$;
    CREATE TRIGGER %4$s BEFORE UPDATE ON %5$s
      FOR EACH ROW EXECUTE FUNCTION %1$s.%2$s()"""
        .formatted(Sql.SCHEMA, kind + "_" + oid, body, trigger(kind), heap);
  }

  /** The rows that are there enter the queue in the transaction that creates the triggers. */
  private List<String> queue() throws SQLException {
    ChangeQueue queue = new ChangeQueue(oid);
    if (Catalog.exists(connection, "to_regclass", queue.sql())) {
      return List.of();
    }
    List<String> key = columns.key(table);
    String list = Sql.columns(key);
    String queued = Sql.columns(ChangeQueue.columns(key));
    String definitions =
        IntStream.range(0, key.size())
            .mapToObj(
                i ->
                    "  %s %s"
                        .formatted(
                            Sql.identifier(ChangeQueue.columns(key).get(i)),
                            columns.heapType(key.get(i))))
            .collect(Collectors.joining(",\n"));
    return List.of(
        """
        CREATE TABLE %s (
          position  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          truncated boolean NOT NULL DEFAULT false,
        %s
        )"""
            .formatted(queue.sql(), definitions),
        """
        CREATE OR REPLACE FUNCTION %1$s.%2$s() RETURNS trigger LANGUAGE plpgsql
          SECURITY DEFINER SET search_path = pg_catalog AS $$
        BEGIN
          IF TG_OP = 'TRUNCATE' THEN
            INSERT INTO %3$s (truncated) VALUES (true);
          ELSIF TG_OP = 'INSERT' THEN
            INSERT INTO %3$s (%5$s) SELECT %4$s FROM new_rows;
          ELSIF TG_OP = 'DELETE' THEN
            INSERT INTO %3$s (%5$s) SELECT %4$s FROM old_rows;
          ELSE
            INSERT INTO %3$s (%5$s) SELECT %4$s FROM old_rows UNION SELECT %4$s FROM new_rows;
          END IF;
          RETURN NULL;
        END $$"""
            .formatted(Sql.SCHEMA, queue.name(), queue.sql(), list, queued),
        statementTrigger("insert", "AFTER INSERT", "REFERENCING NEW TABLE AS new_rows", queue),
        statementTrigger(
            "update",
            "AFTER UPDATE",
            "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
            queue),
        statementTrigger("delete", "AFTER DELETE", "REFERENCING OLD TABLE AS old_rows", queue),
        statementTrigger("truncate", "AFTER TRUNCATE", "", queue),
        fillQueue());
  }

  private String statementTrigger(String name, String event, String tables, ChangeQueue queue) {
    return "CREATE TRIGGER %s %s ON %s %s FOR EACH STATEMENT EXECUTE FUNCTION %s.%s()"
        .formatted(trigger(name), event, heap, tables, Sql.SCHEMA, queue.name());
  }

  private List<String> triggers() throws SQLException {
    Optional<String> names =
        Catalog.value(
            connection,
            "SELECT string_agg(tgname, ',') FROM pg_trigger"
                + " WHERE tgrelid = ?::oid AND tgname LIKE 'lakehouse\\_sync\\_%'",
            oid);
    return names.map(list -> List.of(list.split(","))).orElse(List.of());
  }

  private String indexName(String kind) {
    return "sync_%s_%s".formatted(kind, oid);
  }

  /** In the heap table's schema, as PostgreSQL wants it. */
  private String index(String kind) {
    return Sql.table(new TableName(table.source().schema(), indexName(kind)));
  }
}
