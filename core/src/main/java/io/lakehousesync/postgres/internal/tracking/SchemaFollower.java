package io.lakehousesync.postgres.internal.tracking;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.copy.CopyTask;
import io.lakehousesync.postgres.internal.schema.Column;
import io.lakehousesync.postgres.internal.schema.ColumnLink;
import io.lakehousesync.postgres.internal.schema.ColumnLinks;
import io.lakehousesync.postgres.internal.schema.SchemaDrift;
import io.lakehousesync.postgres.internal.schema.TableColumns;
import io.lakehousesync.postgres.internal.sql.Preconditions;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.text.Printable;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes the columns of an Iceberg table in the same way as the columns of its heap table were
 * changed. This happens in the transaction of a copy, before the copy writes rows.
 *
 * <p>If a column was added with a constant default, heap rows that were copied before have this
 * value. Then the copy writes the value into the rows of the Iceberg table. The copy cannot use
 * Iceberg's own defaults, because readers of format version 2 ignore them. If the heap rows have
 * other values in the new column, the copy stops, because the Iceberg rows would have nulls. It
 * also stops if only code of the type's owner could tell: {@link Column#isReadByOwnersCode}.
 */
public record SchemaFollower(CopyTask task, Tracker tracker) {
  private static final Logger LOG = LoggerFactory.getLogger(SchemaFollower.class);

  /**
   * The value that a column has in rows that are older than the column. The query reads the table
   * and its partitions.
   */
  private static final String DEFAULTS =
      """
      SELECT DISTINCT (attmissingval::text::text[])[1]
      FROM pg_attribute
      WHERE atthasmissing
        AND attname = {column}
        AND (attrelid = {heap} OR attrelid IN (SELECT relid FROM pg_partition_tree({heap})))
      """;

  private static final String DIFFERENT =
      """
      SELECT 'yes' FROM {heap}
      WHERE ({copied}) AND {matching} AND {text} IS DISTINCT FROM {valueText}
      LIMIT 1
      """;

  /**
   * Returns whether the last copy had other columns than this one, for example because it was made
   * by a host whose configuration leaves out a column. Returns false if no links are stored.
   */
  public boolean othersCopied() throws SQLException {
    List<ColumnLink> links = ColumnLinks.load(task.connection(), task.table());
    return !links.isEmpty() && !task.columns().links(task.table(), links).equals(links);
  }

  /**
   * Changes the Iceberg table if necessary.
   *
   * @return the columns of both tables afterwards
   */
  public TableColumns follow() throws SQLException {
    SyncTable table = task.table();
    List<ColumnLink> links = ColumnLinks.load(task.connection(), table);
    SchemaDrift drift = SchemaDrift.between(table, task.columns(), links, tracker.ownColumns());
    Preconditions.requireNone(table, drift.problems());
    requireComplete(links);
    TableColumns columns = task.columns();
    if (!drift.statements().isEmpty()) {
      List<String> statements = new ArrayList<>(drift.statements());
      statements.addAll(fill(drift.added()));
      for (String sql : statements) {
        LOG.info("{}: the Iceberg table follows its heap table: {}", table, Printable.message(sql));
        execute(sql);
      }
      columns = TableColumns.read(task.connection(), table);
    }
    List<ColumnLink> linked = columns.links(table, links);
    if (!linked.equals(links)) {
      ColumnLinks.save(task.connection(), table, linked);
    }
    return columns;
  }

  /**
   * Stops the copy if earlier copies left out a wanted column. Iceberg rows that were copied
   * without the column do not have its values.
   */
  private void requireComplete(List<ColumnLink> links) throws SQLException {
    if (tracker.copied(task).isEmpty()) {
      return;
    }
    SyncTable table = task.table();
    Preconditions.requireNone(
        table,
        task.columns().heap().values().stream()
            .filter(column -> TableColumns.isWanted(table, column.name()))
            .filter(column -> !table.computes(column.name()))
            .filter(
                column ->
                    links.stream()
                        .anyMatch(link -> link.heap() == column.number() && !link.copied()))
            .map(
                column ->
                    "Column %s of %s was left out by the last copies, so that rows lack its values. Make a new baseline (PgLakeSetup.newBaseline), which copies all rows again."
                        .formatted(Sql.identifier(column.name()), table.source()))
            .toList());
  }

  /** Returns the UPDATE statements for rows that were copied before the columns were added. */
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
      boolean unsafe = !constants.isEmpty() && column.isReadByOwnersCode();
      if (unsafe || differs(copied.get(), column, value)) {
        problems.add(
            ("Column %s of %s is new in Iceberg table %s, and rows that were copied before have"
                    + " values in it, which the tracking does not copy again. Make a new"
                    + " baseline (PgLakeSetup.newBaseline), which copies all rows again; or add the"
                    + " column to the Iceberg table yourself, with nulls in these rows.")
                .formatted(name, task.table().source(), task.table().target()));
      } else if (constants.size() == 1) {
        updates.add(
            SqlTemplate.of("UPDATE {iceberg} SET {column} = CAST({value} AS {type})")
                .with("iceberg", Sql.table(task.table().target()))
                .with("column", name)
                .with("value", value)
                .with("type", column.icebergType())
                .sql());
      }
    }
    Preconditions.requireNone(task.table(), problems);
    return updates;
  }

  private List<String> constants(Column column) throws SQLException {
    if (task.table().computes(column.name())) {
      return List.of();
    }
    return Queries.values(
        task.connection(),
        SqlTemplate.of(DEFAULTS)
            .with("column", Sql.literal(column.name()))
            .with("heap", task.columns().heapOid())
            .sql());
  }

  /**
   * Returns whether a copied heap row has another value than {@code value} in the column. Compares
   * texts, because not every type has an operator for equality.
   */
  private boolean differs(String copied, Column column, String value) throws SQLException {
    return !Queries.values(
            task.connection(),
            SqlTemplate.of(DIFFERENT)
                .with("heap", task.heapRows().from())
                .with("matching", task.heapRows().matching())
                .with("copied", copied)
                .with("text", column.text("r." + Sql.identifier(column.name())))
                .with(
                    "valueText",
                    column.plainText("CAST(%s AS %s)".formatted(value, column.plainType())))
                .sql())
        .isEmpty();
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = task.connection().createStatement()) {
      statement.execute(sql);
    }
  }
}
