package io.lakehousesync.postgres.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.exceptions.NotAppliedException.Retry;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
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
    assertThat(SqlState.retry(new SQLException("no such column", "42703")))
        .isEqualTo(Retry.POINTLESS);
  }

  @Test
  void unknownErrorsAreTriedAgain() {
    assertThat(SqlState.retry(new SQLException("no state"))).isEqualTo(Retry.SENSIBLE);
    assertThat(SqlState.retry(new SQLException("unknown", "ZZ123"))).isEqualTo(Retry.SENSIBLE);
    assertThat(SqlState.retry(fromServer("22P07"))).isEqualTo(Retry.SENSIBLE);
  }

  /** The third and the fourth message are those of pg_lake. */
  @Test
  void outagesConcernAllTables() {
    assertThat(
            List.of(
                new SQLTransientConnectionException("not available after 5000ms"),
                new SQLException("Connection refused", "08001"),
                new SQLException("IO Error: Could not establish connection", "0A000"),
                new SQLException("could not start query engine", "XX000"),
                fromServer("57P01")))
        .allMatch(e -> SqlState.retry(e) == Retry.OUTAGE);
    assertThat(
            List.of(new SQLException("MERGE", "0A000"), fromServer("55P03"), fromServer("XX000")))
        .allMatch(e -> SqlState.retry(e) == Retry.SENSIBLE);
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
