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

  private static final int NO_WAREHOUSE = 606;
  private static final int WRONG_STORAGE_PROVIDER = 393962;
  private static final int OPERATION_RUNNING = 604009;

  /**
   * Codes of errors with which Snowflake refuses a statement without executing it. Snowflake would
   * refuse the same statement again. Codes whose meaning no public source gives, such as 91968,
   * 93740, 390189 and 393923, are not among them: after such a code, the outcome is read back.
   */
  private static final Set<Integer> REFUSED =
      Set.of(
          NO_WAREHOUSE, 1003, 2001, 2002, 2003, 2043, 3001, 390100, 390144, WRONG_STORAGE_PROVIDER);

  private SnowflakeErrors() {}

  /** Returns whether the object does not exist, or is not visible to this role. */
  public static boolean isMissing(SQLException e) {
    return MISSING.contains(e.getErrorCode());
  }

  /**
   * Returns whether Snowflake refused to change a Postgres instance, because an earlier operation
   * on it still runs. The instance can be READY at this time.
   */
  public static boolean isOperationRunning(SQLException e) {
    return e.getErrorCode() == OPERATION_RUNNING;
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
    return !(e instanceof NotSentException) && !isFromSnowflake(e);
  }

  /** Returns whether there is no answer: the statement was not sent, or its answer is lost. */
  public static boolean isUnanswered(SQLException e) {
    return e instanceof NotSentException || mayStillRun(e);
  }

  public static Retry retry(SQLException e) {
    if (REFUSED.contains(e.getErrorCode())) {
      return Retry.POINTLESS;
    }
    boolean answered = e instanceof NotSentException && isFromSnowflake(e);
    return isUnanswered(e) && !answered ? Retry.OUTAGE : Retry.SENSIBLE;
  }

  /** Returns whether the error comes from Snowflake, and not from the driver or the network. */
  private static boolean isFromSnowflake(SQLException e) {
    return e.getErrorCode() != 0 && e.getErrorCode() / 1000 != 200;
  }

  /** Returns the message, codes and query of an error, without a full stop at the end. */
  public static String describe(SQLException e) {
    if (e.getErrorCode() == 0 && e.getSQLState() == null) {
      // Snowflake did not send this error. It is a lost connection or our own deadline.
      String message = String.valueOf(e.getMessage());
      return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
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
          adviceForAll(e).orElse("If the error stays, correct what Snowflake's message names.");
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
    if (retry(e) == Retry.OUTAGE) {
      return Optional.of("The cause may be temporary.");
    }
    return Optional.ofNullable(
        switch (e.getErrorCode()) {
          case NO_WAREHOUSE ->
              "The session has no warehouse, and this statement needs one. Set snowflake.warehouse"
                  + " (SnowflakeConnections.warehouse), or a default warehouse for the user, and"
                  + " grant the role USAGE on it.";
          case WRONG_STORAGE_PROVIDER ->
              "The URL of the location does not fit to the region of the account. In government"
                  + " regions it begins with s3gov://, in China with s3china://. Set"
                  + " snowflake.storage-base-url (S3Location) accordingly.";
          case 1003 -> "This is a defect of this library: please report it with the statement.";
          case OPERATION_RUNNING ->
              "Wait until the instance has finished its operation, and try again.";
          case 2002 -> "An object of this name exists, but this role cannot see it.";
          case 91968 ->
              "This code was seen for tables with equality deletes, which Snowflake cannot read. If the"
                  + " error stays, rewrite the table's files without them.";
          case 93740 ->
              "This code was seen for tables that the catalog does not have. If the error stays, check"
                  + " the table's name and the namespace of the catalog.";
          case 390189 ->
              "This code was seen for roles that the user does not have. If the error stays, check the"
                  + " role, the user and its credentials.";
          case 390100, 390144 -> "Check the user and its credentials.";
          case 393923 ->
              "This code was seen for wrong names of the catalog integration. If the error stays,"
                  + " check this name.";
          default -> null;
        });
  }
}
