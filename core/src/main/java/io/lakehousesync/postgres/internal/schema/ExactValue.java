package io.lakehousesync.postgres.internal.schema;

import io.lakehousesync.postgres.internal.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * Two SQL expressions for the values of one column, in the heap table and in the Iceberg table. The
 * expressions are equal only if both values are the same. PostgreSQL's operator = is not enough: it
 * ignores case for citext, it compares a day and 24 hours as equal, and it does not exist for json
 * and point. If the operator compares a type exactly, values of this type are compared with it.
 * Values of all other types are compared as text.
 *
 * <p>The heap table's value is first cast to the type of the Iceberg column, because the copy does
 * the same. Text is compared by its bytes.
 *
 * @param heap the value of the heap table {@code r}
 * @param iceberg the value of the Iceberg table; the column has no table alias
 * @param type the type of both expressions. This type supports equality and hashing
 */
public record ExactValue(String heap, String iceberg, String type) {
  /** Types whose operator = is exact. Floats are not exact, because 0 and -0 are equal. */
  private static final Set<String> EXACT =
      Set.of(
          "smallint",
          "integer",
          "bigint",
          "numeric",
          "boolean",
          "date",
          "time without time zone",
          "timestamp without time zone",
          "timestamp with time zone",
          "bytea",
          "uuid");

  /** A time with time zone loses its zone in Iceberg, which holds the time in UTC. */
  private static final String WITH_ZONE = "time with time zone";

  private static final String IN_UTC = "(%s AT TIME ZONE 'UTC')::time";

  private static final String BY_BYTES = " COLLATE \"C\"";

  /** Makes the text of floats exact for the rest of the transaction. */
  private static final String EXACT_FLOATS = "SET LOCAL extra_float_digits = 1";

  /**
   * Prepares a transaction. Without this, a session may round floats when it writes them as text.
   */
  public static void prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(EXACT_FLOATS);
    }
  }

  /** Returns the expressions for a column that both tables have. */
  public static ExactValue of(Column heap, Column iceberg) {
    String type = iceberg.type();
    String name = Sql.identifier(iceberg.name());
    String cast = heap.as("r." + name, type);
    if (isTimeWithZone(type) && !type.endsWith("[]")) {
      return new ExactValue(
          IN_UTC.formatted(cast), IN_UTC.formatted(name), "time without time zone");
    } else if (EXACT.contains(element(type))) {
      return new ExactValue(cast, name, type);
    } else if (isText(element(type))) {
      return new ExactValue(cast + BY_BYTES, name + BY_BYTES, type);
    }
    return new ExactValue(iceberg.text(cast) + BY_BYTES, iceberg.text(name) + BY_BYTES, "text");
  }

  /** Returns whether a type is text, of any length. */
  public static boolean isText(String type) {
    return type.equals("text") || type.startsWith("character");
  }

  /** Returns whether a type is a time with time zone, or an array of such times. */
  public static boolean isTimeWithZone(String type) {
    return element(type).equals(WITH_ZONE);
  }

  /**
   * Returns the type without its length or precision. For an array, returns the type of its
   * elements.
   */
  private static String element(String type) {
    return type.replaceFirst("\\[]$", "").replaceAll("\\([\\d,-]+\\)", "");
  }
}
