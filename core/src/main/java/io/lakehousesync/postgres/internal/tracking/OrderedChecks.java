package io.lakehousesync.postgres.internal.tracking;

import io.lakehousesync.postgres.internal.capture.TrackingRequirements;
import io.lakehousesync.postgres.internal.doctor.Check;
import java.util.List;

/** The doctor's checks for tracking by an ordered column. They find settings that can lose rows. */
final class OrderedChecks {
  /**
   * The sequence that fills the ordered column. The column has the sequence in its default, or is
   * an identity column.
   */
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
          TrackingRequirements.CHECKPOINTS,
          Check.warning(
              "tracking-column-nullable",
              """
              SELECT format('Column %I of %s may be null. Copies stop while there is a row with null in it.',
                            col, heap),
                     format('ALTER TABLE %s ALTER COLUMN %I SET NOT NULL', heap, col)
              FROM it JOIN pg_attribute a ON a.attrelid = heap_oid AND a.attname = col
              WHERE NOT a.attnotnull
              """),
          Check.error(
              "ordered-sequence-cached",
              SEQUENCE
                  + """
                  SELECT format('Sequence %s of %I gives each session %s values in advance: rows that'
                                ' are inserted later with smaller values are lost.', name, col, seqcache),
                         format('ALTER SEQUENCE %s CACHE 1', name)
                  FROM drawn WHERE seqcache > 1
                  """),
          Check.warning(
              "ordered-values-in-blocks",
              SEQUENCE
                  + """
                  SELECT format('Sequence %s of %I counts in steps of %s, as for an ORM that allocates'
                                ' blocks of ids in memory: rows that are inserted later with smaller'
                                ' values are lost.', name, col, seqincrement),
                         'Let the INSERT statement take the value from the sequence (JPA:'
                         ' GenerationType.IDENTITY), or use ChangeTracking.xid().'
                  FROM drawn WHERE seqincrement > 1
                  """),
          Check.error(
              "ordered-sequence-turns",
              SEQUENCE
                  + """
                  SELECT format('Sequence %s of %I counts down or cycles: rows with smaller values are lost.',
                                name, col),
                         format('ALTER SEQUENCE %s INCREMENT 1 NO CYCLE', name)
                  FROM drawn WHERE seqincrement < 0 OR seqcycle
                  """),
          Check.error(
              "ordered-by-start-time",
              """
              SELECT format('Column %I of %s holds the time at which the transaction began: a long'
                            ' transaction can insert such a row after later rows were copied, and this'
                            ' row is lost.', col, heap),
                     'Use ChangeTracking.xid(), or order by an id that the INSERT statement'
                     ' takes from a sequence.'
              FROM it
              JOIN pg_attribute a ON a.attrelid = heap_oid AND a.attname = col
              JOIN pg_attrdef d ON d.adrelid = heap_oid AND d.adnum = a.attnum
              WHERE {default}
                    ~* '^\\(?(now\\(\\)|transaction_timestamp\\(\\)|current_(timestamp|date))'
              """
                  .replace("{default}", TrackingRequirements.DEFAULT)),
          Check.warning(
              "ordered-without-sequence",
              SEQUENCE
                  + """
                  SELECT format('No sequence fills %I of %s. The doctor cannot check that its values grow in'
                                ' the order of the inserts, and that each value is unique.',
                                col, heap),
                         'Check it in the application, or use ChangeTracking.xid().'
                  FROM it WHERE NOT EXISTS (SELECT FROM drawn)
                  """));

  private OrderedChecks() {}
}
