package io.lakehousesync.postgres;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.postgresql.util.PSQLException;

/**
 * The SQLSTATEs that decide something here. Names and codes are those of PostgreSQL's manual,
 * appendix "Error Codes"; what pg_lake means by them was measured.
 */
final class SqlState {
  static final String FEATURE_NOT_SUPPORTED = "0A000";
  static final String UNDEFINED_TABLE = "42P01";
  static final String INSUFFICIENT_PRIVILEGE = "42501";
  static final String INVALID_PASSWORD = "28P01";
  static final String INVALID_AUTHORIZATION = "28000";
  static final String UNKNOWN_DATABASE = "3D000";
  static final String INTERNAL_ERROR = "XX000";

  /**
   * Worth the whole transaction again at once: serialization failure, deadlock, lock timeout, and
   * pg_lake's "out of background worker slots".
   */
  private static final Set<String> CONTENTION = Set.of("40001", "40P01", "55P03", "53400");

  /** A lock timeout, and out of memory, which includes the one for locks. */
  private static final Set<String> ONE_STATEMENT = Set.of("55P03", "53200");

  /** Classes whose cause can pass: connection, resources, operator intervention, system error. */
  private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "55", "57", "58");

  private static final String QUERY_CANCELED = "57014";
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private SqlState() {}

  static String of(SQLException e) {
    return e.getSQLState() == null ? "" : e.getSQLState();
  }

  /** Ended by its timeout, or by somebody. */
  static boolean isCancelled(SQLException e) {
    return of(e).equals(QUERY_CANCELED);
  }

  static boolean isLockTimeout(SQLException e) {
    return of(e).equals(LOCK_NOT_AVAILABLE);
  }

  /**
   * Whether the statement cannot be run as it is, because of something that it names, a lock, or
   * its size; a part of it may.
   */
  static boolean isOfOneStatement(SQLException e) {
    String state = of(e);
    return state.startsWith("42") || state.startsWith("54") || ONE_STATEMENT.contains(state);
  }

  static boolean isContention(SQLException e) {
    return CONTENTION.contains(of(e));
  }

  /**
   * Whether the same can succeed later without anybody changing anything. pg_lake reports S3 that
   * is down during a statement as 0A000, and its query engine being down as XX000.
   */
  static boolean canPass(SQLException e) {
    String state = of(e);
    // A pool that has no connection to give says no state.
    return e instanceof SQLTransientException
        || (state.length() == 5
            && (PASSING_CLASSES.contains(state.substring(0, 2))
                || state.equals(FEATURE_NOT_SUPPORTED)
                || state.equals(INTERNAL_ERROR)));
  }

  /**
   * Whether the server itself sent this error. The SQLSTATE does not tell: pg_lake sends 08006 when
   * S3 is down at COMMIT, and the driver makes up 08006 when the connection is lost and the outcome
   * is unknown.
   */
  private static boolean isFromServer(SQLException e) {
    return e instanceof PSQLException psql && psql.getServerErrorMessage() != null;
  }

  /**
   * Whether an error at COMMIT means that the transaction was rolled back. A server that ends the
   * session (57P01 and its like) may do so after it has committed, before it says so.
   */
  static boolean isRollback(SQLException e) {
    return isFromServer(e) && !of(e).startsWith("57P");
  }

  /** What somebody should do about it, as a sentence. */
  static String advice(SQLException e) {
    return switch (of(e)) {
      case UNDEFINED_TABLE -> "Check the table's name and schema.";
      case INSUFFICIENT_PRIVILEGE ->
          "Grant the privilege; writing Iceberg tables also needs GRANT lake_read_write.";
      case INVALID_PASSWORD, INVALID_AUTHORIZATION -> "Check the user and the password.";
      case UNKNOWN_DATABASE -> "Check the database in the URL.";
      case "08001", "08004" -> "Check that the server is up and the address is right.";
      case "08006" -> "Check the connection, and whether pg_lake reaches S3.";
      case "53400" -> "Raise max_worker_processes, or sync fewer tables at the same time.";
      case "55P03" -> "Another session holds a lock for longer than the lock timeout.";
      default ->
          canPass(e)
              ? "It can pass by itself: run again."
              : "Running again will not help by itself.";
    };
  }
}
