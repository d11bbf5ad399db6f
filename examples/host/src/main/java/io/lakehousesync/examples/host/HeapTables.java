package io.lakehousesync.examples.host;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.text.Printable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Finds missing heap tables. If the heap table is missing, nothing is copied, but the catalog can
 * still serve the newest snapshot.
 */
public record HeapTables(DataSource postgres) {
  /**
   * Queries pg_class, because to_regclass fails if the user has no USAGE privilege on the schema.
   */
  private static final String MISSING =
      """
      SELECT t.position
      FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS t (schema, name, position)
      WHERE NOT EXISTS (
        SELECT FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE n.nspname = t.schema AND c.relname = t.name)
      """;

  /**
   * Returns the tables whose heap table does not exist. Sends one query.
   *
   * @throws NotAppliedException if PostgreSQL could not be queried
   */
  public Set<SyncTable> missing(Collection<SyncTable> tables) {
    List<SyncTable> all = List.copyOf(tables);
    Set<SyncTable> missing = new HashSet<>();
    try (Connection connection = postgres.getConnection();
        PreparedStatement statement = connection.prepareStatement(MISSING)) {
      Object[] schemas = all.stream().map(table -> table.source().schema()).toArray();
      Object[] names = all.stream().map(table -> table.source().name()).toArray();
      statement.setArray(1, connection.createArrayOf("text", schemas));
      statement.setArray(2, connection.createArrayOf("text", names));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          missing.add(all.get(rows.getInt(1) - 1));
        }
      }
    } catch (SQLException e) {
      throw new NotAppliedException(
          Retry.SENSIBLE,
          "PostgreSQL could not list the heap tables: %s. Nothing was changed."
              .formatted(
                  Printable.message(String.valueOf(e.getMessage())).replaceFirst("\\.$", "")),
          e);
    }
    return missing;
  }
}
