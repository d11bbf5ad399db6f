package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;

class SqlStateTest {
  @Test
  void aPoolWithoutAConnectionSaysNoStateAndCanPass() {
    SQLException noConnection = new SQLTransientConnectionException("not available after 5000ms");

    assertThat(SqlState.canPass(noConnection)).isTrue();
    assertThat(SqlState.advice(noConnection)).isEqualTo("It can pass by itself: run again.");
  }

  @Test
  void whatTheServerRefusesForGoodCannot() {
    assertThat(SqlState.canPass(new SQLException("no such column", "42703"))).isFalse();
    assertThat(SqlState.canPass(new SQLException("no state"))).isFalse();
  }
}
