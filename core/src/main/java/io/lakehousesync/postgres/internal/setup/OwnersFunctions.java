package io.lakehousesync.postgres.internal.setup;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.capture.HeapObjects;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.table.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Functions of other roles that PostgreSQL would evaluate with the rights of a set-up or a
 * teardown.
 *
 * <p>If a statement changes a partitioned table, PostgreSQL evaluates the constant parts of the
 * expressions in its partition key, for example {@code f(1)} in {@code (id + f(1))}. If a statement
 * attaches an index to the index of a partitioned table, PostgreSQL does the same with the
 * expressions and the condition of the index. Both happen with the rights of the current role, and
 * the owner of a partition can have such an expression call a function of his own.
 */
final class OwnersFunctions {
  /**
   * PostgreSQL records the functions and operators of an expression as dependencies of the table or
   * of the index, except its own ones. The functions of superusers are trusted, because superusers
   * have all rights anyway. A part of our index, or an index that ours is a part of, can have any
   * name.
   */
  private static final String CALLED =
      """
      WITH heap (oid) AS (SELECT to_regclass(?)),
      tree (oid) AS (
        SELECT oid::oid FROM heap
        UNION SELECT relid::oid FROM heap, pg_partition_tree(heap.oid)
        UNION SELECT relid::oid FROM heap, pg_partition_ancestors(heap.oid)
      ), named (oid) AS (
        SELECT i.indexrelid
        FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
        WHERE i.indrelid IN (SELECT oid FROM tree) AND c.relname ~ '^sync_{kinds}_[0-9]{1,10}$'
      ), ours (oid) AS (
        SELECT oid FROM named
        UNION SELECT relid::oid FROM named, pg_partition_tree(named.oid)
        UNION SELECT relid::oid FROM named, pg_partition_ancestors(named.oid)
      ), expressions (oid, what) AS (
        SELECT partrelid, format('The partition key of %s', partrelid::regclass)
        FROM pg_partitioned_table WHERE partexprs IS NOT NULL AND partrelid IN (SELECT oid FROM tree)
        UNION ALL
        SELECT i.indexrelid, format('Index %s', i.indexrelid::regclass)
        FROM pg_index AS i
        WHERE (i.indexprs IS NOT NULL OR i.indpred IS NOT NULL)
          AND i.indexrelid IN (SELECT oid FROM ours))
      SELECT format('%s calls %s, a function of role %s. PostgreSQL would run it with the rights of'
                    ' role %s. Run this as role %3$s, or change the table.',
                    e.what, p.oid::regprocedure, o.rolname, current_user)
      FROM expressions AS e
      JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.objid = e.oid
      LEFT JOIN pg_operator AS op ON d.refclassid = 'pg_operator'::regclass AND op.oid = d.refobjid
      JOIN pg_proc AS p ON p.oid = CASE d.refclassid
        WHEN 'pg_proc'::regclass THEN d.refobjid ELSE op.oprcode::oid END
      JOIN pg_roles AS o ON o.oid = p.proowner
      WHERE NOT o.rolsuper AND o.rolname <> current_user
      ORDER BY 1 LIMIT 1
      """;

  private OwnersFunctions() {}

  /** Returns a sentence about such a function; empty if there is none. */
  static List<String> problems(Connection connection, TableName heap) throws SQLException {
    return Queries.values(
        connection,
        SqlTemplate.of(CALLED).with("kinds", HeapObjects.anyKind()).sql(),
        Sql.table(heap));
  }
}
