package io.lakehousesync.postgres.internal.capture;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.schema.CaptureObjects;
import io.lakehousesync.postgres.internal.schema.TableColumns;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.postgres.report.SetupStatement;
import io.lakehousesync.table.ChangeTracking.Kind;
import io.lakehousesync.table.SyncTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The functions of a heap table that is tracked by transaction id, and the table of tombstones.
 *
 * <ul>
 *   <li>The <em>stamp</em> function sets the tracking column to the id of the writer's transaction.
 *       It is called for each row that is updated. Therefore it has no SET clause, which PostgreSQL
 *       would apply at each call, and qualifies the one name that it uses.
 *   <li>The <em>removal</em> function stores the keys of deleted rows, the old keys of rows whose
 *       key has changed, and a mark for each TRUNCATE.
 *   <li>The table of <em>tombstones</em> holds what the removal function stores. Keys are stored as
 *       text, so that the table does not depend on their types.
 * </ul>
 *
 * <p>The functions run with the rights of the writer. Everyone may insert into the table of
 * tombstones. A forged tombstone deletes no row, because the copy reads the key's row in the heap
 * table again. If its text is no value of the key's type, the copies stop. The transaction id
 * cannot be forged, because it is the column's default and writers may not set it. Everyone may
 * execute the functions, because PostgreSQL checks this when another role adds a partition.
 */
record XidFunctions(SyncTable table, TableColumns columns, String column) {
  /**
   * The replica identity is for a publication of all tables: without it, PostgreSQL would refuse
   * that copies delete tombstones.
   */
  private static final String TOMBSTONES =
      """
      CREATE TABLE {tombstones} (
        truncated boolean NOT NULL DEFAULT false,
        sync_xid  xid8 NOT NULL DEFAULT pg_current_xact_id(){keys}
      );
      ALTER TABLE {tombstones} REPLICA IDENTITY FULL;
      CREATE INDEX ON {tombstones} (sync_xid);
      {rights}""";

  private static final String RIGHTS =
      """
      GRANT USAGE ON SCHEMA {schema} TO PUBLIC;
      GRANT INSERT ({insertable}) ON {tombstones} TO PUBLIC""";

  private static final String FUNCTION =
      """
      CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql{settings} AS {body};
      {right}""";

  private static final String RIGHT = "GRANT EXECUTE ON FUNCTION %s() TO PUBLIC";

  private static final String STAMP =
      """

      BEGIN
        NEW.{column} := pg_catalog.pg_current_xact_id();
        RETURN NEW;
      END
      """;

  private static final String REMOVAL =
      """

      BEGIN
        IF TG_OP = 'TRUNCATE' THEN
          INSERT INTO {tombstones} (truncated) VALUES (true);
        {deletes}
        END IF;
        RETURN NULL;
      END
      """;

  private static final String DELETES =
      """
      ELSIF TG_LEVEL = 'ROW' THEN
          INSERT INTO {tombstones} ({queued}) VALUES ({old});
        ELSE
          INSERT INTO {tombstones} ({queued}) SELECT {deleted} FROM old_rows AS o;""";

  /** Returns the name of the table of tombstones and of the removal function, qualified. */
  String tombstones() {
    return new HeapObjects(Kind.XID, table, columns).inOurSchema();
  }

  /**
   * Returns the columns of the table of tombstones for the key, in the order of the key. Each name
   * has the number of a key column. If the key gets a further column, older tombstones have null in
   * it.
   */
  List<String> keyColumns() {
    return key().stream().map(name -> "k" + columns.heapNumber(name)).toList();
  }

  /** Returns the name of the stamp function, qualified. */
  String stamp() {
    return "%s.%s_stamp_%s".formatted(Sql.SCHEMA, Kind.XID.id(), columns.heapOid());
  }

  /** Returns the statements that create what is missing, or replace what belongs to another key. */
  List<SetupStatement> missing() {
    CaptureObjects found = columns.capture();
    List<SetupStatement> missing = new ArrayList<>();
    if (found.tombstones().isEmpty()) {
      missing.add(statement("tombstones " + tombstones(), tombstonesTable()));
    } else if (!found.tombstones().containsAll(keyColumns())) {
      missing.add(statement("columns of " + tombstones(), moreColumns()));
    }
    if (!found.removal().equals(Optional.of(removalBody() + String.join("\n", settings())))) {
      missing.add(
          statement("function " + tombstones(), function(tombstones(), removalBody(), settings())));
    }
    if (!found.stamp().equals(Optional.of(stampBody()))) {
      missing.add(statement("function " + stamp(), function(stamp(), stampBody(), List.of())));
    }
    if (missing.isEmpty() && !found.writersMayUse()) {
      missing.add(
          statement(
              "rights on " + tombstones(),
              Stream.of(rights(), RIGHT.formatted(tombstones()), RIGHT.formatted(stamp()))
                  .collect(Collectors.joining(";\n"))));
    }
    return missing;
  }

  private String tombstonesTable() {
    List<String> queued = keyColumns();
    return SqlTemplate.of(TOMBSTONES)
        .with("tombstones", tombstones())
        .with(
            "keys",
            queued.stream().map(name -> ",\n  " + name + " text").collect(Collectors.joining()))
        .with("rights", rights())
        .sql();
  }

  private String rights() {
    return SqlTemplate.of(RIGHTS)
        .with("schema", Sql.SCHEMA)
        .with(
            "insertable",
            Stream.concat(Stream.of("truncated"), keyColumns().stream())
                .collect(Collectors.joining(", ")))
        .with("tombstones", tombstones())
        .sql();
  }

  /** Adds columns for a longer key. The function of the shorter key can still insert rows. */
  private String moreColumns() {
    return Stream.concat(
            keyColumns().stream()
                .filter(name -> !columns.capture().tombstones().contains(name))
                .map(name -> "ALTER TABLE %s ADD COLUMN %s text".formatted(tombstones(), name)),
            Stream.of(rights()))
        .collect(Collectors.joining(";\n"));
  }

  private static String function(String name, String body, List<String> settings) {
    return SqlTemplate.of(FUNCTION)
        .with("function", name)
        .with(
            "settings",
            settings.stream()
                .map(XidFunctions::set)
                .map("\n  "::concat)
                .collect(Collectors.joining()))
        .with("body", Sql.dollarQuoted(body))
        .with("right", RIGHT.formatted(name))
        .sql();
  }

  /**
   * Returns the settings of the removal function, as PostgreSQL's catalog writes them. The text of
   * a key may depend on settings of the session. The function fixes these settings, so that the
   * copy reads the same values in its own session.
   */
  private List<String> settings() {
    List<String> settings = new ArrayList<>(List.of("search_path=pg_catalog, pg_temp"));
    if (!key().stream().map(columns::heapType).allMatch(XidFunctions::hasOneText)) {
      settings.addAll(
          List.of(
              "DateStyle=ISO",
              "TimeZone=UTC",
              "bytea_output=hex",
              "IntervalStyle=postgres",
              "extra_float_digits=1"));
    }
    return settings;
  }

  /**
   * Returns whether the text of a value is the same with all settings. Domains are not looked up.
   */
  private static boolean hasOneText(String type) {
    return Set.of("smallint", "integer", "bigint", "uuid", "boolean", "text").contains(type)
        || type.startsWith("numeric")
        || type.startsWith("character varying");
  }

  private static String set(String setting) {
    int equal = setting.indexOf('=');
    String value = setting.substring(equal + 1);
    return "SET %s = %s"
        .formatted(setting.substring(0, equal), value.contains(",") ? value : "'" + value + "'");
  }

  private String stampBody() {
    return SqlTemplate.of(STAMP).with("column", Sql.identifier(column)).sql();
  }

  private String removalBody() {
    List<String> key = key();
    return SqlTemplate.of(REMOVAL)
        .with("tombstones", tombstones())
        .with(
            "deletes",
            key.isEmpty()
                ? ""
                : SqlTemplate.of(DELETES)
                    .with("tombstones", tombstones())
                    .with("queued", String.join(", ", keyColumns()))
                    .with("old", asText("OLD", key))
                    .with("deleted", asText("o", key))
                    .sql())
        .sql();
  }

  private static String asText(String row, List<String> key) {
    return key.stream()
        .map(name -> "%s.%s::text".formatted(row, Sql.identifier(name)))
        .collect(Collectors.joining(", "));
  }

  private List<String> key() {
    return columns.key(table);
  }

  private SetupStatement statement(String what, String sql) {
    return new HeapObjects(Kind.XID, table, columns).statement(what, sql);
  }
}
