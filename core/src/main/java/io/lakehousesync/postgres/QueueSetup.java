package io.lakehousesync.postgres;

import io.lakehousesync.SyncTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The set-up of a table's change queue: a table, and the triggers that write to it. */
record QueueSetup(SyncTable table, TableColumns columns, ChangeQueue queue) {
  /** The rows that are there enter the queue in the transaction that creates the triggers. */
  List<SetupStatement> missing(Connection connection) throws SQLException {
    if (Catalog.exists(connection, "to_regclass", queue.sql())) {
      return List.of();
    }
    return List.of(
        new SetupStatement(titled("queue " + queue.sql()), queueTable()),
        new SetupStatement(titled("function " + queue.sql()), function()),
        trigger("insert", "AFTER INSERT", "REFERENCING NEW TABLE AS new_rows"),
        trigger(
            "update", "AFTER UPDATE", "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows"),
        trigger("delete", "AFTER DELETE", "REFERENCING OLD TABLE AS old_rows"),
        trigger("truncate", "AFTER TRUNCATE", ""),
        fill());
  }

  /** Puts all rows of the heap table into the queue. */
  SetupStatement fill() {
    return new SetupStatement(
        titled("queued rows"),
        "INSERT INTO %s (%s) SELECT %s FROM %s"
            .formatted(queue.sql(), queued(), Sql.columns(key()), heap()));
  }

  private String queueTable() {
    List<String> key = key();
    String definitions =
        IntStream.range(0, key.size())
            .mapToObj(
                i ->
                    "  %s %s"
                        .formatted(
                            Sql.identifier(ChangeQueue.columns(key).get(i)),
                            columns.heapType(key.get(i))))
            .collect(Collectors.joining(",\n"));
    return """
    CREATE TABLE %s (
      position  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      truncated boolean NOT NULL DEFAULT false,
    %s
    )"""
        .formatted(queue.sql(), definitions);
  }

  private String function() {
    return """
    CREATE OR REPLACE FUNCTION %1$s() RETURNS trigger LANGUAGE plpgsql
      SECURITY DEFINER SET search_path = pg_catalog AS $$
    BEGIN
      IF TG_OP = 'TRUNCATE' THEN
        INSERT INTO %1$s (truncated) VALUES (true);
      ELSIF TG_OP = 'INSERT' THEN
        INSERT INTO %1$s (%3$s) SELECT %2$s FROM new_rows;
      ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO %1$s (%3$s) SELECT %2$s FROM old_rows;
      ELSE
        INSERT INTO %1$s (%3$s) SELECT %2$s FROM old_rows UNION SELECT %2$s FROM new_rows;
      END IF;
      RETURN NULL;
    END $$"""
        .formatted(queue.sql(), Sql.columns(key()), queued());
  }

  private SetupStatement trigger(String name, String event, String tables) {
    String trigger = TableSetup.trigger(name);
    return new SetupStatement(
        titled("trigger " + trigger),
        "CREATE TRIGGER %s %s ON %s %s FOR EACH STATEMENT EXECUTE FUNCTION %s()"
            .formatted(trigger, event, heap(), tables, queue.sql()));
  }

  private List<String> key() {
    return columns.key(table);
  }

  private String queued() {
    return Sql.columns(ChangeQueue.columns(key()));
  }

  private String heap() {
    return Sql.table(table.source());
  }

  private String titled(String what) {
    return "%s of %s".formatted(what, table.source());
  }
}
