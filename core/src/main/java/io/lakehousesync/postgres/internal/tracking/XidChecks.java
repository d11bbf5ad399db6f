package io.lakehousesync.postgres.internal.tracking;

import io.lakehousesync.postgres.internal.capture.TrackingRequirements;
import io.lakehousesync.postgres.internal.doctor.Check;
import io.lakehousesync.postgres.internal.sql.Sql;
import java.util.List;

/** The doctor's checks that each written row gets the id of its transaction. */
final class XidChecks {
  static final List<Check> ALL =
      List.of(
          TrackingRequirements.CHECKPOINTS,
          Check.error(
              "xid-default-missing",
              """
                SELECT format('Column %I of %s is not filled by pg_current_xact_id(): inserted rows are'
                              ' lost, or fail.', col, heap),
                       format('ALTER TABLE %s ALTER COLUMN %I SET DEFAULT pg_current_xact_id()', heap, col)
                FROM it
                JOIN pg_attribute a ON a.attrelid = heap_oid AND a.attname = col
                LEFT JOIN pg_attrdef d ON d.adrelid = heap_oid AND d.adnum = a.attnum
                WHERE {default} IS DISTINCT FROM 'pg_current_xact_id()'
                """
                  .replace("{default}", TrackingRequirements.DEFAULT)),
          Check.error(
              "trigger-after-stamp",
              """
                SELECT format('Trigger %I on %s fires after our triggers, which set column %I. It can set'
                              ' the column back, and then changes are lost.',
                              t.tgname, t.tgrelid::regclass, col),
                       format('ALTER TRIGGER %I ON %s RENAME TO %I', t.tgname, t.tgrelid::regclass,
                              'a_' || left(t.tgname, 60))
                FROM it JOIN pg_trigger t ON t.tgrelid IN {withPartitions}
                WHERE t.tgtype & 3 = 3 AND t.tgtype & 20 <> 0 AND t.tgparentid = 0
                  AND t.tgname > 'zz_lakehouse_sync_insert'
                  AND t.tgname <> 'zz_lakehouse_sync_update'
                """
                  .replace("{withPartitions}", Sql.withPartitions("heap_oid"))));

  private XidChecks() {}
}
