package io.lakehousesync.postgres.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * The search_path of our sessions. PostgreSQL looks there for functions and operators. If it
 * contained a schema in which other roles may create objects, such as public, an operator of such a
 * role could run with the rights of ours (CVE-2018-1058). pg_temp is last, because otherwise
 * PostgreSQL would look there first for tables and types.
 */
public final class SearchPath {
  /** The search_path for statements that use only PostgreSQL's own types. */
  public static final String VALUE = "pg_catalog, pg_temp";

  static final String IN_TRANSACTION = "SET LOCAL search_path = " + VALUE;

  private SearchPath() {}

  /**
   * Adds schemas of extensions until the end of the transaction, so that PostgreSQL finds the
   * operators of types such as citext. Other roles must not be able to create objects there; see
   * SECURITY.md.
   */
  public static void add(Connection connection, Collection<String> extensions) throws SQLException {
    if (!extensions.isEmpty()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            "SET LOCAL search_path = pg_catalog, %s, pg_temp"
                .formatted(
                    extensions.stream().map(Sql::identifier).collect(Collectors.joining(", "))));
      }
    }
  }
}
