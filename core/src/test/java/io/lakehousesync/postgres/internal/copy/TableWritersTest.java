package io.lakehousesync.postgres.internal.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableWritersTest {
  @Test
  void doesNotWaitForEndedTransactions() {
    TableWriters writers = new TableWriters(Map.of("3/15", "pid 1", "4/2", "pid 2"));

    assertThat(writers.still(List.of("3/15", "5/9"))).containsExactly("3/15");
  }

  @Test
  void waitsForPreparedTransactionsAfterARestart() {
    TableWriters writers =
        new TableWriters(Map.of("-1/812", "a prepared transaction", "4/2", "pid 2"));

    assertThat(writers.still(List.of("3/15"))).containsExactly("-1/812");
  }
}
