package io.lakehousesync.postgres.internal.copy;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The state of a heap table that shows whether our triggers have captured all changes: its
 * partitions, their files, and our triggers on them. Triggers do not fire for the rows of an
 * attached partition, and a disabled trigger does not fire at all. Therefore the checkpoint stores
 * the state, and the next copy compares it with the present state.
 *
 * @param entries one text per relation that holds rows, and one for the tracking's column
 */
public record HeapState(List<String> entries) {
  private static final String RELATION = "heap:";
  private static final String COLUMN = "column:";

  /**
   * If a trigger is created anew, disabled or enabled, its oid or xmin changes. The file changes
   * with TRUNCATE, VACUUM FULL, CLUSTER, and changes of columns that rewrite rows.
   */
  private static final String STATE =
      """
      (ARRAY (
        SELECT concat_ws(' ', 'heap:' || r.oid, {file}, coalesce(({marks}), '-'))
        FROM (SELECT oid FROM pg_class WHERE oid = {heap} AND relkind <> 'p'
              UNION
              SELECT relid::oid FROM pg_partition_tree({heap}::oid::regclass) WHERE isleaf) AS r
        ORDER BY r.oid
      ) || ARRAY (
        SELECT 'column:' || attnum FROM pg_attribute
        WHERE attrelid = {heap} AND attname = {column} AND NOT attisdropped
      ))""";

  private static final String TRIGGERS =
      """
      SELECT string_agg(g.oid || ':' || g.xmin, ',' ORDER BY g.oid) FROM pg_trigger AS g
      WHERE g.tgrelid = r.oid AND g.tgname = ANY ({triggers}::name[])""";

  /** If a partition is detached and attached again, the row version of its link changes. */
  private static final String ATTACHMENTS =
      """
      SELECT string_agg(i.inhrelid || ':' || i.xmin, ',' ORDER BY i.inhrelid)
      FROM pg_partition_ancestors(r.oid) AS up (relid) JOIN pg_inherits AS i ON i.inhrelid = up.relid""";

  private static final String NAME =
      """
      SELECT format('%I.%I', n.nspname, c.relname)
      FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
      WHERE c.oid = CAST(? AS oid)
      """;

  private static final String BOUNDS =
      """
      SELECT pg_get_partition_constraintdef(leaf.oid) FROM (SELECT CAST(? AS oid)) AS leaf (oid)
      WHERE NOT EXISTS (
        SELECT FROM pg_partition_ancestors(leaf.oid) AS up (relid)
        JOIN pg_partitioned_table AS p ON p.partrelid = up.relid
        WHERE p.partstrat = 'h' OR p.partexprs IS NOT NULL
           OR EXISTS (
             SELECT FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid
             WHERE a.attrelid = p.partrelid AND a.attnum = ANY (p.partattrs::int2[])
               AND t.typnamespace <> 'pg_catalog'::regnamespace))
      """;

  /**
   * A relation that holds rows.
   *
   * @param file its file node; a dash if files do not matter
   * @param marks the identities of our triggers on it, or of its attachments; a dash if it has none
   */
  public record Relation(String file, String marks) {
    /** Returns whether it has one of our triggers, or was attached. */
    public boolean hasMarks() {
      return !marks.equals("-");
    }
  }

  /**
   * Returns an SQL expression for the present state, as an array of text.
   *
   * @param files whether the files of the relations matter
   * @param triggers the names of the triggers that matter
   * @param column the tracking's column; empty if there is none
   */
  public static String sql(
      String heapOid, boolean files, List<String> triggers, Optional<String> column) {
    String marks =
        SqlTemplate.of(TRIGGERS)
            .with("triggers", Sql.literal("{" + String.join(",", triggers) + "}"))
            .sql();
    return sql(heapOid, files, marks, column);
  }

  /**
   * Returns an SQL expression for the present state of a table without triggers: its partitions,
   * when they were attached, and their files.
   */
  public static String sql(String heapOid, String column) {
    return sql(heapOid, true, ATTACHMENTS, Optional.of(column));
  }

  private static String sql(String heapOid, boolean files, String marks, Optional<String> column) {
    return SqlTemplate.of(STATE)
        .with("file", files ? "coalesce(pg_relation_filenode(r.oid), 0)" : "'-'")
        .with("marks", marks)
        .with("heap", heapOid)
        .with("column", Sql.literal(column.orElse("")))
        .sql();
  }

  /** Reads the present state with an expression that {@link #sql} has returned. */
  public static HeapState read(CopyTask task, String sql) throws SQLException {
    try (Statement statement = task.connection().createStatement();
        ResultSet row = statement.executeQuery("SELECT " + sql)) {
      row.next();
      return new HeapState(Arrays.asList((String[]) row.getArray(1).getArray()));
    }
  }

  /**
   * Returns the SQL condition that a row {@code r} of the heap table is in a relation. Readers use
   * the heap table with this condition, because the sync role may have no right on its partitions.
   * With the bounds of a partition, PostgreSQL reads only this partition. Bounds are left out if
   * they could call functions: the bounds of hash partitions, of expressions, and of types that are
   * not PostgreSQL's own.
   */
  public static String isIn(CopyTask task, String oid) throws SQLException {
    return "r.tableoid = %s::oid AND (%s)"
        .formatted(oid, Queries.value(task.connection(), BOUNDS, oid).orElse("true"));
  }

  /** Returns the name of a relation, as SQL. */
  public static String name(CopyTask task, String oid) throws SQLException {
    return Queries.value(task.connection(), NAME, oid).orElseThrow();
  }

  /** Returns the state that a checkpoint stores among other texts; empty if it stores none. */
  public static Optional<HeapState> of(Checkpoint checkpoint) {
    List<String> entries =
        checkpoint.progress().stream()
            .filter(text -> text.startsWith(RELATION) || text.startsWith(COLUMN))
            .toList();
    return entries.isEmpty() ? Optional.empty() : Optional.of(new HeapState(entries));
  }

  /**
   * Returns whether both states have the same tracking column. A column that was dropped and added
   * again under the same name is another column.
   */
  public boolean hasSameColumn(HeapState other) {
    return column().equals(other.column());
  }

  /** Returns whether the same relations hold the rows, in the same files. */
  public boolean hasSameFiles(HeapState other) {
    return files().equals(other.files());
  }

  private Map<String, String> files() {
    return relations().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, relation -> relation.getValue().file()));
  }

  private List<String> column() {
    return entries.stream().filter(entry -> entry.startsWith(COLUMN)).toList();
  }

  /** Returns the relations by their oids. */
  public Map<String, Relation> relations() {
    return entries.stream()
        .filter(entry -> entry.startsWith(RELATION))
        .map(entry -> entry.substring(RELATION.length()).split(" ", -1))
        .collect(
            Collectors.toMap(
                parts -> parts[0],
                parts -> new Relation(parts[1], parts[2]),
                (one, two) -> two,
                TreeMap::new));
  }
}
