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
import java.util.stream.Stream;

/**
 * The set-up of one table, compared with what the database holds. Our objects on a heap table are
 * named after its oid, which needs no quoting and is never too long, and after the kind of
 * tracking: a table that changes its kind gets what the new one needs.
 */
final class TableSetup {
  static final String XID = "xid";
  static final String MARKER = "marker";

  private final Connection connection;
  private final SyncTable table;
  private final TableColumns columns;
  private final String heap;
  private final String oid;

  private TableSetup(Connection connection, SyncTable table, TableColumns columns) {
    this.connection = connection;
    this.table = table;
    this.columns = columns;
    this.heap = Sql.table(table.source());
    this.oid = columns.heapOid();
  }

  /**
   * Reads the table.
   *
   * @throws NotAppliedException if the heap table does not exist
   */
  static TableSetup read(Connection connection, SyncTable table) throws SQLException {
    TableColumns columns = TableColumns.read(connection, table);
    if (columns.heap().isEmpty()) {
      throw new NotAppliedException(
          Retry.POINTLESS,
          "Heap table %s does not exist. Nothing was changed. Check its name."
              .formatted(table.source()),
          null);
    }
    return new TableSetup(connection, table, columns);
  }

  /** What is missing, or why it cannot be made. */
  static SetupCheck check(Connection connection, SyncTable table) throws SQLException {
    TableColumns columns = TableColumns.read(connection, table);
    List<String> problems = new ArrayList<>(columns.heapProblems(table));
    if (!columns.heap().isEmpty()) {
      problems.addAll(new TableSetup(connection, table, columns).obstacles());
    }
    if (!problems.isEmpty()) {
      return new SetupCheck(Optional.of(table), List.of(), Optional.of(String.join(" ", problems)));
    }
    return new SetupCheck(
        Optional.of(table), new TableSetup(connection, table, columns).missing(), Optional.empty());
  }

  /** What no set-up can help: rows go nowhere but into Iceberg tables. */
  private List<String> obstacles() throws SQLException {
    List<String> obstacles =
        new ArrayList<>(Tracker.of(table.tracking()).obstacles(table, columns));
    if (!columns.iceberg().isEmpty() && !Catalog.isIceberg(connection, table.target())) {
      obstacles.add(
          "%s is not an Iceberg table. Rename it, or name another target."
              .formatted(table.target()));
    }
    return obstacles;
  }

  /**
   * The statements that are missing.
   *
   * @throws NotAppliedException if the tracking cannot work: a trigger that writes to a column of
   *     another type would make the application's updates fail
   */
  List<SetupStatement> missing() throws SQLException {
    Problems.stop("Set-up of " + table, obstacles());
    List<SetupStatement> missing = new ArrayList<>();
    if (columns.iceberg().isEmpty()) {
      missing.add(new SetupStatement("Iceberg table " + table.target(), icebergTable()));
    }
    ChangeTracking tracking = table.tracking();
    if (tracking instanceof ChangeTracking.Xid xid) {
      missing.addAll(xid(xid.column()));
    } else if (tracking instanceof ChangeTracking.Marker marker) {
      missing.addAll(marker(marker.column()));
    } else if (tracking instanceof ChangeTracking.Queue) {
      missing.addAll(queue().missing(connection));
    }
    return missing;
  }

  /**
   * The statements after which the next copy begins with all rows.
   *
   * @throws NotAppliedException if there is no Iceberg table to empty, the heap table lacks
   *     columns, or the tracking cannot work
   */
  List<SetupStatement> newBaseline() throws SQLException {
    Problems.stop("New baseline of " + table, columns.problems(table));
    Problems.stop("New baseline of " + table, obstacles());
    List<SetupStatement> statements = new ArrayList<>();
    statements.add(
        new SetupStatement(
            "checkpoint of " + table.target(),
            "DELETE FROM %s WHERE target = %s"
                .formatted(Checkpoints.TABLE, Sql.literal(table.target().toString()))));
    statements.add(
        new SetupStatement(
            "rows of " + table.target(), "DELETE FROM " + Sql.table(table.target())));
    if (table.tracking() instanceof ChangeTracking.Marker marker) {
      String name = Sql.identifier(marker.column());
      statements.add(
          ofHeap(
              "marks", "UPDATE %s SET %s = NULL WHERE %s IS NOT NULL".formatted(heap, name, name)));
    } else if (table.tracking() instanceof ChangeTracking.Queue) {
      statements.add(queue().fill());
    }
    return statements;
  }

  private SetupStatement ofHeap(String what, String sql) {
    return new SetupStatement("%s of %s".formatted(what, table.source()), sql);
  }

  private QueueSetup queue() {
    return new QueueSetup(table, columns, new ChangeQueue(oid));
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
  private List<SetupStatement> xid(String column) throws SQLException {
    List<SetupStatement> missing = new ArrayList<>();
    String name = Sql.identifier(column);
    if (!columns.heap().containsKey(column)) {
      missing.add(
          ofHeap(
              "column " + column,
              "ALTER TABLE %s ADD COLUMN %s xid8 NOT NULL DEFAULT pg_current_xact_id()"
                  .formatted(heap, name)));
    }
    if (!Catalog.exists(connection, "to_regclass", index(XID))) {
      String indexed =
          Stream.concat(Stream.of(column), columns.key(table).stream())
              .distinct()
              .map(Sql::identifier)
              .collect(Collectors.joining(", "));
      missing.add(
          ofHeap(
              "index " + indexName(XID),
              "CREATE INDEX %s ON %s (%s)".formatted(indexName(XID), heap, indexed)));
    }
    if (!columns.triggers().contains(trigger(XID))) {
      missing.add(rowTrigger(XID, "NEW.%s := pg_current_xact_id();".formatted(name)));
    }
    return missing;
  }

  /** An update of the row sets the marker to null again, unless it is our own marking. */
  private List<SetupStatement> marker(String column) throws SQLException {
    List<SetupStatement> missing = new ArrayList<>();
    String name = Sql.identifier(column);
    if (!columns.heap().containsKey(column)) {
      missing.add(
          ofHeap(
              "column " + column, "ALTER TABLE %s ADD COLUMN %s timestamp".formatted(heap, name)));
    }
    if (!Catalog.exists(connection, "to_regclass", index(MARKER))) {
      missing.add(
          ofHeap(
              "index " + indexName(MARKER),
              "CREATE INDEX %s ON %s (%s) WHERE %s IS NULL"
                  .formatted(indexName(MARKER), heap, name, name)));
    }
    if (!columns.triggers().contains(trigger(MARKER))) {
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

  private SetupStatement rowTrigger(String kind, String body) {
    return ofHeap(
        "trigger " + trigger(kind),
        """
    CREATE OR REPLACE FUNCTION %1$s.%2$s() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      %3$s
      RETURN NEW;
    END $$;
    CREATE OR REPLACE TRIGGER %4$s BEFORE UPDATE ON %5$s
      FOR EACH ROW EXECUTE FUNCTION %1$s.%2$s()"""
            .formatted(Sql.SCHEMA, kind + "_" + oid, body, trigger(kind), heap));
  }

  static String indexName(String kind, String oid) {
    return "sync_%s_%s".formatted(kind, oid);
  }

  private String indexName(String kind) {
    return indexName(kind, oid);
  }

  /** In the heap table's schema, as PostgreSQL wants it. */
  private String index(String kind) {
    return Sql.table(new TableName(table.source().schema(), indexName(kind)));
  }
}
