package io.lakehousesync.examples.trials.adversary;

import io.lakehousesync.postgres.internal.tracking.HeapIdentity;
import java.util.List;

/**
 * Statements that hide a change from the next copy. Each copy stores the state of all partitions.
 * The statements overwrite one part of this stored state with the present state.
 */
final class LeafSabotage {
  private static final String PRESENT =
      HeapIdentity.present(
          "'{t}'::regclass::oid",
          List.of("sync_xid", "id", "day"),
          List.of("mood"),
          List.of(),
          List.of());

  /** Hides partitions that were dropped, created, detached or attached. */
  static final List<String> LIST =
      List.of(
          """
          DELETE FROM lakehouse_sync.leaf WHERE target = '{target}'
            AND leaf NOT IN (SELECT relid FROM pg_partition_tree('{t}'))""",
          """
          INSERT INTO lakehouse_sync.leaf
            (target, leaf, file_node, attributes, triggers, bounds, labels)
          SELECT '{target}', leaf, file_node, attributes, triggers, bounds, labels
          FROM (%s) AS present ON CONFLICT DO NOTHING"""
              .formatted(PRESENT));

  static final List<String> FILE_NODE = List.of(replaced("file_node"));

  static final List<String> TRIGGERS = List.of(replaced("triggers"));

  static final List<String> LABELS = List.of(replaced("labels"));

  private LeafSabotage() {}

  private static String replaced(String column) {
    return """
        UPDATE lakehouse_sync.leaf AS l SET %1$s = present.%1$s
        FROM (%2$s) AS present WHERE present.leaf = l.leaf AND l.target = '{target}'"""
        .formatted(column, PRESENT);
  }
}
