package io.lakehousesync.testkit.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;

/** Asserts that a statement is rejected, as the driver reports it. */
record RejectedStatement(Connection connection, String sql) {
  static RejectedStatement by(Connection connection, String sql) {
    return new RejectedStatement(connection, sql);
  }

  void with(int code, String sqlState, String message) {
    assertThatThrownBy(() -> StandIn.execute(connection, sql))
        .hasMessageContaining(message)
        .isInstanceOfSatisfying(
            SQLException.class,
            e -> {
              assertThat(e.getErrorCode()).isEqualTo(code);
              assertThat(e.getSQLState()).isEqualTo(sqlState);
            });
  }
}
