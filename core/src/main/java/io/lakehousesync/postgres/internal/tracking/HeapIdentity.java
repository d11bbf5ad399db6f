package io.lakehousesync.postgres.internal.tracking;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.copy.CopyTask;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The relations of a heap table at its last copy: the table itself, and the leaf partitions of a
 * partitioned table. The next copy compares this identity with the present identity, and so finds
 * the changes that fire no trigger:
 *
 * <ul>
 *   <li>partitions that were attached or detached
 *   <li>a TRUNCATE of a partition
 *   <li>a rewrite by ALTER TABLE
 *   <li>triggers that were missing or disabled for a while
 *   <li>enum values that were renamed
 * </ul>
 *
 * <p>The identity has these values of each relation:
 *
 * <ul>
 *   <li>its oid
 *   <li>the number of its file
 *   <li>the labels of the enums in its columns
 *   <li>the oids and row versions (xmin) of our triggers on the relation, and of the objects that
 *       these triggers use. If a trigger is disabled and enabled again, its row version changes. If
 *       a partition is detached and attached again, it has new triggers
 * </ul>
 */
public final class HeapIdentity {
  /** The name of the table that stores identities. */
  public static final String TABLE = Sql.SCHEMA + ".leaf";

  /** The statement that creates the table. */
  public static final String CREATE =
      """
      CREATE TABLE IF NOT EXISTS %s (
        target     text NOT NULL,
        leaf       oid NOT NULL,
        file_node  oid NOT NULL,
        attributes text NOT NULL,
        triggers   text NOT NULL,
        bounds     text,
        labels     jsonb NOT NULL,
        PRIMARY KEY (target, leaf)
      )"""
          .formatted(TABLE);

  /** The longest condition of a partition that is used, in characters. */
  private static final int LONGEST_BOUNDS = 20_000;

  /** How a relation has changed. */
  enum Kind {
    /** The relation is a new leaf partition, or no identity of the table was saved. */
    NEW,
    /** The relation is no longer a leaf partition of the table. */
    GONE,
    /**
     * Our triggers on the relation were created, dropped, disabled or enabled, or an object that
     * these triggers use was replaced.
     */
    TRIGGERS,
    /** The relation has a new file, for example after TRUNCATE or VACUUM FULL. */
    REWRITTEN,
    /**
     * A value of an enum was renamed, so that unchanged rows now have another text. Or no copied
     * column has this enum any more. Or a column that the filter or an expression uses has another
     * type or collation, so that they may have another result for unchanged rows.
     */
    LABELS,
    /** An enum has an additional value. */
    MORE_LABELS,
    /**
     * Only the columns of the relation have changed, or only the text of its bounds, because a
     * column in the bounds was renamed.
     */
    COLUMNS;

    /** Returns whether a change of this kind leaves all rows and values unchanged. */
    boolean leavesRows() {
      return this == MORE_LABELS || this == COLUMNS;
    }
  }

  /**
   * A change of a relation.
   *
   * @param name the name of the relation as SQL; null if the relation is gone
   * @param altered whether its columns have changed too
   * @param fileNode the number of its file; null if the relation is gone
   * @param attributes a text that changes with its columns; null if the relation is gone
   * @param triggers the oids and row versions of our triggers on the relation, and of the objects
   *     that these triggers use; null if the relation is gone
   * @param before an SQL condition that finds the rows that the relation had at the last copy; null
   *     if no condition finds exactly these rows, for example for a hash partition
   * @param now an SQL condition that finds the rows that the relation has now; null in the same
   *     cases as the parameter {@code before}
   * @param labels the texts of the enum values that its columns can have, with the oid of each
   *     value, and the types and collations of the columns that the filter and the expressions use,
   *     as JSON; null if the relation is gone
   */
  record Change(
      String oid,
      Kind kind,
      @Nullable String name,
      boolean altered,
      @Nullable String fileNode,
      @Nullable String attributes,
      @Nullable String triggers,
      @Nullable String before,
      @Nullable String now,
      @Nullable String labels) {

    /** Returns whether only the file is new, for example after TRUNCATE or VACUUM FULL. */
    boolean isNewFile() {
      return kind == Kind.REWRITTEN && !altered;
    }
  }

  /**
   * The present identity. One statement reads it, because the partitions and their bounds must come
   * from the same moment.
   *
   * <p>The function of our triggers uses the tracking column and the key columns by their names.
   * Therefore the identity contains the row versions of these columns in {@code pg_attribute}. Each
   * rename changes the row version. Therefore the comparison also finds a column that was renamed
   * and then renamed back.
   *
   * <p>Enum values can be renamed and renamed back too. Therefore the identity also contains their
   * row versions in {@code pg_enum}. If PostgreSQL converts an enum value to text, it uses the
   * newest name, even for rows of an older snapshot. Therefore, if an enum value was renamed after
   * this transaction took its snapshot, this query leaves out the text of this value.
   *
   * <p>All partitions have the same enums, types and collations. Therefore only the table itself
   * has them among its labels.
   *
   * <p>The bounds of a partition are left out if the Iceberg table cannot evaluate them exactly:
   *
   * <ul>
   *   <li>The condition of a hash partition calls a function.
   *   <li>The condition of a default partition changes whenever another partition is added or
   *       removed.
   *   <li>The column has another type in the Iceberg table, or a type that PostgreSQL and pg_lake's
   *       query engine may order differently.
   *   <li>The condition is very long. The host has the conditions of all partitions in memory.
   * </ul>
   */
  private static final String NOW =
      """
      WITH RECURSIVE used (oid) AS (
        SELECT a.atttypid FROM pg_attribute AS a
        WHERE a.attrelid = {heap} AND a.attnum > 0 AND a.attname = ANY ({copied})
        UNION
        SELECT part.oid
        FROM used JOIN pg_type AS t ON t.oid = used.oid
        CROSS JOIN LATERAL (
          SELECT t.typbasetype UNION ALL SELECT t.typelem UNION ALL
          SELECT r.rngsubtype FROM pg_range AS r WHERE t.oid IN (r.rngtypid, r.rngmultitypid) UNION ALL
          SELECT a.atttypid FROM pg_attribute AS a
          WHERE a.attrelid = t.typrelid AND a.attnum > 0) AS part (oid)
        WHERE part.oid <> 0)
      SELECT c.oid AS leaf, c.oid::regclass::text AS name, c.relfilenode AS file_node,
             CASE WHEN c.oid = {heap} THEN
               (SELECT coalesce(jsonb_object_agg(e.oid::text, CASE
                  WHEN pg_input_is_valid(e.enumlabel, e.enumtypid::regtype::text)
                  THEN concat(e.enumlabel, ' ', e.xmin) END), '{}')
                FROM pg_enum AS e JOIN used ON used.oid = e.enumtypid)
               || (SELECT coalesce(jsonb_object_agg(
                     concat('column ', a.attnum), concat_ws(' ', a.atttypid, a.attcollation)), '{}')
                   FROM pg_attribute AS a
                   WHERE a.attrelid = {heap} AND a.attnum > 0 AND a.attname = ANY ({evaluated}))
             ELSE '{}' END AS labels,
             (SELECT coalesce(sum(hashtextextended(concat_ws(' ', a.attnum, a.xmin), 0)), 0)::text
              FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum > 0) AS attributes,
             CASE WHEN c.relkind = 'p' THEN '' ELSE
               (SELECT concat_ws(' ', to_regclass(concat('lakehouse_sync.xid_', {heap}))::oid,
                               (SELECT string_agg(a.xmin::text, ' ' ORDER BY a.attnum)
                                FROM pg_attribute AS a
                                WHERE a.attrelid = c.oid AND a.attname = ANY ({used})),
                               string_agg(concat_ws('/', t.oid, t.xmin, p.xmin), ' ' ORDER BY t.tgname))
              FROM pg_trigger AS t JOIN pg_proc AS p ON p.oid = t.tgfoid
              WHERE t.tgrelid = c.oid AND strpos(t.tgname::text, 'lakehouse_sync_') > 0) END
               AS triggers,
             CASE WHEN NOT EXISTS (
               SELECT FROM pg_partition_ancestors(c.oid) AS up (relid)
               JOIN pg_partitioned_table AS p ON p.partrelid = up.relid
               WHERE p.partstrat = 'h' OR p.partexprs IS NOT NULL
                  OR p.partdefid IN (SELECT relid FROM pg_partition_ancestors(c.oid) AS own (relid))
                  OR EXISTS (
                    SELECT FROM unnest(p.partattrs::int2[]) AS k (number)
                    JOIN pg_attribute AS a ON a.attrelid = p.partrelid AND a.attnum = k.number
                    WHERE NOT a.attname = ANY ({sameType})
                       OR NOT (a.atttypid = ANY ('{int2,int4,int8,date,timestamp,timestamptz}'::regtype[])
                               OR p.partstrat = 'l'
                                  AND a.atttypid = ANY ('{text,varchar,bool,uuid}'::regtype[]))))
             THEN (SELECT CASE WHEN length(d) <= {longest} THEN d END
                   FROM pg_get_partition_constraintdef(c.oid) AS d) END AS bounds
      FROM pg_class AS c
      WHERE c.oid = {heap}
         OR c.relkind = 'r' AND c.oid IN (SELECT relid::oid FROM pg_partition_tree({heap}))
      """;

  private static final String CHANGES =
      """
      SELECT coalesce(now.leaf, before.leaf) AS leaf, now.name, now.file_node, now.attributes,
             now.triggers, now.labels,
             CASE WHEN before.leaf IS NULL THEN 'NEW'
                  WHEN now.leaf IS NULL THEN 'GONE'
                  WHEN now.triggers <> before.triggers THEN 'TRIGGERS'
                  WHEN NOT now.labels @> before.labels THEN 'LABELS'
                  WHEN now.file_node <> before.file_node THEN 'REWRITTEN'
                  WHEN now.labels <> before.labels THEN 'MORE_LABELS'
                  ELSE 'COLUMNS' END AS kind,
             now.attributes IS DISTINCT FROM before.attributes AS altered,
             before.bounds AS bounds_before, now.bounds AS bounds_now
      FROM ({now}) AS now
      FULL JOIN (SELECT * FROM {leaves} WHERE target = ?) AS before ON before.leaf = now.leaf
      WHERE before.leaf IS NULL OR now.leaf IS NULL OR now.triggers <> before.triggers
         OR now.attributes <> before.attributes OR now.labels <> before.labels
         OR now.file_node <> before.file_node
         OR now.bounds IS DISTINCT FROM before.bounds
      ORDER BY 1
      """;

  private static final String DETACHING =
      "SELECT inhrelid FROM pg_inherits WHERE inhdetachpending AND inhrelid IN {withPartitions}";

  private static final String FORGET =
      "DELETE FROM {leaves} WHERE target = ? AND leaf = ANY (CAST(? AS oid[]))";

  private static final String SAVE =
      """
      INSERT INTO {leaves} (target, leaf, file_node, attributes, triggers, bounds, labels)
      SELECT ?, CAST(leaf AS oid), CAST(file_node AS oid), attributes, triggers, bounds,
             CAST(labels AS jsonb)
      FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
        AS changed (leaf, file_node, attributes, triggers, bounds, labels)
      WHERE triggers IS NOT NULL
      """;

  private HeapIdentity() {}

  /**
   * Returns a query for the present identity. It has the columns of {@link #TABLE} except {@code
   * target}, and the {@code name} of each relation.
   *
   * @param heap an expression for the oid of the heap table
   * @param used the columns that the function of our triggers uses
   * @param copied the columns to copy
   * @param evaluated the columns of the filter and the expressions
   * @param sameType the copied columns that have the same type in the Iceberg table
   */
  public static String present(
      String heap,
      List<String> used,
      List<String> copied,
      List<String> evaluated,
      List<String> sameType) {
    return SqlTemplate.of(NOW)
        .with("heap", heap)
        .with("used", array(used))
        .with("copied", array(Stream.concat(copied.stream(), evaluated.stream()).toList()))
        .with("evaluated", array(evaluated))
        .with("sameType", array(sameType))
        .with("longest", LONGEST_BOUNDS)
        .sql();
  }

  private static List<String> used(CopyTask task) {
    return Stream.concat(
            task.table().tracking().column().stream(), task.columns().key(task.table()).stream())
        .toList();
  }

  private static String array(List<String> texts) {
    return texts.stream()
        .map(Sql::literal)
        .collect(Collectors.joining(", ", "ARRAY[", "]::text[]"));
  }

  /**
   * Returns the partitions whose DETACH CONCURRENTLY is not finished: the DETACH waits for
   * transactions that use the partition, or was interrupted. New statements do not read these
   * partitions.
   */
  static List<String> detaching(CopyTask task) throws SQLException {
    return Queries.values(
        task.connection(),
        SqlTemplate.of(DETACHING)
            .with("withPartitions", Sql.withPartitions(task.columns().heapOid() + "::oid"))
            .sql());
  }

  /**
   * Returns what has changed since the identity was saved. If no identity was saved, all relations
   * are new.
   */
  static List<Change> changes(CopyTask task) throws SQLException {
    List<Change> changes = new ArrayList<>();
    List<String> copied = task.columns().toCopy(task.table());
    String sql =
        SqlTemplate.of(CHANGES)
            .with(
                "now",
                present(
                    task.columns().heapOid() + "::oid",
                    used(task),
                    copied,
                    task.heapRows().namesInExpressions(),
                    task.columns().ofSameType().stream().filter(copied::contains).toList()))
            .with("leaves", TABLE)
            .sql();
    try (PreparedStatement statement = task.connection().prepareStatement(sql)) {
      statement.setString(1, task.table().target().toString());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          changes.add(
              new Change(
                  rows.getString("leaf"),
                  Kind.valueOf(rows.getString("kind")),
                  rows.getString("name"),
                  rows.getBoolean("altered"),
                  rows.getString("file_node"),
                  rows.getString("attributes"),
                  rows.getString("triggers"),
                  rows.getString("bounds_before"),
                  rows.getString("bounds_now"),
                  rows.getString("labels")));
        }
      }
    }
    return changes;
  }

  /** Saves the new identity of the changed relations, which {@link #changes} has read. */
  static void save(CopyTask task, List<Change> changes) throws SQLException {
    if (changes.isEmpty()) {
      return;
    }
    Connection connection = task.connection();
    String target = task.table().target().toString();
    Array leaves = texts(connection, changes, Change::oid);
    try (PreparedStatement statement =
        connection.prepareStatement(SqlTemplate.of(FORGET).with("leaves", TABLE).sql())) {
      statement.setString(1, target);
      statement.setArray(2, leaves);
      statement.executeUpdate();
    }
    try (PreparedStatement statement =
        connection.prepareStatement(SqlTemplate.of(SAVE).with("leaves", TABLE).sql())) {
      statement.setString(1, target);
      statement.setArray(2, leaves);
      statement.setArray(3, texts(connection, changes, Change::fileNode));
      statement.setArray(4, texts(connection, changes, Change::attributes));
      statement.setArray(5, texts(connection, changes, Change::triggers));
      statement.setArray(6, texts(connection, changes, Change::now));
      statement.setArray(7, texts(connection, changes, Change::labels));
      statement.executeUpdate();
    }
  }

  private static Array texts(
      Connection connection, List<Change> changes, Function<Change, @Nullable String> value)
      throws SQLException {
    return connection.createArrayOf("text", changes.stream().map(value).toArray());
  }

  /** Returns the description of the changes, for a log line. */
  static String describe(List<Change> changes) {
    return String.join(
        ", ",
        changes.stream()
            .limit(5)
            .map(
                change ->
                    "%s %s"
                        .formatted(
                            Optional.ofNullable(change.name()).orElse("oid " + change.oid()),
                            change.kind().name().toLowerCase(Locale.ROOT)))
            .toList());
  }
}
