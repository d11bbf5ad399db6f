package io.lakehousesync.snowflake.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.exceptions.NotAppliedException.Retry;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnowflakeErrorsTest {
  @ParameterizedTest
  @ValueSource(ints = {606, 1003, 2001, 2002, 2003, 2043, 3001, 390100, 390144, 393962})
  void adviceDoesNotSuggestARetryThatIsPointless(int code) {
    SQLException e = new SQLException("refused", "00000", code);

    assertThat(SnowflakeErrors.retry(e)).isEqualTo(Retry.POINTLESS);
    assertThat(SnowflakeErrors.setupAdvice(e)).doesNotContain("may be temporary");
    assertThat(SnowflakeErrors.advice(e)).doesNotContain("If the error stays");
  }

  @ParameterizedTest
  @ValueSource(ints = {91968, 93740, 390189, 393923})
  void aCodeWhoseMeaningIsNotDocumentedDecidesNothing(int code) {
    SQLException e = new SQLException("?", "00000", code);

    assertThat(SnowflakeErrors.isRefused(e)).isFalse();
    assertThat(SnowflakeErrors.mayStillRun(e)).isFalse();
    assertThat(SnowflakeErrors.isMissing(e)).isFalse();
    assertThat(SnowflakeErrors.retry(e)).isEqualTo(Retry.SENSIBLE);
    assertThat(SnowflakeErrors.retry(new NotSentException(e))).isEqualTo(Retry.SENSIBLE);
  }

  @Test
  void anOutageIsNoReasonToReplaceATable() {
    SQLException e = new NotSentException(new SQLException("There is no answer."));

    assertThat(SnowflakeErrors.describe(e))
        .isEqualTo("no connection to Snowflake: There is no answer");
    assertThat(SnowflakeErrors.advice(e)).isEqualTo("The cause may be temporary.");
  }
}
