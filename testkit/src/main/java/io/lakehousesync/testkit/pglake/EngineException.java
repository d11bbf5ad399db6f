package io.lakehousesync.testkit.pglake;

/** A request that failed in a way the client of PostgreSQL is to see, with its SQLSTATE. */
final class EngineException extends RuntimeException {
  static final String FEATURE_NOT_SUPPORTED = "0A000";
  static final String CONNECTION_FAILURE = "08006";
  static final String DATETIME_OUT_OF_RANGE = "22008";
  static final String INTERNAL_ERROR = "XX000";

  private final String sqlState;

  EngineException(String sqlState, String message) {
    super(message);
    this.sqlState = sqlState;
  }

  String sqlState() {
    return sqlState;
  }
}
