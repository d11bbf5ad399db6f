package io.lakehousesync.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.snowflake.internal.sql.StatementSettings;
import io.lakehousesync.snowflake.setup.S3Location;
import io.lakehousesync.table.SyncTable;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Snowflake takes timeouts in whole seconds, and 0 as no limit. */
class StatementSettingsTest {
  private static final DataSource NEVER_USED =
      SnowflakeConnections.forAccount("org-account").password("SYNC", "secret").build();

  static Stream<Named<Consumer<Duration>>> whereATimeoutIsSet() {
    return Stream.of(
        Named.of(
            "refresher",
            timeout ->
                SnowflakeRefresher.builder(NEVER_USED)
                    .storageBaseUrl("s3://lake/")
                    .statementTimeout(timeout)
                    .build()),
        Named.of(
            "observer",
            timeout -> AutoRefreshObserver.builder(NEVER_USED).statementTimeout(timeout).build()),
        Named.of(
            "set-up",
            timeout ->
                SnowflakeSetup.builder(
                        "RETAIL.LAKE", S3Location.of("s3://lake/", "arn:aws:iam::0:role/r"))
                    .statementTimeout(timeout)
                    .build()),
        Named.of(
            "pipeline",
            timeout ->
                TaskPipeline.of(
                    NEVER_USED, "RETAIL.LAKE", SyncTable.of("t", "iceberg_t"), timeout)));
  }

  @ParameterizedTest
  @MethodSource("whereATimeoutIsSet")
  void rejectsATimeoutUnderASecondBeforeSendingAnything(Consumer<Duration> building) {
    assertThatThrownBy(() -> building.accept(Duration.ofMillis(999)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("statementTimeout must be a second or more, got PT0.999S");
    building.accept(Duration.ofSeconds(1));
  }

  @Test
  void acceptsATimeoutOfOneSecond() {
    assertThat(new StatementSettings("tag", Duration.ofSeconds(1)).timeout())
        .isEqualTo(Duration.ofSeconds(1));
  }
}
