package io.lakehousesync.postgres.internal.schema;

import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.table.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A heap table or one of its partitions, with the indexes that may be ours.
 *
 * @param parent the oid of the parent; null for the heap table itself
 * @param kind PostgreSQL's code: r for a table with rows, p for a partitioned table
 */
record IndexedRelation(
    String oid, @Nullable String parent, TableName name, String kind, List<Index> indexes) {
  /**
   * An index that has our name, or is a part of an index of the parent.
   *
   * @param named whether it has our name
   * @param partOf the oid of the index of the parent; null if it is not a part
   * @param fits whether its columns and its condition are those of the wanted index
   */
  record Index(
      String oid,
      TableName name,
      boolean named,
      boolean valid,
      @Nullable String partOf,
      boolean fits) {}

  private static final String QUERY =
      """
      SELECT r.oid, r.parent, n.nspname AS schema, c.relname AS name, c.relkind AS kind,
             i.indexrelid AS index, ic.relname AS index_name,
             ic.relname = pg_catalog.concat(w.prefix, r.oid) AS named,
             i.indisvalid AS valid, part.inhparent AS part_of,
             i.indexprs IS NULL
               AND (SELECT pg_catalog.array_agg(a.attname::text ORDER BY k.position)
                    FROM pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, position)
                    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.number)
                 = w.columns
               AND (i.indpred IS NOT NULL) = w.partial AS fits
      FROM (SELECT ?::pg_catalog.oid AS heap, ?::text AS prefix, ?::text[] AS columns,
                   ?::boolean AS partial) AS w
      CROSS JOIN LATERAL (
        SELECT w.heap AS oid, NULL::pg_catalog.oid AS parent, 0 AS level
        UNION ALL
        SELECT relid, parentrelid, level
        FROM pg_catalog.pg_partition_tree(w.heap::pg_catalog.regclass) WHERE level > 0) AS r
      JOIN pg_catalog.pg_class AS c ON c.oid = r.oid
      JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
      LEFT JOIN (pg_catalog.pg_index AS i
                 JOIN pg_catalog.pg_class AS ic ON ic.oid = i.indexrelid
                 LEFT JOIN pg_catalog.pg_inherits AS part ON part.inhrelid = i.indexrelid)
        ON i.indrelid = r.oid
        AND (ic.relname = pg_catalog.concat(w.prefix, r.oid) OR part.inhparent IS NOT NULL)
      ORDER BY r.level, r.oid
      """;

  /** Reads the heap table and its partitions, parents first. */
  static List<IndexedRelation> read(Connection connection, HeapIndex wanted) throws SQLException {
    Map<String, IndexedRelation> relations = new LinkedHashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
      statement.setString(1, wanted.heapOid());
      statement.setString(2, wanted.prefix());
      statement.setArray(3, connection.createArrayOf("text", wanted.columns().toArray()));
      statement.setBoolean(4, wanted.condition().isPresent());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          IndexedRelation relation = relation(rows);
          relations.putIfAbsent(relation.oid(), relation);
          if (rows.getString("index") != null) {
            relations.get(relation.oid()).indexes().add(index(rows));
          }
        }
      }
    }
    return List.copyOf(relations.values());
  }

  private static IndexedRelation relation(ResultSet row) throws SQLException {
    return new IndexedRelation(
        row.getString("oid"),
        row.getString("parent"),
        new TableName(row.getString("schema"), row.getString("name")),
        row.getString("kind"),
        new ArrayList<>());
  }

  /** Reads an index. PostgreSQL keeps an index in the schema of its table. */
  private static Index index(ResultSet row) throws SQLException {
    return new Index(
        row.getString("index"),
        new TableName(row.getString("schema"), row.getString("index_name")),
        row.getBoolean("named"),
        row.getBoolean("valid"),
        row.getString("part_of"),
        row.getBoolean("fits"));
  }

  boolean isPartitioned() {
    return kind.equals("p");
  }

  /** Returns whether the relation can have an index of ours. */
  boolean canBeIndexed() {
    return isPartitioned() || kind.equals("r");
  }

  /** Returns the quoted name of the relation. */
  String sql() {
    return Sql.table(name);
  }
}
