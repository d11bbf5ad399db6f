package io.lakehousesync.snowflake;

import io.lakehousesync.NotAppliedException.Retry;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/**
 * What Snowflake's error codes say about the statement. Decided by code, never by text, which
 * Snowflake changes. Codes: Snowflake's documentation and the driver's sources.
 */
final class SnowflakeError {
  private static final Set<Integer> MISSING = Set.of(2003, 2043);

  /** The statement was refused before it did anything, and would be again. */
  private static final Set<Integer> REFUSED =
      Set.of(1003, 2001, 2002, 2003, 2043, 3001, 91968, 93740, 390100, 390144, 390189, 393923);

  private SnowflakeError() {}

  /** The object does not exist, or this role must not know that it does. */
  static boolean isMissing(SQLException e) {
    return MISSING.contains(e.getErrorCode());
  }

  /** Whether the statement was certainly not carried out; otherwise a read-back must tell. */
  static boolean isRefused(SQLException e) {
    return e instanceof NotSentException || REFUSED.contains(e.getErrorCode());
  }

  /**
   * Whether the statement may be carried out yet, or have been: its answer is missing, and is not
   * an error that Snowflake sent. The driver's own codes are those from 200000 on.
   */
  static boolean mayStillRun(SQLException e) {
    return !(e instanceof NotSentException)
        && (e.getErrorCode() == 0 || e.getErrorCode() / 1000 == 200);
  }

  /** Whether Snowflake has said nothing: the statement did not get there, or its answer is lost. */
  static boolean isUnanswered(SQLException e) {
    return e instanceof NotSentException || mayStillRun(e);
  }

  static Retry retry(SQLException e) {
    return REFUSED.contains(e.getErrorCode()) ? Retry.POINTLESS : Retry.SENSIBLE;
  }

  static String describe(SQLException e) {
    if (e.getErrorCode() == 0 && e.getSQLState() == null) {
      // Snowflake has not said anything: a lost connection, or an end to our patience.
      return String.valueOf(e.getMessage());
    }
    return "%s (Snowflake error %06d, SQLSTATE %s%s)"
        .formatted(
            e.getMessage(),
            e.getErrorCode(),
            e.getSQLState(),
            DriverStatement.queryId(e).map(", query "::concat).orElse(""));
  }

  /** What to do about a statement of the set-up. */
  static String setupAdvice(SQLException e) {
    return switch (e.getErrorCode()) {
      case 2001, 2003, 2043, 3001 ->
          "Check the names, and the privileges of the role; docs/snowflake.md lists them.";
      default ->
          adviceForAll(e)
              .orElse(
                  isUnanswered(e)
                      ? "The cause may pass by itself."
                      : "If it does not pass by itself, change what Snowflake names.");
    };
  }

  /** What to do about a refresh. */
  static String advice(SQLException e) {
    return switch (e.getErrorCode()) {
      case 2001, 2003, 2043, 3001 ->
          "Check the name, and that the role owns the table and has USAGE on its external volume and"
              + " catalog integration.";
      default ->
          adviceForAll(e)
              .orElse(
                  "If it does not pass by itself, look at the metadata file and at whether the table"
                      + " was dropped and created anew in PostgreSQL.");
    };
  }

  /** What to do where a table could not be created. */
  static String creationAdvice(SQLException e) {
    return switch (e.getErrorCode()) {
      case 2001, 2003, 2043, 3001, 393923 ->
          "Run the set-up (SnowflakeSetup), which makes the database, the schema and what the table"
              + " needs; or check the names, and the privileges of the role.";
      default -> advice(e);
    };
  }

  private static Optional<String> adviceForAll(SQLException e) {
    return Optional.ofNullable(
        switch (e.getErrorCode()) {
          case 1003 -> "This is a defect of this library: please report it with the statement.";
          case 2002 -> "There is such an object that this role cannot see.";
          case 91968 ->
              "Snowflake cannot read equality deletes: rewrite the table's files without them.";
          case 93740 ->
              "The catalog has no such table: check its name, and the catalog's namespace.";
          case 390100, 390144, 390189 -> "Check the user and its credentials.";
          case 393923 -> "Check the name of the catalog integration.";
          default -> null;
        });
  }
}
