package io.lakehousesync.postgres.internal.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyBatchTest {
  @Test
  void isFullByKeysOrByText() throws SQLException {
    KeyBatch keys = new KeyBatch(List.of("k"));
    keys.add(row("short"), 1);
    assertThat(keys.isFull(2)).isFalse();
    assertThat(keys.isFull(1)).isTrue();

    keys.add(row("x".repeat(16 << 20)), 1);
    assertThat(keys.isFull(100_000)).isTrue();
  }

  private static ResultSet row(String value) {
    return (ResultSet)
        Proxy.newProxyInstance(
            KeyBatchTest.class.getClassLoader(),
            new Class<?>[] {ResultSet.class},
            (proxy, method, arguments) -> value);
  }
}
