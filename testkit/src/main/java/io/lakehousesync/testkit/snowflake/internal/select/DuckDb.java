package io.lakehousesync.testkit.snowflake.internal.select;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import org.duckdb.DuckDBConnection;

/** The engine: an in-memory DuckDB that loads no extension. Thread-safe. */
public final class DuckDb implements AutoCloseable {
  /**
   * Functions of Snowflake that have another name in the engine. REGEXP_LIKE matches the whole
   * string. Source: docs.snowflake.com, "String functions (regular expressions)"
   * (/en/sql-reference/functions-regexp) and "TO_DECIMAL, TO_NUMBER, TO_NUMERIC"
   * (/en/sql-reference/functions/to_decimal).
   *
   * <p>MD5_NUMBER_LOWER64 is the lower half of the digest as a big-endian number
   * (/en/sql-reference/functions/md5_number_lower64). HEX_ENCODE writes upper case
   * (/en/sql-reference/functions/hex_encode). TO_VARCHAR supports three formats
   * (/en/sql-reference/functions/to_char), and accepts a time with a zone only if CONVERT_TIMEZONE
   * has returned this time. The two-argument form of CONVERT_TIMEZONE uses the session's zone for a
   * time without a zone (/en/sql-reference/functions/convert_timezone); in the stand-in its result
   * has no zone.
   */
  private static final List<String> MACROS =
      List.of(
          "parse_json$path(j, p) AS json_extract_string(j, p)",
          "startswith(s, p) AS starts_with(s, p)",
          "regexp_like(s, p) AS regexp_full_match(s, p)",
          "to_number(x) AS CAST(x AS DECIMAL(38, 0))",
          "try_to_number(x) AS TRY_CAST(x AS DECIMAL(38, 0))",
          "md5_number_lower64(s) AS CAST(CAST('0x' || substr(md5(s), 17) AS UBIGINT) AS HUGEINT)",
          "hex_encode(b) AS hex(b)",
          "convert_timezone(z, t) AS timezone(z, CAST(t AS TIMESTAMP WITH TIME ZONE))",
          """
          to_varchar$moment(x) AS CASE typeof(x)
            WHEN 'TIME' THEN CAST('2000-01-01 ' || CAST(x AS VARCHAR) AS TIMESTAMP)
            WHEN 'DATE' THEN CAST(CAST(x AS VARCHAR) AS TIMESTAMP)
            WHEN 'TIMESTAMP' THEN CAST(CAST(x AS VARCHAR) AS TIMESTAMP)
            ELSE error('TO_VARCHAR with a format takes DATE, TIME or TIMESTAMP_NTZ here')
          END""",
          """
          to_varchar(x, f) AS CASE f
            WHEN 'YYYY-MM-DD' THEN strftime(to_varchar$moment(x), '%Y-%m-%d')
            WHEN 'HH24:MI:SS.FF6' THEN strftime(to_varchar$moment(x), '%H:%M:%S.%f')
            WHEN 'YYYY-MM-DD HH24:MI:SS.FF6'
              THEN strftime(to_varchar$moment(x), '%Y-%m-%d %H:%M:%S.%f')
            ELSE error('TO_VARCHAR does not know this format here')
          END""");

  private final DuckDBConnection root;

  private DuckDb(DuckDBConnection root) {
    this.root = root;
  }

  public static DuckDb open() {
    Properties settings = new Properties();
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    settings.setProperty("default_null_order", "NULLS_LAST_ON_ASC_FIRST_ON_DESC");
    try {
      DuckDBConnection root =
          DriverManager.getConnection("jdbc:duckdb:", settings).unwrap(DuckDBConnection.class);
      try (java.sql.Statement statement = root.createStatement()) {
        // The files of a table never change, and each query reads them again.
        statement.execute("SET GLOBAL parquet_metadata_cache = true");
        for (String macro : MACROS) {
          statement.execute("CREATE MACRO " + macro);
        }
      }
      return new DuckDb(root);
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB did not start", e);
    }
  }

  /** Opens a connection with its own temporary objects. */
  synchronized Connection connect() throws SQLException {
    return root.duplicate();
  }

  @Override
  public void close() throws SQLException {
    root.close();
  }
}
