package io.lakehousesync.examples.trials.adversary;

import java.util.List;

/**
 * Statements that replace a part of what a copy remembers of the heap table's files by the present
 * state, so that the copy does not see that this part has changed.
 */
final class LeafSabotage {
  /** The triggers of a relation, and what they use, as core remembers them. */
  private static final String PRESENT_TRIGGERS =
      """
      (SELECT concat_ws(' ', to_regclass('lakehouse_sync.xid_' || '{t}'::regclass::oid)::oid,
                        (SELECT a.xmin FROM pg_attribute AS a
                         WHERE a.attrelid = {leaf} AND a.attname = 'sync_xid'),
                        string_agg(concat_ws('/', t.oid, t.xmin, p.xmin), ' ' ORDER BY t.tgname))
       FROM pg_trigger AS t JOIN pg_proc AS p ON p.oid = t.tgfoid
       WHERE t.tgrelid = {leaf} AND strpos(t.tgname::text, 'lakehouse_sync_') > 0)""";

  private static final String PRESENT_ATTRIBUTES =
      """
      (SELECT coalesce(sum(hashtextextended(concat_ws(' ', a.attnum, a.xmin), 0)), 0)::text
       FROM pg_attribute AS a WHERE a.attrelid = {leaf} AND a.attnum > 0)""";

  /** Partitions that are gone, new, or attached again do not show. */
  static final List<String> LIST =
      List.of(
          """
          DELETE FROM lakehouse_sync.leaf WHERE target = '{target}'
            AND leaf NOT IN (SELECT relid FROM pg_partition_tree('{t}'))""",
          """
          INSERT INTO lakehouse_sync.leaf (target, leaf, file_node, attributes, triggers, bounds)
          SELECT '{target}', c.oid, c.relfilenode, %s, %s, NULL
          FROM pg_partition_tree('{t}') AS p JOIN pg_class AS c ON c.oid = p.relid
          WHERE p.isleaf ON CONFLICT DO NOTHING"""
              .formatted(
                  PRESENT_ATTRIBUTES.replace("{leaf}", "c.oid"),
                  PRESENT_TRIGGERS.replace("{leaf}", "c.oid")));

  static final List<String> FILE_NODE =
      List.of(
          """
          UPDATE lakehouse_sync.leaf AS l SET file_node = c.relfilenode
          FROM pg_class AS c WHERE c.oid = l.leaf AND l.target = '{target}'""");

  static final List<String> TRIGGERS =
      List.of(
          "UPDATE lakehouse_sync.leaf AS l SET triggers = %s WHERE l.target = '{target}'"
              .formatted(PRESENT_TRIGGERS.replace("{leaf}", "l.leaf")));

  private LeafSabotage() {}
}
