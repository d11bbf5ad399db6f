package io.lakehousesync.postgres;

import io.lakehousesync.ChangeTracking;
import java.util.List;

/** What kind of table the heap table is, and who writes to it by which way. */
final class HeapChecks {
  static final List<Check> ALL =
      List.of(
          Check.error(
              "heap-is-not-a-table",
              Check::always,
              """
              SELECT format('%s is a %s, which has no rows of its own to track.', heap,
                            CASE relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
                                         WHEN 'f' THEN 'foreign table' ELSE 'relation' END),
                     'Sync the tables behind it, or use ChangeTracking.comparison().'
              FROM it JOIN pg_class ON oid = heap_oid
              WHERE relkind NOT IN ('r', 'p')
              """),
          Check.warning(
              "heap-is-unlogged",
              Check::always,
              """
              SELECT format('%s is unlogged: after a crash of the server it is empty, and the Iceberg'
                            ' table keeps rows that are gone.', heap),
                     format('ALTER TABLE %s SET LOGGED', heap)
              FROM it JOIN pg_class ON oid = heap_oid
              WHERE relpersistence = 'u'
              """),
          Check.warning(
              "row-security",
              Check::always,
              """
              SELECT format('Row security is active on %s for %I: rows that its policies hide are not'
                            ' copied.', heap, current_user),
                     format('ALTER ROLE %I BYPASSRLS', current_user)
              FROM it
              WHERE row_security_active(heap_oid)
              """),
          Check.error(
              "inheritance-children",
              Check::tracked,
              """
              SELECT format('%s inherits from %s. Its rows are read, but it has none of the triggers,'
                            ' nor the index.', inhrelid::regclass, heap),
                     format('ALTER TABLE %s NO INHERIT %s', inhrelid::regclass, heap)
              FROM it JOIN pg_inherits ON inhparent = heap_oid JOIN pg_class c ON c.oid = inhrelid
              WHERE NOT c.relispartition
              """),
          Check.error(
              "foreign-partition",
              Check::tracked,
              """
              SELECT format('Partition %s of %s is a foreign table, where our triggers and index'
                            ' cannot be.', relid, heap),
                     format('ALTER TABLE %s DETACH PARTITION %s', parentrelid, relid)
              FROM it, pg_partition_tree(heap_oid) JOIN pg_class c ON c.oid = relid
              WHERE isleaf AND c.relkind = 'f'
              """),
          Check.warning(
              "queue-on-partitions",
              Check.by(ChangeTracking.Queue.class),
              """
              SELECT format('%s is partitioned, and statements that name a partition fire none of its'
                            ' statement triggers: their changes are not captured.', heap),
                     format('Write through %s only, or use ChangeTracking.xid().', heap)
              FROM it JOIN pg_class ON oid = heap_oid
              WHERE relkind = 'p'
              """),
          Check.warning(
              "column-is-published",
              Check::byColumn,
              """
              SELECT format('Publication %I replicates column %I of %s: subscribers without it stop.',
                            p.pubname, col, heap),
                     format('ALTER PUBLICATION %I SET TABLE %s (%s), or add the column there.',
                            p.pubname, heap, (SELECT string_agg(quote_ident(a.name), ', ')
                                              FROM unnest(p.attnames) AS a (name) WHERE a.name <> col))
              FROM it
              JOIN pg_class c ON c.oid = heap_oid
              JOIN pg_publication_tables p
                ON p.schemaname = c.relnamespace::regnamespace::text AND p.tablename = c.relname
              WHERE col = ANY (p.attnames) AND NOT col = ANY (wanted)
              """),
          Check.error(
              "subscription-skips-triggers",
              Check::tracked,
              """
              SELECT format('Subscription %I writes to %s, and rows that it writes fire trigger %I only'
                            ' if it is enabled ALWAYS: their updates are not captured.',
                            s.subname, heap, g.tgname),
                     format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', heap, g.tgname)
              FROM it
              JOIN pg_subscription_rel r ON r.srrelid = heap_oid
              JOIN pg_subscription s ON s.oid = r.srsubid
              JOIN pg_trigger g ON g.tgrelid = heap_oid AND g.tgname LIKE 'lakehouse\\_sync\\_%'
              WHERE g.tgenabled <> 'A'
              """));

  private HeapChecks() {}
}
