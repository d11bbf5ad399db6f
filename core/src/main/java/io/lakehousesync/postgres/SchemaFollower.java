package io.lakehousesync.postgres;

import io.lakehousesync.SyncTable;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets an Iceberg table follow the columns of its heap table, in the transaction of a copy and
 * before its rows.
 *
 * <p>A column that was added with a constant default has a value in rows that were copied long ago.
 * These get it by an UPDATE and not by Iceberg's own defaults, which readers of the format's
 * version 2 ignore. Where their values are not one constant, the copy stops rather than leave
 * nulls.
 */
record SchemaFollower(CopyTask task, Tracker tracker) {
  private static final Logger LOG = LoggerFactory.getLogger(SchemaFollower.class);

  /** What a column holds in rows that were there before it, of the table and its partitions. */
  private static final String DEFAULTS =
      """
      SELECT DISTINCT (attmissingval::text::text[])[1]
      FROM pg_attribute
      WHERE atthasmissing
        AND attname = %1$s
        AND (attrelid = %2$s OR attrelid IN (SELECT relid FROM pg_partition_tree(%2$s)))
      """;

  /** Returns the columns as they are then. */
  TableColumns follow() throws SQLException {
    SyncTable table = task.table();
    List<ColumnLink> links = ColumnLinks.load(task.connection(), table);
    SchemaDrift drift = SchemaDrift.between(table, task.columns(), links, tracker.ownColumns());
    Problems.stop(table, drift.problems());
    TableColumns columns = task.columns();
    if (!drift.statements().isEmpty()) {
      List<String> statements = new ArrayList<>(drift.statements());
      statements.addAll(fill(drift.added()));
      for (String sql : statements) {
        LOG.info("{}: the Iceberg table follows its heap table: {}", table, sql);
        execute(sql);
      }
      columns = TableColumns.read(task.connection(), table);
    }
    List<ColumnLink> linked = columns.links(links);
    if (!linked.equals(links)) {
      ColumnLinks.save(task.connection(), table, linked);
    }
    return columns;
  }

  /** Gives rows that were copied before what the heap table has in them. */
  private List<String> fill(List<Column> added) throws SQLException {
    Optional<String> copied = added.isEmpty() ? Optional.empty() : tracker.copied(task);
    if (copied.isEmpty()) {
      return List.of();
    }
    List<String> updates = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (Column column : added) {
      String name = Sql.identifier(column.name());
      List<String> constants = constants(column);
      String value = constants.size() == 1 ? Sql.literal(constants.get(0)) : "NULL";
      if (differs(copied.get(), name, value)) {
        problems.add(
            ("Column %s of %s is new in Iceberg table %s, and rows that were copied before have"
                    + " values in it, which the tracking does not bring. Make a new"
                    + " baseline (PgLakeSetup.newBaseline), which copies all rows again; or add the"
                    + " column to the Iceberg table yourself, and leave it empty in these rows.")
                .formatted(name, task.table().source(), task.table().target()));
      } else if (constants.size() == 1) {
        updates.add(
            "UPDATE %s SET %s = CAST(%s AS %s)"
                .formatted(Sql.table(task.table().target()), name, value, column.icebergType()));
      }
    }
    Problems.stop(task.table(), problems);
    return updates;
  }

  private List<String> constants(Column column) throws SQLException {
    return Query.strings(
        task, DEFAULTS.formatted(Sql.literal(column.name()), task.columns().heapOid()));
  }

  /** As text, for not every type can be compared. */
  private boolean differs(String copied, String name, String value) throws SQLException {
    return !Query.strings(
            task,
            "SELECT 'yes' FROM %s AS r WHERE (%s) AND r.%s::text IS DISTINCT FROM %s LIMIT 1"
                .formatted(Sql.table(task.table().source()), copied, name, value))
        .isEmpty();
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = task.connection().createStatement()) {
      statement.execute(sql);
    }
  }
}
