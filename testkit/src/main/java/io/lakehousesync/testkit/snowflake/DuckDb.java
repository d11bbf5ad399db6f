package io.lakehousesync.testkit.snowflake;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import org.duckdb.DuckDBConnection;

/** The engine: an in-memory DuckDB that loads no extension. Thread-safe. */
final class DuckDb implements AutoCloseable {
  /**
   * Functions of Snowflake that the engine has under another name. REGEXP_LIKE matches the whole
   * string. Source: docs.snowflake.com, "String functions (regular expressions)"
   * (/en/sql-reference/functions-regexp) and "TO_DECIMAL, TO_NUMBER, TO_NUMERIC"
   * (/en/sql-reference/functions/to_decimal).
   */
  private static final List<String> MACROS =
      List.of(
          "parse_json$path(j, p) AS json_extract_string(j, p)",
          "regexp_like(s, p) AS regexp_full_match(s, p)",
          "to_number(x) AS CAST(x AS DECIMAL(38, 0))",
          "try_to_number(x) AS TRY_CAST(x AS DECIMAL(38, 0))");

  private final DuckDBConnection root;

  private DuckDb(DuckDBConnection root) {
    this.root = root;
  }

  static DuckDb open() {
    Properties settings = new Properties();
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    settings.setProperty("default_null_order", "NULLS_LAST_ON_ASC_FIRST_ON_DESC");
    try {
      DuckDBConnection root =
          DriverManager.getConnection("jdbc:duckdb:", settings).unwrap(DuckDBConnection.class);
      try (java.sql.Statement statement = root.createStatement()) {
        for (String macro : MACROS) {
          statement.execute("CREATE MACRO " + macro);
        }
      }
      return new DuckDb(root);
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB did not start", e);
    }
  }

  /** Opens a connection with temporary objects of its own. */
  synchronized Connection connect() throws SQLException {
    return root.duplicate();
  }

  static String identifier(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  static String literal(Object value) {
    return "'" + value.toString().replace("'", "''") + "'";
  }

  @Override
  public void close() throws SQLException {
    root.close();
  }
}
