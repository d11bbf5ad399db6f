package io.lakehousesync.postgres.internal.capture;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.schema.HeapIndex;
import io.lakehousesync.postgres.internal.schema.TableColumns;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.postgres.report.SetupStatement;
import io.lakehousesync.postgres.report.SetupStatement.Blocks;
import io.lakehousesync.table.ChangeTracking.Kind;
import io.lakehousesync.table.SyncTable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The names and the SQL of our objects on a heap table. The names of functions, tables and indexes
 * contain the kind of tracking. Therefore, if the kind of a table changes, the table gets objects
 * with other names. The names also contain the table's oid, which needs no quotes and is never too
 * long. The teardown finds the objects by their names.
 */
public record HeapObjects(Kind kind, SyncTable table, TableColumns columns) {
  /** The prefix of the names of all our triggers. */
  public static final String TRIGGER_PREFIX = "lakehouse_sync_";

  /**
   * Returns a regular expression that matches the id of any kind of tracking in an object's name.
   */
  public static String anyKind() {
    return Arrays.stream(Kind.values()).map(Kind::id).collect(Collectors.joining("|", "(", ")"));
  }

  /** Returns the name of a trigger, which needs no quotes. */
  public static String trigger(String name) {
    return TRIGGER_PREFIX + name;
  }

  /** Returns the name of the trigger that is named after its kind. */
  public static String trigger(Kind kind) {
    return trigger(kind.id());
  }

  /** Returns the name of a kind's index. The index is in the schema of the relation. */
  public static String index(Kind kind, String relationOid) {
    return "sync_%s_%s".formatted(kind.id(), relationOid);
  }

  /** Returns the name of the kind's function or table in our schema. */
  String inOurSchema() {
    return "%s.%s_%s".formatted(Sql.SCHEMA, kind.id(), columns.heapOid());
  }

  /** Returns the statement that adds a column. */
  public SetupStatement addColumn(String column, String definition) {
    return statement(
            "column " + column,
            SqlTemplate.of("ALTER TABLE {heap} ADD COLUMN {column} {definition}")
                .with("heap", heap())
                .with("column", Sql.identifier(column))
                .with("definition", definition)
                .sql())
        .blocking(Blocks.EVERYONE);
  }

  /**
   * Returns the kind's index.
   *
   * @param condition a condition on the rows in the index, as SQL; empty for all rows
   */
  public HeapIndex index(List<String> onColumns, Optional<String> condition) {
    return new HeapIndex(columns.heapOid(), index(kind, ""), onColumns, condition);
  }

  /** Returns a statement with a title that names the heap table. */
  public SetupStatement statement(String what, String sql) {
    return new SetupStatement("%s of %s".formatted(what, table.source()), sql);
  }

  private String heap() {
    return Sql.table(table.source());
  }
}
