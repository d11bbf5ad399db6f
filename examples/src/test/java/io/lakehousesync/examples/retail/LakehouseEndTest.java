package io.lakehousesync.examples.retail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LakehouseEndTest {
  private final LakehouseEnd end = new LakehouseEnd();

  @Test
  void whatIsInterruptedAtTheStartIsNoFailure() throws Exception {
    assertThat(
            leftBy(
                () -> {
                  awaitAsked();
                  throw new IOException("the server has gone");
                }))
        .isEmpty();
  }

  @Test
  void aStatementThatTheEndInterruptsIsNoFailure() throws Exception {
    assertThat(
            leftBy(
                () ->
                    end.use(
                        () -> {
                          awaitAsked();
                          throw new SQLException("terminating connection");
                        })))
        .isEmpty();
  }

  @Test
  void aServiceThatDoesNotStopIsTold() throws Exception {
    assertThat(
            leftBy(
                () -> {
                  try (AutoCloseable stuck = LakehouseEndTest::stop) {
                    end.use(this::awaitAsked);
                    assertThat(stuck).isNotNull();
                  }
                }))
        .hasValue("it did not end cleanly: java.io.IOException: it does not stop");
  }

  @Test
  void soIsOneThatDoesNotStopWhenTheStartIsInterrupted() throws Exception {
    assertThat(
            leftBy(
                () -> {
                  try (AutoCloseable stuck = LakehouseEndTest::stop) {
                    awaitAsked();
                    throw new IOException("the server has gone with " + stuck);
                  }
                }))
        .isPresent();
  }

  @Test
  void whatFailsByItselfIsThrown() {
    assertThatThrownBy(
            () ->
                end.run(
                    () -> {
                      throw new IOException("no space");
                    }))
        .hasMessage("no space");
  }

  private static void stop() throws IOException {
    throw new IOException("it does not stop");
  }

  private void awaitAsked() throws InterruptedException {
    assertThat(end.awaitAsked(20, TimeUnit.SECONDS)).isTrue();
  }

  /** Runs it on a thread of its own, and tells it to end. */
  private Optional<String> leftBy(LakehouseEnd.Work work) throws Exception {
    CompletableFuture<Integer> running =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return end.run(work);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    Optional<String> left = end.end(20, TimeUnit.SECONDS);
    assertThat(running.get(20, TimeUnit.SECONDS)).isBetween(0, 1);
    return left;
  }
}
