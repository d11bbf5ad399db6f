package io.lakehousesync.postgres.internal.setup;

import io.lakehousesync.postgres.internal.sql.Queries;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Checks who owns the schema {@code lakehouse_sync} and its objects. If another role has created
 * the schema before the first set-up, this role can put views and functions into it. They would run
 * with the rights of the set-up's role.
 */
public final class OwnSchema {
  /** Finds the owners that have rights which the present role does not have itself. */
  private static final String FOREIGN =
      """
      WITH me AS (SELECT oid, rolsuper FROM pg_roles WHERE rolname = current_user)
      SELECT format('%s belongs to the role %I, which is not the role of the set-up and no superuser.',
                    ours.what, o.rolname)
      FROM (
        SELECT 'Schema lakehouse_sync' AS what, nspowner AS owner FROM pg_namespace
        WHERE nspname = 'lakehouse_sync'
        UNION ALL
        SELECT 'Relation ' || oid::regclass, relowner FROM pg_class
        WHERE relnamespace = to_regnamespace('lakehouse_sync')
        UNION ALL
        SELECT 'Function ' || oid::regprocedure, proowner FROM pg_proc
        WHERE pronamespace = to_regnamespace('lakehouse_sync')
      ) AS ours
      JOIN pg_roles AS o ON o.oid = ours.owner CROSS JOIN me
      WHERE o.oid <> me.oid AND NOT o.rolsuper
        AND (me.rolsuper OR NOT pg_has_role(me.oid, o.oid, 'USAGE'))
      LIMIT 1
      """;

  private OwnSchema() {}

  /** Returns why the schema must not be used and what to do; empty if it can be used. */
  public static List<String> problems(Connection connection) throws SQLException {
    return Queries.values(connection, FOREIGN).stream()
        .map(
            problem ->
                problem
                    + " Run this as that role, or drop the schema and run the set-up and new baselines.")
        .toList();
  }
}
