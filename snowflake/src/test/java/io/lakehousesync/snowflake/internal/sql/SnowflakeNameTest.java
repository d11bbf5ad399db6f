package io.lakehousesync.snowflake.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SnowflakeNameTest {
  @Test
  void readsNamesOfAnyLength() {
    String name = "x\"".repeat(500_000);
    String quoted = '"' + name.replace("\"", "\"\"") + '"';

    assertThat(SnowflakeName.parse("s." + quoted).parts()).containsExactly("S", name);
    assertThatThrownBy(() -> SnowflakeName.parse(quoted + '"'))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not a Snowflake name");
  }
}
