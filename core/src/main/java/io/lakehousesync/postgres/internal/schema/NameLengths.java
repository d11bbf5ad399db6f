package io.lakehousesync.postgres.internal.schema;

import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds names of a table that are longer than the server's limit. PostgreSQL cuts such a name off
 * without an error, so that SQL with this name uses another object.
 */
final class NameLengths {
  /**
   * The limit in bytes of a server with the default NAMEDATALEN. Only for longer names, the server
   * is asked for its limit, and for their length in the encoding of the database.
   */
  private static final int USUAL_LIMIT = 63;

  private static final String TOO_LONG =
      """
      SELECT number, octet_length(name) AS bytes, current_setting('max_identifier_length') AS most
      FROM unnest(?::text[]) WITH ORDINALITY AS names (name, number)
      WHERE octet_length(name) > current_setting('max_identifier_length')::int
      ORDER BY number
      """;

  private NameLengths() {}

  /** The name of an object of the given kind. */
  private record Name(String kind, String text) {
    boolean mayBeTooLong() {
      return text.getBytes(StandardCharsets.UTF_8).length > USUAL_LIMIT;
    }
  }

  /** Returns the problems of the names in the settings of a table; empty if all can exist. */
  static List<String> problems(Connection connection, SyncTable table) throws SQLException {
    List<Name> names = names(table).stream().filter(Name::mayBeTooLong).toList();
    List<String> problems = new ArrayList<>();
    if (names.isEmpty()) {
      return problems;
    }
    try (PreparedStatement statement = connection.prepareStatement(TOO_LONG)) {
      statement.setArray(
          1, connection.createArrayOf("text", names.stream().map(Name::text).toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Name name = names.get(rows.getInt("number") - 1);
          problems.add(
              "%s name %s has %d bytes, but names have at most %s bytes in this database (max_identifier_length)."
                  .formatted(
                      name.kind,
                      Sql.identifier(name.text),
                      rows.getInt("bytes"),
                      rows.getString("most")));
        }
      }
    }
    return problems;
  }

  private static Set<Name> names(SyncTable table) {
    Set<Name> names = new LinkedHashSet<>();
    for (TableName name : List.of(table.source(), table.target())) {
      names.add(new Name("Schema", name.schema()));
      names.add(new Name("Table", name.name()));
    }
    Stream.of(
            table.tracking().column().stream(),
            table.key().stream(),
            table.columns().stream(),
            table.excluded().stream())
        .flatMap(columns -> columns)
        .forEach(column -> names.add(new Name("Column", column)));
    return names;
  }
}
