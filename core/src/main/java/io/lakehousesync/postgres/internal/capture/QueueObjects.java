package io.lakehousesync.postgres.internal.capture;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.capture.OwnTrigger.Fires;
import io.lakehousesync.postgres.internal.schema.Column;
import io.lakehousesync.postgres.internal.schema.HeapTriggers.Trigger;
import io.lakehousesync.postgres.internal.schema.TableColumns;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.postgres.report.SetupStatement;
import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The SQL of a table's change queue: a table, and the triggers that write to it.
 *
 * <p>The queue holds keys as text. Therefore, if the type of a key column changes, the
 * application's writes do not fail. The function of the triggers runs with the rights of the role
 * that created it, so that writers need no rights on the queue. Such a function must not evaluate
 * anything that the owner of the heap table can define, for example a cast. Therefore the function
 * uses {@code concat}. To convert a value to text, {@code concat} calls the output function of the
 * value's type, and looks up no cast.
 */
public record QueueObjects(SyncTable table, TableColumns columns) {
  private static final String TABLE =
      """
      CREATE TABLE {queue} (
        position  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        truncated boolean NOT NULL DEFAULT false,
        {key}
      )""";

  /** The function for each changed row, and for TRUNCATE. */
  private static final String BODY =
      """

      -- {styles}
      BEGIN
        IF TG_OP = 'TRUNCATE' THEN
          INSERT INTO {queue} (truncated) VALUES (true);
        ELSIF TG_OP = 'INSERT' THEN
          INSERT INTO {queue} ({queued}) VALUES ({newKey});
        ELSIF TG_OP = 'DELETE' THEN
          INSERT INTO {queue} ({queued}) VALUES ({oldKey});
        ELSE
          INSERT INTO {queue} ({queued}) SELECT {oldKey} UNION SELECT {newKey};
        END IF;
        RETURN NULL;
      END
      """;

  /**
   * The function for all rows of a statement.
   *
   * <p>PL/pgSQL has variables, which could have the same names as columns of the key. Here, columns
   * win, and they are not qualified: for a column that does not exist, {@code r.to_json} would call
   * the function to_json, and with it a cast of the table's owner, with the rights of the role that
   * owns this function.
   */
  private static final String STATEMENT_BODY =
      """

      -- {styles}
      #variable_conflict use_column
      BEGIN
        IF TG_OP = 'INSERT' THEN
          INSERT INTO {queue} ({queued}) SELECT {rowKey} FROM new_rows AS r;
        ELSIF TG_OP = 'DELETE' THEN
          INSERT INTO {queue} ({queued}) SELECT {rowKey} FROM old_rows AS r;
        ELSE
          INSERT INTO {queue} ({queued})
          SELECT {rowKey} FROM old_rows AS r UNION SELECT {rowKey} FROM new_rows AS r;
        END IF;
        RETURN NULL;
      END
      """;

  /**
   * Revokes EXECUTE from PUBLIC. Otherwise any role could write to the queue: the role could create
   * a table with a trigger that calls the function.
   *
   * <p>In a trigger without transition tables, {@code new_rows} could also be a temporary view of
   * this role, whose functions would have the rights of the function's owner. Therefore no other
   * role may ever execute the function for statements. The function for rows may be executed by the
   * owner of a partitioned table. A trigger that this owner creates keeps calling the function,
   * even if the privilege is revoked. Therefore these are two functions, and the function for rows
   * reads no relation in each of its versions.
   */
  private static final String FUNCTION =
      """
      CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql
        SECURITY DEFINER SET search_path = pg_catalog, pg_temp{styles} AS {body};
      REVOKE ALL ON FUNCTION {function}() FROM PUBLIC{grant}""";

  private static final String STATEMENT_TRIGGER =
      "CREATE OR REPLACE TRIGGER {trigger} AFTER {event} ON {heap} {tables}"
          + " FOR EACH STATEMENT EXECUTE FUNCTION {function}()";

  private static final String ROW_TRIGGER =
      "CREATE OR REPLACE TRIGGER {trigger} AFTER INSERT OR UPDATE OR DELETE ON {heap}"
          + " FOR EACH ROW EXECUTE FUNCTION {queue}()";

  /**
   * The settings that decide how a value is written as text. With these values, PostgreSQL reads
   * the text in the same way in each session, whatever the settings of that session are.
   */
  private static final List<String> STYLES =
      List.of(
          "DateStyle = 'ISO, YMD'",
          "IntervalStyle = 'postgres'",
          "TimeZone = 'UTC'",
          "extra_float_digits = 1",
          "bytea_output = 'hex'");

  /**
   * Types whose text does not depend on these settings. If the key has another type, the function
   * gets these settings, although they cost time at each call.
   */
  private static final Set<String> PLAIN =
      Set.of("smallint", "integer", "bigint", "text", "uuid", "boolean", "numeric", "character");

  private static final String QUEUE_COLUMNS =
      """
      SELECT attname || ' ' || format_type(atttypid, atttypmod) FROM pg_attribute
      WHERE attrelid = to_regclass(?) AND attname ~ '^k[0-9]+$' AND NOT attisdropped
      ORDER BY attnum
      """;

  private static final List<String> STATEMENT_EVENTS = List.of("insert", "update", "delete");

  private static final String TRUNCATE_TRIGGER = HeapObjects.trigger("truncate");
  private static final String ROW_LEVEL_TRIGGER = HeapObjects.trigger("queue");

  /** The names of all triggers. */
  public static final List<String> TRIGGERS =
      Stream.concat(
              STATEMENT_EVENTS.stream().map(HeapObjects::trigger),
              Stream.of(TRUNCATE_TRIGGER, ROW_LEVEL_TRIGGER))
          .toList();

  /**
   * Returns the triggers that the heap table needs. Statement-level triggers cost less for many
   * rows. But they do not fire if a statement names a partition, and they do not fire in the
   * workers of a subscription. Row-level triggers fire in both cases.
   */
  public List<OwnTrigger> triggers() {
    List<OwnTrigger> triggers = new ArrayList<>();
    if (!columns.ownTriggers().byRow()) {
      for (String event : STATEMENT_EVENTS) {
        triggers.add(
            statementTrigger(HeapObjects.trigger(event), event, Fires.IN_ORDINARY_SESSIONS));
      }
    }
    triggers.add(statementTrigger(TRUNCATE_TRIGGER, "truncate", Fires.ALWAYS));
    triggers.add(
        new OwnTrigger(
            ROW_LEVEL_TRIGGER,
            columns.ownTriggers().byRow() ? Fires.ALWAYS : Fires.IN_REPLICA_SESSIONS,
            SqlTemplate.of(ROW_TRIGGER)
                .with("trigger", ROW_LEVEL_TRIGGER)
                .with("heap", heap())
                .with("queue", queue())
                .sql()));
    return triggers;
  }

  private OwnTrigger statementTrigger(String trigger, String event, Fires fires) {
    String tables =
        switch (event) {
          case "insert" -> "REFERENCING NEW TABLE AS new_rows";
          case "update" -> "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows";
          case "delete" -> "REFERENCING OLD TABLE AS old_rows";
          default -> "";
        };
    return new OwnTrigger(
        trigger,
        fires,
        SqlTemplate.of(STATEMENT_TRIGGER)
            .with("trigger", trigger)
            .with("event", event.toUpperCase(Locale.ROOT))
            .with("heap", heap())
            .with("tables", tables)
            .with("function", function(trigger))
            .sql());
  }

  /** Returns whether each existing trigger calls its function for the present key. */
  public boolean hasFunctions() {
    return TRIGGERS.stream()
        .allMatch(
            name ->
                columns.ownTriggers().find(name).map(Trigger::function).stream()
                    .allMatch(body(name)::equals));
  }

  /** Returns whether each function that the heap table needs is called by one of the triggers. */
  private boolean callsAllFunctions() {
    return triggers().stream()
        .map(trigger -> body(trigger.name()))
        .allMatch(columns.ownTriggers()::call);
  }

  /**
   * Returns the statements that create what is missing. If the Iceberg table is empty, the first
   * copy queues the keys of all rows. In the following cases the next copy replaces all rows, as
   * after a TRUNCATE:
   *
   * <ul>
   *   <li>a trigger was missing or disabled, or stored the columns of another key. Then changes may
   *       have been lost;
   *   <li>the queue is new, but the Iceberg table has rows. Some of these rows may have been
   *       deleted from the heap table meanwhile.
   * </ul>
   */
  public List<SetupStatement> missing(Connection connection) throws SQLException {
    List<SetupStatement> missing = new ArrayList<>();
    boolean queued = Queries.exists(connection, "to_regclass", queue());
    boolean outdated = !hasFunctions() || !callsAllFunctions();
    if (!queued) {
      missing.add(new SetupStatement(titled("queue " + queue()), queueTable()));
    } else if (outdated) {
      alteredQueue(connection).ifPresent(missing::add);
    }
    if (!queued || outdated) {
      missing.addAll(createFunctions());
    }
    for (OwnTrigger trigger : triggers()) {
      if (!queued || outdated || !trigger.isMet(columns)) {
        missing.add(trigger.setup(table));
      }
    }
    missing.addAll(superfluous());
    if (!missing.isEmpty() && (queued || icebergHasRows(connection))) {
      missing.add(
          new SetupStatement(
              titled("queued replacement of all rows"),
              "INSERT INTO %s (truncated) VALUES (true)".formatted(queue())));
    }
    if (queued
        && !outdated
        && columns.ownTriggers().byRow()
        && !columns.ownTriggers().ownerMayExecute()) {
      missing.add(grant());
    }
    return missing;
  }

  /**
   * Returns the statements that create the functions, or replace the functions of an earlier
   * version.
   */
  public List<SetupStatement> createFunctions() {
    SetupStatement ofRows =
        createFunction(
            queue(), rowBody(), columns.ownTriggers().byRow() ? ";\n" + grant().sql() : "");
    return columns.ownTriggers().byRow()
        ? List.of(ofRows)
        : List.of(ofRows, createFunction(statementFunction(), statementBody(), ""));
  }

  private SetupStatement createFunction(String function, String body, String grant) {
    return new SetupStatement(
        titled("function " + function),
        SqlTemplate.of(FUNCTION)
            .with("function", function)
            .with(
                "styles",
                styles().stream().map(style -> "\n  SET " + style).collect(Collectors.joining()))
            .with("body", Sql.dollarQuoted(body))
            .with("grant", grant)
            .sql());
  }

  /** Returns the statement that lets the owner of the heap table create and attach partitions. */
  public SetupStatement grant() {
    return new SetupStatement(
        titled("privilege on " + queue()),
        "GRANT EXECUTE ON FUNCTION %s() TO %s"
            .formatted(queue(), Sql.identifier(columns.ownTriggers().owner())));
  }

  /**
   * Returns the statements that drop superfluous triggers. If an ordinary table has become a
   * partition, its earlier triggers would queue some keys twice.
   */
  private List<SetupStatement> superfluous() {
    List<String> needed = triggers().stream().map(OwnTrigger::name).toList();
    return TRIGGERS.stream()
        .filter(name -> !needed.contains(name) && columns.ownTriggers().find(name).isPresent())
        .map(
            name ->
                new SetupStatement(
                    titled("trigger " + name), "DROP TRIGGER %s ON %s".formatted(name, heap())))
        .toList();
  }

  /** Returns the statement that changes the columns of the queue to those of the present key. */
  private Optional<SetupStatement> alteredQueue(Connection connection) throws SQLException {
    List<String> needed = ChangeQueue.columns(key());
    List<String> actions = new ArrayList<>();
    List<String> found = new ArrayList<>();
    for (String column : Queries.values(connection, QUEUE_COLUMNS, queue())) {
      String name = column.substring(0, column.indexOf(' '));
      found.add(name);
      if (!needed.contains(name)) {
        actions.add("DROP COLUMN " + name);
      } else if (!column.endsWith(" text")) {
        actions.add("ALTER COLUMN %1$s TYPE text USING concat(%1$s)".formatted(name));
      }
    }
    needed.stream()
        .filter(name -> !found.contains(name))
        .forEach(name -> actions.add("ADD COLUMN %s text".formatted(name)));
    // The queued keys are not needed, because the next copy replaces all rows. They may have the
    // columns of an earlier key.
    return Optional.of(
        new SetupStatement(
            titled("columns of " + queue()),
            actions.isEmpty()
                ? "TRUNCATE " + queue()
                : "TRUNCATE %1$s;\nALTER TABLE %1$s %2$s"
                    .formatted(queue(), String.join(", ", actions))));
  }

  private boolean icebergHasRows(Connection connection) throws SQLException {
    return !columns.iceberg().isEmpty() && Queries.hasRows(connection, table.target());
  }

  /**
   * Returns the SQL that puts the keys of rows into the queue.
   *
   * @param condition which rows of the heap table {@code r} to queue, as SQL
   */
  public String fill(String condition) {
    return styles().stream()
            .map(style -> "SET LOCAL %s;\n".formatted(style))
            .collect(Collectors.joining())
        + SqlTemplate.of(
                "INSERT INTO {queue} ({queued}) SELECT {key} FROM {heap} AS r WHERE {condition}")
            .with("queue", queue())
            .with("queued", queued())
            .with("key", keyOf(""))
            .with("heap", heap())
            .with("condition", condition)
            .sql();
  }

  private String queueTable() {
    String definitions =
        ChangeQueue.columns(key()).stream()
            .map("%s text"::formatted)
            .collect(Collectors.joining(",\n  "));
    return SqlTemplate.of(TABLE).with("queue", queue()).with("key", definitions).sql();
  }

  private String function(String trigger) {
    return isForStatements(trigger) ? statementFunction() : queue();
  }

  private String body(String trigger) {
    return isForStatements(trigger) ? statementBody() : rowBody();
  }

  private static boolean isForStatements(String trigger) {
    return STATEMENT_EVENTS.stream().map(HeapObjects::trigger).anyMatch(trigger::equals);
  }

  private String rowBody() {
    return of(BODY).with("newKey", keyOf("NEW.")).with("oldKey", keyOf("OLD.")).sql();
  }

  private String statementBody() {
    return of(STATEMENT_BODY).with("rowKey", keyOf("")).sql();
  }

  private SqlTemplate of(String body) {
    return SqlTemplate.of(body)
        .with("styles", styles().isEmpty() ? "in any style" : "in the styles of this function")
        .with("queue", queue())
        .with("queued", queued());
  }

  private List<String> styles() {
    boolean plain =
        key().stream()
            .map(name -> Objects.requireNonNull(columns.heap().get(name), name))
            .map(Column::icebergType)
            .map(type -> type.replaceAll("\\(.*", ""))
            .allMatch(PLAIN::contains);
    return plain ? List.of() : STYLES;
  }

  /** With the collation of the column, UNION could treat different keys as equal. */
  private String keyOf(String row) {
    return key().stream()
        .map(
            name ->
                "pg_catalog.concat(%s%s) COLLATE pg_catalog.\"C\""
                    .formatted(row, Sql.identifier(name)))
        .collect(Collectors.joining(", "));
  }

  private String queue() {
    return new ChangeQueue(columns.heapOid()).sql();
  }

  private String statementFunction() {
    return "%s.queue_statement_%s".formatted(Sql.SCHEMA, columns.heapOid());
  }

  private List<String> key() {
    return columns.key(table);
  }

  private String queued() {
    return String.join(", ", ChangeQueue.columns(key()));
  }

  private String heap() {
    return Sql.table(table.source());
  }

  private String titled(String what) {
    return "%s of %s".formatted(what, table.source());
  }
}
