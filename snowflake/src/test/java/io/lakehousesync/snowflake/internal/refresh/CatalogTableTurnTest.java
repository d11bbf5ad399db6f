package io.lakehousesync.snowflake.internal.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A refresh holds its table for minutes. A thread that waits for the table must not wait for a
 * monitor, because that would pin the carrier of a virtual thread before JDK 24.
 */
class CatalogTableTurnTest {
  private static final SnowflakeName NAME = SnowflakeName.parse("RETAIL.LAKE.STORES");

  private final BusySnowflake snowflake = new BusySnowflake();
  private final CatalogTable table =
      new CatalogTable(
          NAME,
          snowflake,
          new RefreshGuard(NAME, null),
          null,
          Duration.ofMinutes(2),
          Clock.systemUTC(),
          () -> true);
  private final CompletableFuture<RefreshResult> running =
      CompletableFuture.supplyAsync(() -> table.refresh(location(2), ""));

  @AfterEach
  void release() {
    snowflake.released.countDown();
  }

  @Test
  void aThreadThatWaitsForTheTableIsNotBlockedByAMonitor() throws Exception {
    snowflake.refreshing.await();
    CompletableFuture<RefreshResult> second = new CompletableFuture<>();
    Thread waiting = new Thread(() -> second.complete(table.refresh(location(3), "")));
    waiting.start();

    await().atMost(Duration.ofSeconds(10)).until(() -> waiting.getState() == Thread.State.WAITING);
    assertThat(second).isNotDone();

    snowflake.released.countDown();
    assertThat(running.get(10, TimeUnit.SECONDS)).isEqualTo(refreshed(2));
    assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(refreshed(3));
  }

  @Test
  void anInterruptedThreadStopsWaitingAndSendsNothing() throws Exception {
    snowflake.refreshing.await();
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread waiting =
        new Thread(
            () -> {
              failure.complete(catchThrowable(() -> table.refresh(location(3), "")));
              interrupted.complete(Thread.currentThread().isInterrupted());
            });
    waiting.start();
    waiting.interrupt();

    assertThat(failure.get(10, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            NotAppliedException.class, e -> assertThat(e.retry()).isEqualTo(Retry.SENSIBLE))
        .hasMessageContainingAll("RETAIL.LAKE.STORES", "interrupted", "Nothing was sent");
    assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(running).isNotDone();
    assertThat(snowflake.refreshes).hasValue(1);
  }

  private static RefreshResult refreshed(int version) {
    return RefreshResult.refreshed(location(version));
  }

  private static MetadataLocation location(int version) {
    return new MetadataLocation("s3://lake/a/metadata/%05d-x.metadata.json".formatted(version));
  }

  /** Does not answer a refresh before it is released. */
  private static final class BusySnowflake implements SnowflakeClient {
    final CountDownLatch refreshing = new CountDownLatch(1);
    final CountDownLatch released = new CountDownLatch(1);
    final AtomicInteger refreshes = new AtomicInteger();

    @Override
    public Optional<MetadataLocation> served(SnowflakeName table) {
      return Optional.of(location(1 + refreshes.get()));
    }

    @Override
    public Optional<String> refresh(SnowflakeName table, String relativePath) {
      refreshes.incrementAndGet();
      refreshing.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return Optional.empty();
    }

    @Override
    public Optional<String> create(SnowflakeName table, TableStorage how, String relativePath) {
      throw new UnsupportedOperationException();
    }
  }
}
