package io.lakehousesync.postgres;

import io.lakehousesync.ChangeTracking;
import java.util.List;

/** Whether a kind of tracking has what it needs, and whether its conditions hold. */
final class TrackingChecks {
  /** The sequence that fills the ordered column, by its default or its identity. */
  private static final String SEQUENCE =
      """
      , drawn AS (
        SELECT it.*, s.seqrelid::regclass AS name, s.*
        FROM it
        JOIN pg_attribute a ON a.attrelid = heap_oid AND a.attname = col
        JOIN pg_sequence s ON s.seqrelid IN (
          SELECT pg_get_serial_sequence(heap, col)::regclass
          UNION
          SELECT d.refobjid FROM pg_depend d JOIN pg_attrdef f ON f.oid = d.objid
          WHERE d.classid = 'pg_attrdef'::regclass AND f.adrelid = heap_oid AND f.adnum = a.attnum))
      """;

  static final List<Check> ALL =
      List.of(
          Check.error(
              "checkpoints-missing",
              Check.by(ChangeTracking.Xid.class).or(Check.by(ChangeTracking.Ordered.class)),
              """
              SELECT 'There is no table for checkpoints in schema lakehouse_sync.',
                     'Run the set-up (PgLakeSetup).'
              FROM it
                            WHERE NOT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                                WHERE n.nspname = 'lakehouse_sync' AND c.relname = 'checkpoint')

              """),
          Check.error(
              "trigger-is-off",
              Check::tracked,
              """
              SELECT format('Trigger %I on %s does not fire: changes are not captured.', tgname, heap),
                     'Run the set-up (PgLakeSetup), which makes it again'
                     || CASE WHEN col IS NULL THEN ' and lets the next copy bring all rows.'
                        ELSE '; a verification finds what was updated meanwhile.' END
              FROM it JOIN pg_trigger ON tgrelid = heap_oid
              WHERE tgname LIKE 'lakehouse\\_sync\\_%' AND tgenabled IN ('D', 'R')
              """),
          Check.error(
              "trigger-missing",
              Check.by(ChangeTracking.Xid.class).or(Check.by(ChangeTracking.Queue.class)),
              """
              SELECT format('%s has no trigger %s, without which changes are lost.', heap, wanted_trigger),
                     'Run the set-up (PgLakeSetup), which makes it'
                     || CASE WHEN col IS NULL THEN ' and lets the next copy bring all rows.'
                        ELSE '; a verification finds what was updated without it.' END
              FROM it, unnest(CASE WHEN col IS NULL
                THEN ARRAY['insert', 'update', 'delete', 'truncate'] ELSE ARRAY['xid'] END) AS kind,
                concat('lakehouse_sync_', kind) AS wanted_trigger
              WHERE NOT EXISTS (
                SELECT FROM pg_trigger WHERE tgrelid = heap_oid AND tgname = wanted_trigger)
              """),
          Check.warning(
              "marker-without-trigger",
              Check.by(ChangeTracking.Marker.class),
              """
              SELECT format('%s has no trigger that sets %I to null when a row is updated: updates that'
                            ' do not set it themselves are not captured.', heap, col),
                     'Run the set-up (PgLakeSetup).'
              FROM it
              WHERE NOT EXISTS (SELECT FROM pg_trigger
                                WHERE tgrelid = heap_oid AND tgname = 'lakehouse_sync_marker')
              """),
          Check.error(
              "tracking-column-missing",
              Check.by(ChangeTracking.Xid.class).or(Check.by(ChangeTracking.Marker.class)),
              """
              SELECT format('%s has no column %I.', heap, col), 'Run the set-up (PgLakeSetup).'
              FROM it
              WHERE NOT EXISTS (SELECT FROM pg_attribute
                                WHERE attrelid = heap_oid AND attname = col AND NOT attisdropped)
              """),
          Check.error(
              "tracking-column-missing",
              Check.by(ChangeTracking.Ordered.class),
              """
              SELECT format('%s has no column %I.', heap, col),
                     'Name a column of the table in ChangeTracking.ordered(...): the set-up adds none.'
              FROM it
              WHERE NOT EXISTS (SELECT FROM pg_attribute
                                WHERE attrelid = heap_oid AND attname = col AND NOT attisdropped)
              """),
          Check.error(
              "xid-default-missing",
              Check.by(ChangeTracking.Xid.class),
              """
              SELECT format('Column %I of %s is not filled by pg_current_xact_id(): inserted rows are'
                            ' lost, or fail.', col, heap),
                     format('ALTER TABLE %s ALTER COLUMN %I SET DEFAULT pg_current_xact_id()', heap, col)
              FROM it
              JOIN pg_attribute a ON a.attrelid = heap_oid AND a.attname = col
              LEFT JOIN pg_attrdef d ON d.adrelid = heap_oid AND d.adnum = a.attnum
              WHERE pg_get_expr(d.adbin, d.adrelid) IS DISTINCT FROM 'pg_current_xact_id()'
              """),
          Check.warning(
              "tracking-column-nullable",
              Check.by(ChangeTracking.Xid.class).or(Check.by(ChangeTracking.Ordered.class)),
              """
              SELECT format('Column %I of %s may be null, and rows with null in it are never copied.',
                            col, heap),
                     format('ALTER TABLE %s ALTER COLUMN %I SET NOT NULL', heap, col)
              FROM it JOIN pg_attribute a ON a.attrelid = heap_oid AND a.attname = col
              WHERE NOT a.attnotnull
              """),
          Check.warning(
              "index-missing",
              Check::byColumn,
              """
              SELECT format('%s has no valid index that begins with %I: each copy reads all of it.',
                            heap, col),
                     format('CREATE INDEX ON %s (%s)', heap, array_to_string(ARRAY(
                       SELECT quote_ident(c.name)
                       FROM unnest(array_prepend(col, array_remove(key, col))) AS c (name)), ', '))
              FROM it JOIN pg_attribute a ON a.attrelid = heap_oid AND a.attname = col
              WHERE NOT EXISTS (SELECT FROM pg_index i
                                WHERE i.indrelid = heap_oid AND i.indisvalid AND i.indkey[0] = a.attnum)
              """),
          Check.error(
              "ordered-sequence-cached",
              Check.by(ChangeTracking.Ordered.class),
              SEQUENCE
                  + """
                  SELECT format('Sequence %s of %I gives each session %s values in advance: rows with'
                                ' smaller ones come later, and are lost.', name, col, seqcache),
                         format('ALTER SEQUENCE %s CACHE 1', name)
                  FROM drawn WHERE seqcache > 1
                  """),
          Check.warning(
              "ordered-values-in-blocks",
              Check.by(ChangeTracking.Ordered.class),
              SEQUENCE
                  + """
                  SELECT format('Sequence %s of %I counts in steps of %s, as for an ORM that hands out'
                                ' blocks of values in memory: rows with smaller ones come later, and'
                                ' are lost.', name, col, seqincrement),
                         'Let the inserting statement draw the value (JPA: GenerationType.IDENTITY), or'
                         ' use ChangeTracking.xid().'
                  FROM drawn WHERE seqincrement > 1
                  """),
          Check.error(
              "ordered-sequence-turns",
              Check.by(ChangeTracking.Ordered.class),
              SEQUENCE
                  + """
                  SELECT format('Sequence %s of %I does not only grow.', name, col),
                         format('ALTER SEQUENCE %s INCREMENT 1 NO CYCLE', name)
                  FROM drawn WHERE seqincrement < 0 OR seqcycle
                  """),
          Check.error(
              "ordered-by-start-time",
              Check.by(ChangeTracking.Ordered.class),
              """
              SELECT format('Column %I of %s holds the time at which the transaction began: one that'
                            ' writes its first row later is lost.', col, heap),
                     'Use ChangeTracking.xid(), or order by an id that the inserting statement draws.'
              FROM it
              JOIN pg_attribute a ON a.attrelid = heap_oid AND a.attname = col
              JOIN pg_attrdef d ON d.adrelid = heap_oid AND d.adnum = a.attnum
              WHERE pg_get_expr(d.adbin, d.adrelid)
                    ~* '^\\(?(now\\(\\)|transaction_timestamp\\(\\)|current_(timestamp|date))'
              """),
          Check.warning(
              "ordered-without-sequence",
              Check.by(ChangeTracking.Ordered.class),
              SEQUENCE
                  + """
                  SELECT format('No sequence fills %I of %s. That its values grow in the order in which'
                                ' rows are inserted, and that none comes twice, cannot be checked.',
                                col, heap),
                         'Make sure of it, or use ChangeTracking.xid().'
                  FROM it WHERE NOT EXISTS (SELECT FROM drawn)
                  """));

  private TrackingChecks() {}
}
