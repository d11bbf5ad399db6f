package io.lakehousesync.postgres.internal.doctor;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import java.util.List;
import java.util.function.Predicate;

/** Checks that the role has the privileges that the copy needs. */
public final class PrivilegeChecks {
  /** All of these checks. */
  public static final List<Check> ALL =
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
          missing("iceberg", "SELECT", Check::always),
          missing("iceberg", "INSERT", Check::always),
          missing(
              "iceberg",
              "DELETE",
              table -> table.mode().orElse(WriteMode.UPSERT) == WriteMode.UPSERT),
          Check.error(
              "privilege-missing",
              Check::tracked,
              """
              SELECT format('Role %I lacks privileges in schema lakehouse_sync, which holds the checkpoints.',
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

  /**
   * Returns a check that the role has a privilege.
   *
   * @param side {@code heap} or {@code iceberg}
   */
  public static Check missing(String side, String privilege) {
    return missing(side, privilege, Check::always);
  }

  /** Returns a check that the role may update the column of the tracking. */
  public static Check missingUpdateOfColumn() {
    return Check.error(
        "privilege-missing",
        """
        SELECT format('Role %I may not UPDATE column %I of %s.', current_user, attname, heap),
               format('GRANT UPDATE (%I) ON %s TO %I', attname, heap, current_user)
        FROM it JOIN pg_attribute ON attrelid = heap_oid AND attname = col AND NOT attisdropped
        WHERE NOT has_column_privilege(heap_oid, attnum, 'UPDATE')
        """);
  }

  private static Check missing(String side, String privilege, Predicate<SyncTable> when) {
    return Check.error(
        "privilege-missing",
        when,
        SqlTemplate.of(
                """
                SELECT format('Role %I may not {privilege} %s.', current_user, {side}),
                       format('GRANT {privilege} ON %s TO %I', {side}, current_user)
                FROM it
                WHERE {side}_oid IS NOT NULL AND NOT has_table_privilege({side}_oid, '{privilege}')
                """)
            .with("side", side)
            .with("privilege", privilege)
            .sql());
  }
}
