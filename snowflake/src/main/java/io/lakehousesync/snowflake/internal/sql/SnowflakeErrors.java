package io.lakehousesync.snowflake.internal.sql;

import io.lakehousesync.exceptions.NotAppliedException.Retry;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/**
 * The meaning of Snowflake's error codes. Decisions use the code, never the text, because Snowflake
 * changes texts. Codes: Snowflake's documentation and the driver's sources.
 */
public final class SnowflakeErrors {
  private static final Set<Integer> MISSING = Set.of(2003, 2043);

  /**
   * Codes of errors with which Snowflake refuses a statement without executing it. Snowflake would
   * refuse the same statement again.
   */
  private static final Set<Integer> REFUSED =
      Set.of(1003, 2001, 2002, 2003, 2043, 3001, 91968, 93740, 390100, 390144, 390189, 393923);

  private SnowflakeErrors() {}

  /** Returns whether the object does not exist, or is not visible to this role. */
  public static boolean isMissing(SQLException e) {
    return MISSING.contains(e.getErrorCode());
  }

  /**
   * Returns whether Snowflake certainly did not execute the statement. If false, read back to find
   * out.
   */
  public static boolean isRefused(SQLException e) {
    return e instanceof NotSentException || REFUSED.contains(e.getErrorCode());
  }

  /**
   * Returns whether the statement may have been executed, or may still be executed, because
   * Snowflake sent no answer. Codes from 200000 on come from the driver, not from Snowflake.
   */
  public static boolean mayStillRun(SQLException e) {
    return !(e instanceof NotSentException)
        && (e.getErrorCode() == 0 || e.getErrorCode() / 1000 == 200);
  }

  /** Returns whether there is no answer: the statement was not sent, or its answer is lost. */
  public static boolean isUnanswered(SQLException e) {
    return e instanceof NotSentException || mayStillRun(e);
  }

  public static Retry retry(SQLException e) {
    if (REFUSED.contains(e.getErrorCode())) {
      return Retry.POINTLESS;
    }
    return isUnanswered(e) ? Retry.OUTAGE : Retry.SENSIBLE;
  }

  public static String describe(SQLException e) {
    if (e.getErrorCode() == 0 && e.getSQLState() == null) {
      // Snowflake did not send this error. It is a lost connection or our own deadline.
      return String.valueOf(e.getMessage());
    }
    return "%s (Snowflake error %06d, SQLSTATE %s%s)"
        .formatted(
            e.getMessage(),
            e.getErrorCode(),
            e.getSQLState(),
            DriverStatement.queryId(e).map(", query "::concat).orElse(""));
  }

  /** Returns what to do if a statement of the set-up failed. */
  public static String setupAdvice(SQLException e) {
    return switch (e.getErrorCode()) {
      case 2001, 2003, 2043, 3001 ->
          "Check the names, and the privileges of the role; docs/snowflake.md lists them.";
      default ->
          adviceForAll(e)
              .orElse(
                  isUnanswered(e)
                      ? "The cause may be temporary."
                      : "If the error stays, correct what Snowflake's message names.");
    };
  }

  /** Returns what to do if a refresh failed. */
  public static String advice(SQLException e) {
    return switch (e.getErrorCode()) {
      case 2001, 2003, 2043, 3001 ->
          "Check the name, and that the role owns the table and has USAGE on its external volume and"
              + " catalog integration.";
      default ->
          adviceForAll(e)
              .orElse(
                  "If the error stays, check the metadata file, and whether the table was dropped and"
                      + " recreated in PostgreSQL, or raised to Iceberg format version 3 by another"
                      + " engine. In these two cases, replace Snowflake's table"
                      + " (SnowflakeRefresher.replace; setup --replace TABLE of the host application).");
    };
  }

  /** Returns what to do if a table could not be created. */
  public static String creationAdvice(SQLException e) {
    return switch (e.getErrorCode()) {
      case 2001, 2003, 2043, 3001, 393923 ->
          "Run the set-up (SnowflakeSetup), which creates the database, the schema and what the"
              + " table needs; or check the names, and the privileges of the role.";
      default -> advice(e);
    };
  }

  private static Optional<String> adviceForAll(SQLException e) {
    return Optional.ofNullable(
        switch (e.getErrorCode()) {
          case 1003 -> "This is a defect of this library: please report it with the statement.";
          case 2002 -> "An object of this name exists, but this role cannot see it.";
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
