package io.lakehousesync.testkit.pglake.internal.rows;

/**
 * Thrown if a request fails. The client of PostgreSQL gets an error with the SQLSTATE and the
 * message of this exception.
 */
public final class EngineException extends RuntimeException {
  public static final String FEATURE_NOT_SUPPORTED = "0A000";
  public static final String CONNECTION_FAILURE = "08006";
  static final String DATETIME_OUT_OF_RANGE = "22008";
  public static final String INTERNAL_ERROR = "XX000";

  private final String sqlState;

  public EngineException(String sqlState, String message) {
    super(message);
    this.sqlState = sqlState;
  }

  public String sqlState() {
    return sqlState;
  }
}
