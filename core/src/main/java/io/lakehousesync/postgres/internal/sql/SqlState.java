package io.lakehousesync.postgres.internal.sql;

import io.lakehousesync.exceptions.NotAppliedException.Retry;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLTransientException;
import java.util.Optional;
import java.util.Set;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * The SQLSTATEs that this library handles. The names and codes are from PostgreSQL's manual,
 * appendix "Error Codes". Tests have shown how pg_lake uses these codes.
 */
public final class SqlState {
  static final String FEATURE_NOT_SUPPORTED = "0A000";
  public static final String UNDEFINED_TABLE = "42P01";

  /** An object has more of something than the program handles. */
  public static final String PROGRAM_LIMIT_EXCEEDED = "54000";

  /** The driver has the same SQLSTATE for a result without the column. */
  public static final String UNDEFINED_COLUMN = "42703";

  static final String INSUFFICIENT_PRIVILEGE = "42501";
  static final String INVALID_PASSWORD = "28P01";
  static final String INVALID_AUTHORIZATION = "28000";
  static final String UNKNOWN_DATABASE = "3D000";
  static final String INTERNAL_ERROR = "XX000";

  /**
   * States after which the whole transaction is repeated at once: serialization failure, deadlock,
   * and pg_lake's "out of background worker slots". A lock timeout is not in this set, because its
   * statement has waited long enough.
   */
  private static final Set<String> CONTENTION = Set.of("40001", "40P01", "53400");

  private static final String INVALID_TEXT = "22P02";

  /**
   * "using outdated tuple descriptor when deforming row type". With PostgreSQL 17.12, pg_lake 3.5
   * cannot delete certain rows of data files with more than 65,532 rows, for example the 65,533rd
   * row. The error can also pass: one statement succeeded when it was repeated.
   */
  private static final String OUTDATED_ROW_TYPE = "22P07";

  private static final String QUERY_CANCELED = "57014";
  private static final String TRANSACTION_TIMEOUT = "25P04";
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private SqlState() {}

  /** Returns the SQLSTATE; an empty string if there is none. */
  public static String of(SQLException e) {
    return e.getSQLState() == null ? "" : e.getSQLState();
  }

  /** Returns whether the statement was cancelled, by its timeout or by a user. */
  public static boolean isCancelled(SQLException e) {
    return of(e).equals(QUERY_CANCELED);
  }

  /** Returns whether the statement waited too long for a lock. */
  public static boolean isLockTimeout(SQLException e) {
    return of(e).equals(LOCK_NOT_AVAILABLE);
  }

  /** Returns the exception for a statement that was cancelled because it waited for locks. */
  public static SQLException lockTimeout(SQLException cancelled) {
    return new SQLException(cancelled.getMessage(), LOCK_NOT_AVAILABLE, cancelled);
  }

  /**
   * Errors that a part of a statement causes: data, constraints, privileges, names, limits, and
   * functions of a table's owner.
   */
  private static final Set<String> OF_ONE_STATEMENT =
      Set.of("22", "23", "2F", "38", "39", "42", "44", "54", "P0");

  /** Errors of the session or the role that last: its transaction, password, database or schema. */
  private static final Set<String> OF_THE_SESSION = Set.of("25", "28", "3D", "3F");

  /** Errors of the server and of its resources that end the work of all sessions. */
  private static final Set<String> OUTAGE = Set.of("57P01", "57P02", "57P03", "58030", "53300");

  private static String classOf(SQLException e) {
    return of(e).substring(0, Math.min(2, of(e).length()));
  }

  /** Returns whether other sessions prevented the transaction. If so, a repetition may succeed. */
  public static boolean isContention(SQLException e) {
    return CONTENTION.contains(of(e));
  }

  /**
   * Returns whether the same statement can succeed later without any change. An error that is not
   * known can pass.
   */
  public static boolean canPass(SQLException e) {
    return e instanceof SQLTransientException
        || of(e).equals(TRANSACTION_TIMEOUT)
        || of(e).equals(OUTDATED_ROW_TYPE)
        || !(OF_ONE_STATEMENT.contains(classOf(e)) || OF_THE_SESSION.contains(classOf(e)));
  }

  /** Returns whether and when a retry can succeed. */
  public static Retry retry(SQLException e) {
    if (isOutage(e)) {
      return Retry.OUTAGE;
    }
    return canPass(e) ? Retry.SENSIBLE : Retry.POINTLESS;
  }

  /**
   * Returns whether all tables have the same error: the connection, pg_lake's query engine or its
   * storage is down. pg_lake reports 0A000 if S3 is down during a statement, and XX000 if its query
   * engine is down. Both are also the states of other errors. The texts are not translated, because
   * they come from the engine (DuckDB) and from pg_lake.
   */
  private static boolean isOutage(SQLException e) {
    String message = String.valueOf(e.getMessage());
    return switch (of(e)) {
      case FEATURE_NOT_SUPPORTED -> message.contains("IO Error") || message.contains("HTTP Error");
      case INTERNAL_ERROR -> message.contains("query engine");
      default ->
          // A connection pool that times out reports no SQLSTATE.
          e instanceof SQLTransientConnectionException
              || classOf(e).equals("08")
              || OUTAGE.contains(of(e));
    };
  }

  /**
   * Returns whether the server sent this error. The SQLSTATE does not show this. For example,
   * pg_lake sends 08006 if S3 is down at COMMIT. The driver reports 08006 too if the connection is
   * lost, and then the outcome is unknown.
   */
  private static boolean isFromServer(SQLException e) {
    return e instanceof PSQLException psql && psql.getServerErrorMessage() != null;
  }

  /**
   * Returns the server's error if a policy of row-level security caused it; otherwise empty. Only
   * the name of the server's routine shows this cause: the SQLSTATE is the same as for a missing
   * privilege, and the text depends on the server's language.
   */
  private static Optional<ServerErrorMessage> ofRowSecurity(SQLException e) {
    return Optional.of(e)
        .filter(PSQLException.class::isInstance)
        .map(PSQLException.class::cast)
        .map(PSQLException::getServerErrorMessage)
        .filter(error -> "check_enable_rls".equals(error.getRoutine()));
  }

  /**
   * Returns what to do. If the error has a hint, the role owns the table: PostgreSQL gives no hint
   * to other roles.
   */
  private static String adviceOnRowSecurity(ServerErrorMessage error) {
    return error.getHint() == null
        ? "Policies may hide rows of this table from the sync role. Run ALTER ROLE … BYPASSRLS for"
            + " this role, or remove the policies."
        : "Policies may hide rows of this table from the sync role, which owns it. Run ALTER TABLE …"
            + " NO FORCE ROW LEVEL SECURITY, or ALTER ROLE … BYPASSRLS for this role.";
  }

  /**
   * Returns whether an error at COMMIT means that the transaction was rolled back. If the server
   * ends the session (57P01 and similar, or after a timeout), the transaction may already be
   * committed, without a confirmation. Then this method returns false.
   */
  public static boolean isRollback(SQLException e) {
    return isFromServer(e) && !of(e).startsWith("57P") && !of(e).equals(TRANSACTION_TIMEOUT);
  }

  /** Returns a sentence that says what to do. */
  public static String advice(SQLException e) {
    return switch (of(e)) {
      case UNDEFINED_TABLE -> "Check the table's name and schema.";
      case INSUFFICIENT_PRIVILEGE ->
          ofRowSecurity(e)
              .map(SqlState::adviceOnRowSecurity)
              .orElse(
                  "Grant the privilege; writing Iceberg tables also needs GRANT lake_read_write.");
      case INVALID_PASSWORD, INVALID_AUTHORIZATION -> "Check the user and the password.";
      case UNKNOWN_DATABASE -> "Check the database in the URL.";
      case "08001", "08004" -> "Check that the server is up and the address is right.";
      case "08006" -> "Check the connection, and whether pg_lake reaches S3.";
      case "53400" -> "Raise max_worker_processes, or sync fewer tables at the same time.";
      case INVALID_TEXT ->
          "If a value of an enum in the key was renamed while a row was deleted, make a new baseline"
              + " (PgLakeSetup.newBaseline).";
      case OUTDATED_ROW_TYPE ->
          "PostgreSQL 17.12 and pg_lake 3.5 cannot delete some rows of large data files; see \"Known"
              + " problems of pg_lake\" in docs/operations.md.";
      case TRANSACTION_TIMEOUT ->
          "Raise transaction_timeout for this role, or make batches smaller (batchRows, batchBytes).";
      case "55P03" -> "Another session holds a lock for longer than the lock timeout.";
      default ->
          canPass(e)
              ? "The cause may be temporary: run again."
              : "Running again does not help before the cause is removed.";
    };
  }
}
