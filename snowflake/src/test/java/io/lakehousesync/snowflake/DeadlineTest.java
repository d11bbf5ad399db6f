package io.lakehousesync.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  private final CountDownLatch answer = new CountDownLatch(1);

  @Test
  void handsOnAnswersAndErrors() throws SQLException {
    Deadline deadline = new Deadline(Duration.ofSeconds(10));

    assertThat(deadline.call(() -> "answer")).isEqualTo("answer");
    assertThatThrownBy(
            () ->
                deadline.call(
                    () -> {
                      throw new SQLException("x");
                    }))
        .isInstanceOf(SQLException.class)
        .hasMessage("x");
  }

  @Test
  void stopsWaitingForAnAnswerAndKnowsWhenTheDriverGivesUp() {
    assertThatThrownBy(() -> new Deadline(Duration.ofMillis(50)).call(this::waitForTheAnswer))
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

    assertThatThrownBy(() -> new Deadline(Duration.ofSeconds(10)).call(this::waitForTheAnswer))
        .isInstanceOf(UnansweredException.class)
        .hasMessage("this thread was interrupted before there was an answer");
    assertThat(Thread.interrupted()).isTrue();
    answer.countDown();
  }

  private String waitForTheAnswer() throws SQLException {
    try {
      answer.await();
      return "answer";
    } catch (InterruptedException e) {
      throw new SQLException(e);
    }
  }
}
