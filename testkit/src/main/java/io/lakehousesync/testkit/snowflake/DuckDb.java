package io.lakehousesync.testkit.snowflake;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.duckdb.DuckDBConnection;

/** The engine: an in-memory DuckDB that loads no extension. Thread-safe. */
final class DuckDb implements AutoCloseable {
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
      return new DuckDb(
          DriverManager.getConnection("jdbc:duckdb:", settings).unwrap(DuckDBConnection.class));
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
