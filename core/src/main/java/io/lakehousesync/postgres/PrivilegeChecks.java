package io.lakehousesync.postgres;

import io.lakehousesync.ChangeTracking;
import io.lakehousesync.SyncTable;
import io.lakehousesync.WriteMode;
import java.util.List;
import java.util.function.Predicate;

/** What the copying role may not do, and must. */
final class PrivilegeChecks {
  static final List<Check> ALL =
      List.of(
          Check.error(
              "privilege-missing",
              Check::always,
              """
              SELECT DISTINCT format('Role %I may not use schema %I.', current_user, n.nspname),
                     format('GRANT USAGE ON SCHEMA %I TO %I', n.nspname, current_user)
              FROM it
              JOIN pg_class c ON c.oid IN (heap_oid, iceberg_oid)
              JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE NOT has_schema_privilege(n.oid, 'USAGE')
              """),
          missing("heap", "SELECT", Check::always),
          missing("heap", "UPDATE", table -> table.tracking() instanceof ChangeTracking.Marker),
          missing("iceberg", "SELECT", Check::always),
          missing("iceberg", "INSERT", Check::always),
          missing(
              "iceberg",
              "DELETE",
              table ->
                  table.mode() == WriteMode.UPSERT
                      || table.tracking() instanceof ChangeTracking.Comparison),
          Check.error(
              "privilege-missing",
              Check::tracked,
              """
                            SELECT format('Role %I may not write to schema lakehouse_sync, where checkpoints are.',
                            current_user),
                     format('GRANT USAGE ON SCHEMA lakehouse_sync TO %1$I; GRANT SELECT, INSERT, UPDATE,'
                            ' DELETE ON ALL TABLES IN SCHEMA lakehouse_sync TO %1$I', current_user)
                            FROM it, pg_namespace AS n
              WHERE n.nspname = 'lakehouse_sync'
                AND (NOT has_schema_privilege(n.oid, 'USAGE') OR EXISTS (
                  SELECT FROM pg_class, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS p
                  WHERE relnamespace = n.oid AND relkind = 'r' AND NOT has_table_privilege(oid, p)))

              """));

  private PrivilegeChecks() {}

  private static Check missing(String side, String privilege, Predicate<SyncTable> when) {
    return Check.error(
        "privilege-missing",
        when,
        """
        SELECT format('Role %%I may not %2$s %%s.', current_user, %1$s),
               format('GRANT %2$s ON %%s TO %%I', %1$s, current_user)
        FROM it
        WHERE %1$s_oid IS NOT NULL AND NOT has_table_privilege(%1$s_oid, '%2$s')
        """
            .formatted(side, privilege));
  }
}
