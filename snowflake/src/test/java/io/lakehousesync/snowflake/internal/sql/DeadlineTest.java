package io.lakehousesync.snowflake.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  private final CountDownLatch answer = new CountDownLatch(1);

  @Test
  void returnsAnswersAndThrowsErrors() throws SQLException {
    Deadline deadline = new Deadline(Duration.ofSeconds(10));

    String handedOn = deadline.call(abandoned -> "answer");
    assertThat(handedOn).isEqualTo("answer");
    assertThatThrownBy(
            () ->
                deadline.call(
                    abandoned -> {
                      throw new SQLException("x");
                    }))
        .isInstanceOf(SQLException.class)
        .hasMessage("x");
  }

  @Test
  void stopsWaitingAndReportsWhenTheDriverGivesUp() {
    assertThatThrownBy(
            () -> new Deadline(Duration.ofMillis(50)).call(abandoned -> waitForTheAnswer()))
        .isInstanceOfSatisfying(
            UnansweredException.class,
            e -> {
              assertThat(e.isPending()).isTrue();
              answer.countDown();
              await().until(() -> !e.isPending());
            });
  }

  @Test
  void tellsACallThatItsCallerHasStoppedWaiting() {
    CompletableFuture<Boolean> abandonedAtLast = new CompletableFuture<>();

    assertThatThrownBy(
            () ->
                new Deadline(Duration.ofMillis(50))
                    .call(
                        abandoned -> {
                          assertThat(abandoned.getAsBoolean()).isFalse();
                          waitForTheAnswer();
                          return abandonedAtLast.complete(abandoned.getAsBoolean());
                        }))
        .isInstanceOf(UnansweredException.class);
    answer.countDown();

    assertThat(abandonedAtLast.join()).isTrue();
  }

  @Test
  void anInterruptEndsTheWaitAndIsKept() {
    Thread waiting = Thread.currentThread();

    assertThatThrownBy(
            () ->
                new Deadline(Duration.ofSeconds(10))
                    .call(
                        abandoned -> {
                          waiting.interrupt();
                          return waitForTheAnswer();
                        }))
        .isInstanceOf(UnansweredException.class)
        .hasMessage("this thread was interrupted before there was an answer");
    assertThat(Thread.interrupted()).isTrue();
    answer.countDown();
  }

  @Test
  void anInterruptedThreadSendsNothing() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> new Deadline(Duration.ofSeconds(10)).call(abandoned -> "sent"))
        .isInstanceOf(NotSentException.class);
    assertThat(Thread.interrupted()).isTrue();
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
