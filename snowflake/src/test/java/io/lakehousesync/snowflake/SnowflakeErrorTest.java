package io.lakehousesync.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.NotAppliedException.Retry;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnowflakeErrorTest {
  @ParameterizedTest
  @ValueSource(
      ints = {1003, 2001, 2002, 2003, 2043, 3001, 91968, 93740, 390100, 390144, 390189, 393923})
  void nothingIsSaidToPassByItselfWhereRetryingIsPointless(int code) {
    SQLException e = new SQLException("refused", "00000", code);

    assertThat(SnowflakeError.retry(e)).isEqualTo(Retry.POINTLESS);
    assertThat(SnowflakeError.setupAdvice(e)).doesNotContain("may pass by itself");
    assertThat(SnowflakeError.advice(e)).doesNotContain("If it does not pass by itself");
  }
}
