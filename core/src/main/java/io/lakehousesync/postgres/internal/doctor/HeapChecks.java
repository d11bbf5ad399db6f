package io.lakehousesync.postgres.internal.doctor;

import io.lakehousesync.postgres.internal.sql.Sql;
import java.util.List;

/** Checks of the heap table: what kind of table it is, and what writes to it. */
public final class HeapChecks {
  /** All of these checks. */
  public static final List<Check> ALL =
      List.of(
          Check.error(
              "heap-is-not-a-table",
              Check::always,
              """
              SELECT format('%s is a %s, which has no rows of its own to track.', heap,
                            CASE relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
                                         WHEN 'f' THEN 'foreign table' ELSE 'relation' END),
                     'Sync the tables that it reads, or use ChangeTracking.comparison().'
              FROM it JOIN pg_class ON oid = heap_oid
              WHERE relkind NOT IN ('r', 'p')
              """),
          Check.error(
              "heap-is-unlogged",
              Check::always,
              """
              SELECT format('%s is unlogged: after a crash of the server it is empty, and the Iceberg'
                            ' table keeps the lost rows.', oid::regclass),
                     format('ALTER TABLE %s SET LOGGED', oid::regclass)
              FROM it JOIN pg_class ON oid IN {withPartitions}
              WHERE relpersistence = 'u'
              """
                  .replace("{withPartitions}", Sql.withPartitions("heap_oid"))),
          Check.error(
              "row-security",
              Check::always,
              """
              SELECT format('Row security is active on %s for %I: copies and verifications of the table'
                            ' fail, because its policies may hide rows.', heap, current_user),
                     CASE WHEN pg_has_role(relowner, 'USAGE')
                          THEN format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', heap)
                          ELSE format('ALTER ROLE %I BYPASSRLS', current_user) END
              FROM it JOIN pg_class ON oid = heap_oid
              WHERE row_security_active(heap_oid)
              """),
          Check.error(
              "inheritance-children",
              Check::tracked,
              """
              SELECT format('%s inherits from %s. Its rows are read, but it does not have the triggers'
                            ' and the index.', inhrelid::regclass, heap),
                     format('ALTER TABLE %s NO INHERIT %s', inhrelid::regclass, heap)
              FROM it JOIN pg_inherits ON inhparent = heap_oid JOIN pg_class c ON c.oid = inhrelid
              WHERE NOT c.relispartition
              """),
          Check.error(
              "foreign-partition",
              Check::tracked,
              """
              SELECT format('Partition %s of %s is a foreign table, which cannot have our triggers and'
                            ' index.', inhrelid::regclass, heap),
                     format('ALTER TABLE %s DETACH PARTITION %s', inhparent::regclass,
                            inhrelid::regclass)
              FROM it JOIN pg_inherits ON inhrelid IN {withPartitions}
              JOIN pg_class c ON c.oid = inhrelid
              WHERE c.relkind = 'f'
              """
                  .replace("{withPartitions}", Sql.withPartitions("heap_oid"))),
          // The view pg_publication_tables would wait for locks on all published tables.
          Check.warning(
              "column-is-published",
              Check::byColumn,
              """
              SELECT format('Publication %I replicates column %I of %s: subscribers without this column'
                            ' stop.',
                            p.pubname, col, heap),
                     format('ALTER PUBLICATION %I SET TABLE %s (%s), or add the column there.',
                            p.pubname, heap, (SELECT string_agg(quote_ident(a.name), ', ')
                                              FROM unnest(of.columns) AS a (name) WHERE a.name <> col))
              FROM it
              JOIN pg_class c ON c.oid = heap_oid
              CROSS JOIN pg_publication p
              LEFT JOIN pg_publication_rel r ON r.prpubid = p.oid AND r.prrelid = c.oid
              CROSS JOIN LATERAL (
                SELECT array_agg(a.attname::text ORDER BY a.attnum) AS columns FROM pg_attribute a
                WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
                  AND (r.prattrs IS NULL OR a.attnum = ANY (r.prattrs::int2[]))) AS of
              WHERE (p.puballtables OR r.oid IS NOT NULL OR EXISTS (
                      SELECT FROM pg_publication_namespace n
                      WHERE n.pnpubid = p.oid AND n.pnnspid = c.relnamespace))
                AND col = ANY (of.columns) AND NOT col = ANY (wanted)
              """));

  private HeapChecks() {}
}
