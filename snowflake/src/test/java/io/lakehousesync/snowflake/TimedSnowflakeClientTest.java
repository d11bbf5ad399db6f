package io.lakehousesync.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.MetadataLocation;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TimedSnowflakeClientTest {
  private static final SnowflakeName TABLE = new SnowflakeName(List.of("T"));

  private final CountDownLatch answer = new CountDownLatch(1);

  @Test
  void handsOnAnswersAndErrors() throws SQLException {
    answer.countDown();
    SnowflakeClient client = timed(Duration.ofSeconds(10));

    assertThat(client.refresh(TABLE, "path")).contains("query");
    assertThatThrownBy(() -> client.served(TABLE)).isInstanceOf(SQLException.class).hasMessage("x");
  }

  @Test
  void stopsWaitingForAnAnswerAndKnowsWhenTheDriverGivesUp() {
    SnowflakeClient client = timed(Duration.ofMillis(50));

    assertThatThrownBy(() -> client.refresh(TABLE, "path"))
        .isInstanceOfSatisfying(
            UnansweredException.class,
            e -> {
              assertThat(e.isPending()).isTrue();
              answer.countDown();
              await().until(() -> !e.isPending());
            });
  }

  @Test
  void anInterruptEndsTheWaitAndIsKept() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> timed(Duration.ofSeconds(10)).refresh(TABLE, "path"))
        .isInstanceOf(UnansweredException.class);
    assertThat(Thread.interrupted()).isTrue();
    answer.countDown();
  }

  private SnowflakeClient timed(Duration deadline) {
    return new TimedSnowflakeClient(
        new SnowflakeClient() {
          @Override
          public Optional<MetadataLocation> served(SnowflakeName table) throws SQLException {
            throw new SQLException("x");
          }

          @Override
          public Optional<String> refresh(SnowflakeName table, String path) throws SQLException {
            try {
              answer.await();
            } catch (InterruptedException e) {
              throw new SQLException(e);
            }
            return Optional.of("query");
          }

          @Override
          public Optional<String> create(SnowflakeName table, MissingTables how, String path) {
            throw new UnsupportedOperationException();
          }
        },
        deadline);
  }
}
