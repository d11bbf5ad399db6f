package io.lakehousesync.postgres;

import io.lakehousesync.SyncTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The set-up of a table's change queue: a table, and the triggers that write to it. */
record QueueSetup(SyncTable table, TableColumns columns, ChangeQueue queue) {
  /**
   * The rows that are there enter the queue in the transaction that creates the triggers. Where one
   * of these was gone or off, nobody knows what it has missed: the next copy brings all rows, as
   * after a TRUNCATE. So it does where the Iceberg table has rows of a queue before this one: those
   * that were deleted since would stay.
   */
  List<SetupStatement> missing(Connection connection) throws SQLException {
    List<SetupStatement> missing = new ArrayList<>();
    boolean queued = Catalog.exists(connection, "to_regclass", queue.sql());
    if (!queued) {
      missing.add(new SetupStatement(titled("queue " + queue.sql()), queueTable()));
      missing.add(new SetupStatement(titled("function " + queue.sql()), function()));
    }
    for (String event : ChangeQueue.EVENTS) {
      if (!queued || !columns.triggers().contains(TableSetup.trigger(event))) {
        missing.add(trigger(event));
      }
    }
    if (!queued && !icebergHasRows(connection)) {
      missing.add(fill());
    } else if (!missing.isEmpty()) {
      missing.add(
          new SetupStatement(
              titled("queued replacement of all rows"),
              "INSERT INTO %s (truncated) VALUES (true)".formatted(queue.sql())));
    }
    return missing;
  }

  private boolean icebergHasRows(Connection connection) throws SQLException {
    return !columns.iceberg().isEmpty() && Catalog.hasRows(connection, table.target());
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

  /** Replaces one that is off, or that calls the function of a table before a restore. */
  private SetupStatement trigger(String event) {
    String trigger = TableSetup.trigger(event);
    String tables =
        switch (event) {
          case "insert" -> "REFERENCING NEW TABLE AS new_rows";
          case "update" -> "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows";
          case "delete" -> "REFERENCING OLD TABLE AS old_rows";
          default -> "";
        };
    return new SetupStatement(
        titled("trigger " + trigger),
        "CREATE OR REPLACE TRIGGER %s AFTER %s ON %s %s FOR EACH STATEMENT EXECUTE FUNCTION %s()"
            .formatted(trigger, event.toUpperCase(Locale.ROOT), heap(), tables, queue.sql()));
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
