package io.lakehousesync.examples.host;

import io.lakehousesync.NotAppliedException;
import io.lakehousesync.NotAppliedException.Retry;
import io.lakehousesync.SyncTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/** Which heap tables there are: without one, a catalog can be current and nothing is copied. */
record HeapTables(DataSource postgres) {
  /** By the catalog, for to_regclass fails where the user may not use a schema. */
  private static final String MISSING =
      """
      SELECT t.position
      FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS t (schema, name, position)
      WHERE NOT EXISTS (
        SELECT FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE n.nspname = t.schema AND c.relname = t.name)
      """;

  /**
   * Those tables whose heap table does not exist, by one query.
   *
   * @throws NotAppliedException if PostgreSQL could not be asked
   */
  Set<SyncTable> missing(Collection<SyncTable> tables) {
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
          "PostgreSQL could not be asked for the heap tables: %s. Nothing was changed."
              .formatted(Output.oneLine(String.valueOf(e.getMessage())).replaceFirst("\\.$", "")),
          e);
    }
    return missing;
  }
}
