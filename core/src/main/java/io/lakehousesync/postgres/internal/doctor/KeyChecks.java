package io.lakehousesync.postgres.internal.doctor;

import io.lakehousesync.table.WriteMode;
import java.util.List;

/** Checks that a key identifies rows. */
public final class KeyChecks {
  /** All of these checks. */
  public static final List<Check> ALL =
      List.of(
          Check.error(
              "key-not-unique",
              table -> table.mode().orElse(WriteMode.UPSERT) == WriteMode.UPSERT,
              """
              SELECT format('No unique index of %s has only columns of the key (%s). If two rows have the same'
                            ' key, a large copy can miss one of them.', heap, array_to_string(key, ', ')),
                     format('CREATE UNIQUE INDEX ON %s (%s)', heap, array_to_string(ARRAY(
                       SELECT quote_ident(c.name) FROM unnest(key) AS c (name)), ', '))
              FROM it
              WHERE cardinality(key) > 0 AND NOT EXISTS (
                SELECT FROM pg_index i
                WHERE i.indrelid = heap_oid AND i.indisunique AND i.indisvalid AND i.indimmediate
                  AND i.indpred IS NULL AND i.indexprs IS NULL
                  AND NOT EXISTS (
                    SELECT FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, position)
                    JOIN pg_attribute a ON a.attrelid = heap_oid AND a.attnum = k.number
                    LEFT JOIN pg_collation c ON c.oid = a.attcollation
                    WHERE k.position <= i.indnkeyatts
                      AND (NOT a.attname = ANY (key)
                           OR NOT c.collisdeterministic
                              AND i.indcollation[k.position - 1] <> a.attcollation)))
              """),
          Check.error(
              "key-nullable",
              table -> table.mode().orElse(WriteMode.UPSERT) == WriteMode.UPSERT,
              """
              SELECT format('Key column %I of %s may be null. Copies stop, because rows with null in it'
                            ' would be lost.',
                            a.attname, heap),
                     format('ALTER TABLE %s ALTER COLUMN %I SET NOT NULL', heap, a.attname)
              FROM it JOIN pg_attribute a ON a.attrelid = heap_oid AND a.attname = ANY (key)
              WHERE NOT a.attnotnull
              """));

  private KeyChecks() {}
}
