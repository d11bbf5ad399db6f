package io.lakehousesync.postgres.internal.capture;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.schema.CaptureObjects;
import io.lakehousesync.postgres.internal.schema.TableColumns;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.postgres.report.SetupStatement;
import io.lakehousesync.postgres.report.SetupStatement.Blocks;
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
 *       PostgreSQL calls it for each row that is updated. Therefore it has no SET clause, which
 *       would cost time at each call. It needs no search_path, because it qualifies the one name
 *       that it uses.
 *   <li>The <em>removal</em> function stores the keys of deleted rows, the old keys of rows whose
 *       key has changed, and a mark for each TRUNCATE.
 *   <li>The table of <em>tombstones</em> holds what the removal function stores. It stores keys as
 *       text, so that it does not depend on the types of the key columns.
 * </ul>
 *
 * <p>The functions run with the rights of the writer. Everyone may insert into the table of
 * tombstones. A forged tombstone deletes no row, because the copy inserts the heap row with this
 * key again. A copy also sees that a TRUNCATE did not happen. But if the forged text is not a value
 * of the key's type, the copies stop. Writers cannot forge the transaction id of a tombstone: a
 * default sets it, and writers have no privilege to set this column. Everyone may execute the
 * functions, because PostgreSQL requires this privilege of each role that adds a partition.
 */
record XidFunctions(SyncTable table, TableColumns columns, String column) {
  /**
   * If a publication contains all tables, PostgreSQL refuses to delete rows of a table without a
   * replica identity. Therefore the table of tombstones has a replica identity.
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

  /**
   * A running statement may have called an earlier version of the removal function. The lock waits
   * for such statements, as CREATE TRIGGER does. If it were not the first lock, there could be a
   * deadlock with writers.
   */
  private static final String ALTER =
      """

      BEGIN
        LOCK TABLE {heap} IN SHARE ROW EXCLUSIVE MODE;
        ALTER TABLE {tombstones} {actions};
      END
      """;

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

  /**
   * Returns the qualified name of the table of tombstones. The removal function has the same name.
   */
  String tombstones() {
    return new HeapObjects(Kind.XID, table, columns).inOurSchema();
  }

  /**
   * Returns the columns of the table of tombstones for the key, in the order of the key. Each name
   * contains the number of a key column of the heap table. If the key gets a further column, this
   * column is null in older tombstones.
   */
  List<String> keyColumns() {
    return key().stream().map(name -> "k" + columns.heapNumber(name)).toList();
  }

  /** Returns the name of the stamp function, qualified. */
  String stamp() {
    return "%s.%s_stamp_%s".formatted(Sql.SCHEMA, Kind.XID.id(), columns.heapOid());
  }

  /**
   * Returns the statements that create missing objects, or change objects that were made for an
   * earlier key.
   */
  List<SetupStatement> missing() {
    CaptureObjects found = columns.capture();
    boolean otherKey = !found.requiredKey().equals(Set.copyOf(keyColumns()));
    List<SetupStatement> missing = new ArrayList<>();
    if (found.tombstones().isEmpty()) {
      missing.add(statement("tombstones " + tombstones(), tombstonesTable()));
    } else if (!found.tombstones().containsAll(keyColumns())
        || (otherKey && !found.requiredKey().isEmpty())) {
      missing.add(statement("columns of " + tombstones(), otherColumns()).blocking(Blocks.WRITERS));
    }
    if (!found.removal().equals(Optional.of(removalBody() + String.join("\n", settings())))) {
      missing.add(
          statement("function " + tombstones(), function(tombstones(), removalBody(), settings())));
    }
    if (!found.tombstones().isEmpty() && otherKey && !key().isEmpty()) {
      missing.add(
          statement(
                  "constraint of " + tombstones(),
                  altered(Stream.of("ADD %s NOT VALID".formatted(keyIsKnown()))))
              .blocking(Blocks.WRITERS));
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
            Stream.concat(
                    queued.stream().map(name -> name + " text"),
                    queued.isEmpty() ? Stream.empty() : Stream.of(keyIsKnown()))
                .map(",\n  "::concat)
                .collect(Collectors.joining()))
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

  /**
   * Adds columns for another key. Until the removal function is replaced, it still inserts the
   * earlier key.
   */
  private String otherColumns() {
    Stream<String> more =
        keyColumns().stream()
            .filter(name -> !columns.capture().tombstones().contains(name))
            .map("ADD COLUMN %s text"::formatted);
    return altered(
            Stream.concat(
                Stream.of("DROP CONSTRAINT IF EXISTS " + CaptureObjects.KEY_IS_KNOWN), more))
        + ";\n"
        + rights();
  }

  /** Returns the constraint that refuses tombstones without a key. */
  private String keyIsKnown() {
    return keyColumns().stream()
        .map("%s IS NOT NULL"::formatted)
        .collect(
            Collectors.joining(
                " AND ",
                "CONSTRAINT %s CHECK (truncated OR ".formatted(CaptureObjects.KEY_IS_KNOWN),
                ")"));
  }

  private String altered(Stream<String> actions) {
    return "DO "
        + Sql.dollarQuoted(
            SqlTemplate.of(ALTER)
                .with("heap", Sql.table(table.source()))
                .with("tombstones", tombstones())
                .with("actions", actions.collect(Collectors.joining(", ")))
                .sql());
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
   * Returns the settings of the removal function, as the system catalog writes them. The text of a
   * key may depend on settings of the session. The function fixes these settings, so that the copy
   * reads the same values in its own session.
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
   * Returns whether each value of the type has the same text with all settings of a session.
   * Returns false for each domain.
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

  private String asText(String row, List<String> key) {
    return key.stream()
        .map(name -> columns.text(name, "%s.%s".formatted(row, Sql.identifier(name))))
        .collect(Collectors.joining(", "));
  }

  private List<String> key() {
    return columns.key(table);
  }

  private SetupStatement statement(String what, String sql) {
    return new HeapObjects(Kind.XID, table, columns).statement(what, sql);
  }
}
