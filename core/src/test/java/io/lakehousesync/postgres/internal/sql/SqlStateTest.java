package io.lakehousesync.postgres.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

class SqlStateTest {
  @Test
  void poolTimeoutWithoutStateIsTemporary() {
    SQLException noConnection = new SQLTransientConnectionException("not available after 5000ms");

    assertThat(SqlState.canPass(noConnection)).isTrue();
    assertThat(SqlState.advice(noConnection)).isEqualTo("The cause may be temporary: run again.");
  }

  @Test
  void permanentErrorIsNotTemporary() {
    assertThat(SqlState.canPass(new SQLException("no such column", "42703"))).isFalse();
    assertThat(SqlState.canPass(new SQLException("no state"))).isFalse();
  }

  @Test
  void timeoutOfATransactionAtItsCommitLeavesTheOutcomeOpen() {
    SQLException timeout = fromServer("25P04");

    assertThat(SqlState.isRollback(timeout)).isFalse();
    assertThat(SqlState.isRollback(fromServer("40001"))).isTrue();
    assertThat(SqlState.canPass(timeout)).isTrue();
    assertThat(SqlState.advice(timeout))
        .isEqualTo(
            "Raise transaction_timeout for this role, or make batches smaller (batchRows, batchBytes).");
  }

  private static SQLException fromServer(String state) {
    return new PSQLException(new ServerErrorMessage("SFATAL\0C" + state + "\0Mmessage\0"));
  }
}
