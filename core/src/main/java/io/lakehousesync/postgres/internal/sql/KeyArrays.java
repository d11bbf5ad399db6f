package io.lakehousesync.postgres.internal.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;

/**
 * Passes keys, which are texts, as a parameter of another type, such as {@code CAST(? AS int[])}.
 * The parameter has no type of its own, so PostgreSQL reads each value with the input function of
 * the type. A parameter of type text[] would be cast, and the owner of a type can define this cast:
 * it would run with the rights of the role that copies.
 */
public final class KeyArrays {
  private KeyArrays() {}

  /** Sets a parameter to an array of keys. */
  public static void bind(PreparedStatement statement, int parameter, List<String> keys)
      throws SQLException {
    String array = statement.getConnection().createArrayOf("text", keys.toArray()).toString();
    statement.setObject(parameter, array, Types.OTHER);
  }
}
