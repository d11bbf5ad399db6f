package io.lakehousesync.examples.host.query;

import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.cli.UserException.Kind;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.core.Parser;

/**
 * Checks that the text is one statement that reads. PostgreSQL also refuses writes by itself,
 * because the transaction is read-only. Snowflake has no such transactions, so there this check and
 * the privileges of the role are what prevents a write.
 */
final class ReadingStatement {
  private static final Pattern FIRST_WORD =
      Pattern.compile("(?s)(?:[\\s(]|--[^\\n]*+|/\\*.*?\\*/)*+([A-Za-z]*).*+");

  /** A statement of Snowflake that creates a procedure and calls it. */
  private static final Pattern CALLS_PROCEDURE =
      Pattern.compile("(?is).*?\\bWITH\\s+(?:\\w+|\"[^\"]+\")\\s+AS\\s+PROCEDURE\\b.*+");

  private static final List<String> IN_POSTGRES =
      List.of("SELECT", "WITH", "VALUES", "TABLE", "SHOW", "EXPLAIN");
  private static final List<String> IN_SNOWFLAKE =
      List.of("SELECT", "WITH", "SHOW", "DESCRIBE", "DESC", "EXPLAIN", "LIST", "LS");

  private ReadingStatement() {}

  /**
   * Returns the statement.
   *
   * @throws UserException if the text is not one statement, or the statement may write
   */
  static String of(List<String> arguments, Side side) {
    if (arguments.size() > 1) {
      throw usage(
          "The statement came as %d arguments: put it in quotes, as in \"SELECT count(*) FROM t\"."
              .formatted(arguments.size()));
    }
    String sql = arguments.get(0);
    Matcher matcher = FIRST_WORD.matcher(sql);
    String word = matcher.matches() ? matcher.group(1).toUpperCase(Locale.ROOT) : "";
    if (word.isEmpty()) {
      throw usage("The text has no statement: give one, as in \"SELECT count(*) FROM t\".");
    }
    List<String> known = side == Side.CATALOG ? IN_SNOWFLAKE : IN_POSTGRES;
    if (!known.contains(word) || (side == Side.CATALOG && CALLS_PROCEDURE.matcher(sql).matches())) {
      throw usage(
          "query only reads, and with --on %s it accepts %s. Send other statements with psql or"
                  .formatted(side, String.join(", ", known))
              + " Snowflake's tools.");
    }
    if (side != Side.CATALOG) {
      requireOne(sql);
    }
    return sql;
  }

  /** The driver would send several statements one after the other, and the first could COMMIT. */
  private static void requireOne(String sql) {
    try {
      int statements = Parser.parseJdbcSql(sql, true, false, true, false, false).size();
      if (statements != 1) {
        throw usage("The text has %d statements: give one.".formatted(statements));
      }
    } catch (SQLException e) {
      throw new UserException(Kind.USAGE, "The statement cannot be parsed: " + e.getMessage(), e);
    }
  }

  private static UserException usage(String message) {
    return new UserException(Kind.USAGE, message, null);
  }
}
