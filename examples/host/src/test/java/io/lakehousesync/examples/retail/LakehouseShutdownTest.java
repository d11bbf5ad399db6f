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
class LakehouseShutdownTest {
  private final LakehouseShutdown end = new LakehouseShutdown();

  @Test
  void anInterruptedStartIsNotAFailure() throws Exception {
    assertThat(
            leftBy(
                () -> {
                  awaitRequest();
                  throw new IOException("the server has gone");
                }))
        .isEmpty();
  }

  @Test
  void aStatementThatTheShutdownCancelsIsNotAFailure() throws Exception {
    assertThat(
            leftBy(
                () ->
                    end.use(
                        () -> {
                          awaitRequest();
                          throw new SQLException("terminating connection");
                        })))
        .isEmpty();
  }

  @Test
  void aServiceThatDoesNotStopIsReported() throws Exception {
    assertThat(
            leftBy(
                () -> {
                  try (AutoCloseable stuck = LakehouseShutdownTest::stop) {
                    end.use(this::awaitRequest);
                    assertThat(stuck).isNotNull();
                  }
                }))
        .hasValue("it did not end cleanly: java.io.IOException: it does not stop");
  }

  @Test
  void aServiceThatDoesNotStopAfterAnInterruptedStartIsReported() throws Exception {
    assertThat(
            leftBy(
                () -> {
                  try (AutoCloseable stuck = LakehouseShutdownTest::stop) {
                    awaitRequest();
                    throw new IOException("the server has gone with " + stuck);
                  }
                }))
        .isPresent();
  }

  @Test
  void anErrorWithoutAShutdownIsThrown() {
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

  private void awaitRequest() throws InterruptedException {
    assertThat(end.awaitRequest(20, TimeUnit.SECONDS)).isTrue();
  }

  /** Runs the work on another thread, and requests the shutdown. */
  private Optional<String> leftBy(LakehouseShutdown.Work work) throws Exception {
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
